using GenreLab.Data;

namespace GenreLab.Models;

/// <summary>What starting from a trained model is worth: the same learner started from it and from scratch, on growing parts of the same training rows.</summary>
public sealed record TransferComparison
{
    /// <summary>The parts that are trained on, as shares of the training rows: each four times the one before.</summary>
    public static IReadOnlyList<double> DefaultShares { get; } = [1 / 64.0, 1 / 16.0, 1 / 4.0, 1];

    /// <summary>The model started from.</summary>
    public required StartingModel From { get; init; }

    /// <summary>The comparison by number of training rows, ascending.</summary>
    public required IReadOnlyList<TransferPoint> Points { get; init; }

    /// <summary>Test rows that the model started from was trained on; they are left out, for they would flatter it.</summary>
    public required int SeenRows { get; init; }

    /// <summary>
    /// Trains again on parts of the training rows: from the trained model, and from scratch with the same options, seed and kind of preprocessing, which is then
    /// learnt from the part. The parts are those of <see cref="TrainingSizeCurve"/>. Rows that the trained model learnt from choose no epoch and are
    /// not scored; all other validation and test rows stay.
    /// </summary>
    /// <param name="table">The table.</param>
    /// <param name="split">Its split, with test rows.</param>
    /// <param name="whole">The training on all training rows, started from the model.</param>
    /// <param name="context">What surrounded it, the model to start from included. When it is cancelled the parts already done are given.</param>
    /// <param name="shares">Parts of the training rows, each above 0 and at most 1, ascending; null for <see cref="DefaultShares"/>.</param>
    /// <returns>The comparison. A part that cannot be learnt from is left out.</returns>
    /// <exception cref="ArgumentException">The context names no model to start from.</exception>
    /// <exception cref="DataException">There are no test rows, or the model was trained on all of them.</exception>
    /// <exception cref="OptionException">The shares are outside their range or do not ascend.</exception>
    public static TransferComparison Measure(GenreTable table, Split split, TrainingRun whole, TrainingContext context, IReadOnlyList<double>? shares = null)
    {
        var from = context.From ?? throw new ArgumentException("The context names no model to start from.", nameof(context));
        shares ??= DefaultShares;
        TrainingSizeCurve.Validate(shares);
        if (split.Test.Length == 0) throw new DataException($"The split leaves no rows of {table.Table.Name} to test on, so there is nothing to compare on; make the test share larger.");
        var unseen = split with { Validation = from.Unseen(table, split.Validation), Test = from.Unseen(table, split.Test) };
        if (unseen.Test.Length == 0) throw new DataException($"{from.Name} was trained on every test row of {table.Table.Name}, so there is nothing to compare on; split the table in another way.");
        var same = unseen.Test.Length == split.Test.Length && unseen.Validation.Length == split.Validation.Length;

        var quiet = context with { Progress = null, Warning = null, Checkpoints = null };
        var order = TrainingSizeCurve.NestedOrder(split.Train, table.Labels(table.LabelNames), table.LabelNames.Count, context.Seed);
        var points = new List<TransferPoint>();
        foreach (var share in shares)
        {
            if (context.Cancellation.IsCancellationRequested) break;
            var part = order[..(int)Math.Round(share * order.Length)];
            Array.Sort(part);
            var folds = unseen with { Train = part };
            TrainingRun? Train(Transfer? start) => Trained(table, folds, whole, quiet with { From = start });
            var transferred = share == 1 && same ? whole : Train(from);
            if (transferred is { Cancelled: false } && Train(null) is { Cancelled: false } scratch) points.Add(TransferPoint.Of(share, part.Length, transferred, scratch, context.Seed));
        }
        return new TransferComparison { From = from.Remembered(), Points = points, SeenRows = split.Test.Length - unseen.Test.Length };
    }

    private static TrainingRun? Trained(GenreTable table, Split split, TrainingRun whole, TrainingContext context)
    {
        try
        {
            return ModelTraining.Run(table, split, whole.Trainer, whole.Model.Preprocessor.Options, context);
        }
        catch (DataException)
        {
            return null;
        }
    }
}
