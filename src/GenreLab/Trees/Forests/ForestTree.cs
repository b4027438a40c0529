using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>A tree of a forest.</summary>
/// <param name="Tree">The tree; leaves of a single genre are noted in its nodes or not.</param>
/// <param name="Counts">The genres' weights in its leaves.</param>
/// <param name="Gains">For each feature how much impurity its splits took away, as a share of the rows' weight.</param>
internal sealed record ForestTree(Tree Tree, LeafCounts Counts, double[] Gains)
{
    /// <summary>A tree just grown.</summary>
    public static ForestTree From(TreeDraft draft, TrainingRows rows) => new(draft.BuildTree(), draft.Leaves.Build(), draft.Gains(rows.Binning.Features.Length));

    /// <summary>The tree of a forest that was grown from these rows.</summary>
    public static ForestTree From(GrownTree grown, TrainingRows rows) => new(grown.Tree, grown.Counts, grown.Gains(rows.Binning.Features.Length));

    /// <summary>Adds the genres' shares in the leaves of some rows to the rows' sums.</summary>
    /// <param name="positions">Where each row ended among the nodes.</param>
    /// <param name="sums">Rows × <paramref name="stride"/> values.</param>
    /// <param name="stride">Distance of two rows in <paramref name="sums"/>.</param>
    public void AddShares(ReadOnlySpan<int> positions, Span<float> sums, int stride)
    {
        var nodes = Tree.Nodes;
        for (var row = 0; row < positions.Length; row++)
        {
            var node = nodes[positions[row]];
            if (node.IsPureLeaf) sums[row * stride + node.Feature] += 1;
            else AddShares(Counts.Of(node.Leaf), sums[(row * stride)..]);
        }
    }

    private static void AddShares(ReadOnlySpan<uint> entries, Span<float> sum)
    {
        float total = 0;
        foreach (var entry in entries) total += ClassTarget.Weight(entry);
        var share = 1 / total;
        foreach (var entry in entries) sum[ClassTarget.Label(entry)] += ClassTarget.Weight(entry) * share;
    }
}
