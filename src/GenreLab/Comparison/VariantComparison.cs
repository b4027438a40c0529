using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Comparison;

/// <summary>Trains variants on the same folds and compares what they say of the rows held out.</summary>
public static class VariantComparison
{
    /// <summary>Trains every variant on every fold, fold by fold, and scores it on the rows the fold holds out, which decide nothing.</summary>
    /// <param name="table">The cleaned table.</param>
    /// <param name="variants">The variants, of different names.</param>
    /// <param name="folds">The folds, see <see cref="CrossValidation.Repeated"/>.</param>
    /// <param name="context">Threads, seed, progress and cancellation; repetition r trains with seed + r − 1, so that chance in training is averaged over too.</param>
    /// <param name="known">Scores of the same comparison, which are not made again.</param>
    /// <param name="keep">Told of each new score; what it throws ends the comparison.</param>
    /// <exception cref="GenreLabException">A variant cannot be trained; the message names it and the fold.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ComparisonResult Run(
        GenreTable table, IReadOnlyList<ModelVariant> variants, IReadOnlyList<RepeatedFold> folds, TrainingContext context, IEnumerable<FoldScore> known, Action<FoldScore> keep)
    {
        var scores = new Dictionary<(string, int, int), FoldScore>();
        foreach (var score in known) scores.TryAdd((score.Variant, score.Repeat, score.Fold), score);
        foreach (var fold in folds)
        {
            foreach (var variant in variants)
            {
                if (scores.ContainsKey((variant.Name, fold.Repeat, fold.Fold))) continue;
                var score = Score(table, variant, fold, context);
                keep(score);
                scores.Add((variant.Name, fold.Repeat, fold.Fold), score);
            }
        }
        return ComparisonResult.Of([.. variants.Select(variant => variant.Name)], folds, scores.Values.Where(score => variants.Any(variant => variant.Name == score.Variant)));
    }

    private static FoldScore Score(GenreTable table, ModelVariant variant, RepeatedFold fold, TrainingContext context)
    {
        context.Cancellation.ThrowIfCancellationRequested();
        var settings = variant.Settings;
        try
        {
            var run = ModelTraining.Run(
                table.WithoutFeatures(variant.Without), fold.Split, settings.Trainer, settings.Preprocessing, context with
                {
                    Seed = unchecked(context.Seed + (ulong)fold.Repeat - 1),
                    Warning = warning => context.Warning?.Invoke($"{variant.Name}, repetition {fold.Repeat}, fold {fold.Fold}: {warning}"),
                });
            if (run.Cancelled) throw new OperationCanceledException(context.Cancellation);
            var test = run.Test!;
            return new FoldScore(variant.Name, fold.Repeat, fold.Fold, test.Rows, test.Accuracy, test.MacroF1, test.LogLoss, run.Seconds.Prepare + run.Seconds.Fit);
        }
        catch (GenreLabException failure)
        {
            throw new GenreLabException($"{variant.Name}, repetition {fold.Repeat}, fold {fold.Fold}: {failure.Message}", failure);
        }
    }
}
