using GenreLab.Data;
using GenreLab.Evaluation;

namespace GenreLab.Comparison;

/// <summary>What a comparison of variants on the same folds found.</summary>
/// <param name="Variants">The variants over all folds, the most accurate first; of equals the one named first.</param>
/// <param name="Pairs">Every pair, the more accurate variant first, in the order of <paramref name="Variants"/>.</param>
/// <param name="Folds">All scores, fold by fold.</param>
public sealed record ComparisonResult(IReadOnlyList<VariantScores> Variants, IReadOnlyList<VariantPair> Pairs, IReadOnlyList<FoldScore> Folds)
{
    /// <summary>Puts scores together.</summary>
    /// <param name="variants">The variants' names.</param>
    /// <param name="folds">The folds, 2 or more.</param>
    /// <param name="scores">A score of each variant on each fold, in any order.</param>
    /// <exception cref="ArgumentException">A variant has no score on a fold.</exception>
    public static ComparisonResult Of(IReadOnlyList<string> variants, IReadOnlyList<RepeatedFold> folds, IEnumerable<FoldScore> scores)
    {
        var found = scores.ToDictionary(score => (score.Variant, score.Repeat, score.Fold));
        FoldScore Score(string variant, RepeatedFold fold) =>
            found.TryGetValue((variant, fold.Repeat, fold.Fold), out var score) ? score : throw new ArgumentException($"{variant} has no score on fold {fold.Fold} of repetition {fold.Repeat}.", nameof(scores));
        var ratio = folds.Average(fold => (double)fold.Split.Test.Length / (fold.Split.Train.Length + fold.Split.Validation.Length));
        FoldMean Mean(Func<RepeatedFold, double> value) => FoldMean.Of([.. folds.Select(value)], ratio);

        var ranked = variants.Select(variant => new VariantScores(
            variant, Mean(fold => Score(variant, fold).Accuracy), Mean(fold => Score(variant, fold).MacroF1), Mean(fold => Score(variant, fold).LogLoss),
            folds.Average(fold => Score(variant, fold).Seconds))).OrderByDescending(variant => variant.Accuracy.Mean).ToArray();
        var pairs = new List<VariantPair>();
        for (var i = 0; i < ranked.Length; i++)
        {
            for (var j = i + 1; j < ranked.Length; j++)
            {
                string first = ranked[i].Variant, second = ranked[j].Variant;
                FoldMean Difference(Func<FoldScore, double> value) => Mean(fold => value(Score(first, fold)) - value(Score(second, fold)));
                pairs.Add(new VariantPair(first, second, Difference(score => score.Accuracy), Difference(score => score.MacroF1), Difference(score => score.LogLoss)));
            }
        }
        return new ComparisonResult(ranked, pairs, [.. folds.SelectMany(fold => variants.Select(variant => Score(variant, fold)))]);
    }
}
