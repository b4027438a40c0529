using GenreLab.Evaluation;

namespace GenreLab.Trees;

/// <summary>Importance by gain: each feature's share of all that the trees' splits gained (Breiman et al., 1984, section 5.3).</summary>
internal static class GainShares
{
    private const double NormalQuantile = 1.959964;

    /// <summary>The features' shares, with 95 % intervals as if the trees were drawn from many such trees: those of a ratio estimate
    /// (Cochran, 1977, section 6.4), since trees that gain much count for more.</summary>
    /// <param name="gains">For each tree the gain of each feature.</param>
    /// <param name="names">The features' names.</param>
    public static FeatureImportance[] Of(IReadOnlyList<double[]> gains, IReadOnlyList<string> names)
    {
        var totals = gains.Select(tree => tree.Sum()).ToList();
        var all = totals.Sum();
        var importances = new FeatureImportance[names.Count];
        for (var feature = 0; feature < importances.Length; feature++)
        {
            // Trees that are a single leaf gained nothing, and then there is nothing to share.
            var share = all == 0 ? 0 : gains.Sum(tree => tree[feature]) / all;
            double squares = 0;
            for (var tree = 0; tree < gains.Count; tree++)
            {
                var rest = gains[tree][feature] - share * totals[tree];
                squares += rest * rest;
            }
            var reach = gains.Count < 2 || all == 0 ? 0 : NormalQuantile * Math.Sqrt(squares * gains.Count / (gains.Count - 1)) / all;
            importances[feature] = new FeatureImportance(names[feature], share, Math.Max(0, share - reach), Math.Min(1, share + reach));
        }
        return importances;
    }
}
