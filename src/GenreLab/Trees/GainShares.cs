using GenreLab.Evaluation;

namespace GenreLab.Trees;

/// <summary>Importance by gain: each feature's share of all that splits gained, tree by tree (Breiman et al., 1984, section 5.3).</summary>
internal static class GainShares
{
    private const double NormalQuantile = 1.959964;

    /// <summary>Mean share over the trees, with a 95 % interval from its standard error over them.</summary>
    /// <param name="gains">For each tree the gain of each feature.</param>
    /// <param name="names">The features' names.</param>
    public static FeatureImportance[] Of(IReadOnlyList<double[]> gains, IReadOnlyList<string> names)
    {
        var importances = new FeatureImportance[names.Count];
        // A stump that is only a leaf gained nothing and has no shares.
        var shares = gains.Select(tree => (Tree: tree, Total: tree.Sum())).Where(tree => tree.Total > 0).ToList();
        for (var feature = 0; feature < importances.Length; feature++)
        {
            double sum = 0, squares = 0;
            foreach (var (tree, total) in shares)
            {
                sum += tree[feature] / total;
                squares += tree[feature] / total * (tree[feature] / total);
            }
            var mean = shares.Count == 0 ? 0 : sum / shares.Count;
            var variance = shares.Count < 2 ? 0 : Math.Max(0, squares / shares.Count - mean * mean) / (shares.Count - 1);
            var reach = NormalQuantile * Math.Sqrt(variance);
            importances[feature] = new FeatureImportance(names[feature], mean, Math.Max(0, mean - reach), Math.Min(1, mean + reach));
        }
        return importances;
    }
}
