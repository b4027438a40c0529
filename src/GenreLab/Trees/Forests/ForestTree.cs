using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>A tree of a forest.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Counts">The genres' weights in its leaves.</param>
/// <param name="Gains">For each feature how much impurity its splits took away, as a share of the rows' weight.</param>
internal sealed record ForestTree(Tree Tree, LeafCounts Counts, double[] Gains)
{
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
                sum[LeafCounts.Label(entries[0])] += 1;
                continue;
            }
            float total = 0;
            foreach (var entry in entries) total += LeafCounts.Weight(entry);
            var share = 1 / total;
            foreach (var entry in entries) sum[LeafCounts.Label(entry)] += LeafCounts.Weight(entry) * share;
        }
    }
}
