using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Models;

namespace GenreLab.Search;

/// <summary>Scores trials on folds. Thread-safe: several trials may be scored at once. A trial is one rank's; ranks share trials, not their parts.</summary>
public sealed class TrialScoring
{
    private readonly GenreTable table;
    private readonly SearchPlan plan;
    private readonly TrainingContext context;
    private readonly Split[] folds;
    // For each fold its training rows in an order whose every beginning holds the genres' shares.
    private readonly int[][] orders;

    /// <summary>Prepares to score.</summary>
    /// <param name="table">The cleaned table.</param>
    /// <param name="folds">What is trained and validated on; test rows are left out.</param>
    /// <param name="plan">The search.</param>
    /// <param name="context">Threads of one trial and vector width; the seed is the plan's.</param>
    public TrialScoring(GenreTable table, IReadOnlyList<Split> folds, SearchPlan plan, TrainingContext context)
    {
        (this.table, this.plan) = (table, plan);
        this.context = context with { Seed = plan.Seed, Progress = null, Warning = null, Checkpoints = null, Ranks = SingleProcess.Instance };
        this.folds = [.. folds.Select(fold => fold with { Test = [] })];
        var labels = table.Labels(table.LabelNames);
        orders = [.. folds.Select(fold => plan.RowsOf(plan.Rungs[0], fold.Train.Length) < fold.Train.Length
            ? TrainingSizeCurve.NestedOrder(fold.Train, labels, table.LabelNames.Count, plan.Seed)
            : fold.Train)];
    }

    /// <summary>Trains a trial on every fold and scores it on the fold's validation rows, which also choose the epoch where a learner has epochs:
    /// scores flatter a little, all trials alike.</summary>
    /// <exception cref="GenreLabException">It came to nothing.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public TrialScore Score(Trial trial, Rung rung, CancellationToken stop)
    {
        var settings = plan.SettingsOf(trial, rung);
        var accuracies = new double[folds.Length];
        double right = 0, loss = 0, seconds = 0;
        var rows = 0;
        for (var i = 0; i < folds.Length; i++)
        {
            stop.ThrowIfCancellationRequested();
            var run = ModelTraining.Run(table, Part(i, rung), settings.Trainer, settings.Preprocessing, context with { Cancellation = stop });
            if (run.Cancelled || stop.IsCancellationRequested) throw new OperationCanceledException(stop);
            var score = run.Validation!;
            accuracies[i] = score.Accuracy;
            right += score.Accuracy * score.Rows;
            loss += score.LogLoss * score.Rows;
            rows += score.Rows;
            seconds += run.Seconds.Prepare + run.Seconds.Fit;
        }
        return new TrialScore(Math.Round(right) / rows, folds.Length == 1 ? null : Deviation(accuracies), loss / rows, seconds);
    }

    private Split Part(int fold, Rung rung)
    {
        var whole = folds[fold];
        var count = plan.RowsOf(rung, whole.Train.Length);
        if (count == whole.Train.Length) return whole;
        var part = orders[fold][..count];
        Array.Sort(part);
        return whole with { Train = part };
    }

    private static double Deviation(double[] values)
    {
        var mean = values.Average();
        return Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Length - 1));
    }
}
