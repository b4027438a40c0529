using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>A tree of a forest.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Counts">The genres' weights in its leaves.</param>
/// <param name="Gains">For each feature how much impurity its splits took away, as a share of the rows' weight.</param>
internal sealed record ForestTree(Tree Tree, LeafCounts Counts, double[] Gains)
{
    /// <summary>The tree of a forest that was grown from these rows.</summary>
    public static ForestTree From(GrownTree grown, TrainingRows rows) => new(grown.Tree, grown.Counts, grown.Gains(rows.Binning.Features.Length));

    /// <summary>Adds the genres' shares in the leaves of some rows to the rows' sums.</summary>
    /// <param name="leaves">A leaf a row.</param>
    /// <param name="sums">Rows × <paramref name="stride"/> values.</param>
    /// <param name="stride">Distance of two rows in <paramref name="sums"/>.</param>
    public void AddShares(ReadOnlySpan<int> leaves, Span<float> sums, int stride)
    {
        for (var row = 0; row < leaves.Length; row++)
        {
            var entries = Counts.Of(leaves[row]);
            var sum = sums[(row * stride)..];
            if (entries.Length == 1)
            {
                sum[ClassTarget.Label(entries[0])] += 1;
                continue;
            }
            float total = 0;
            foreach (var entry in entries) total += ClassTarget.Weight(entry);
            var share = 1 / total;
            foreach (var entry in entries) sum[ClassTarget.Label(entry)] += ClassTarget.Weight(entry) * share;
        }
    }
}
