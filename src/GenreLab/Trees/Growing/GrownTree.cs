using System.Runtime.CompilerServices;

namespace GenreLab.Trees.Growing;

/// <summary>A tree with the genre counts of its leaves.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Counts">What its leaves hold.</param>
/// <param name="Risks">For each node its weight × impurity as a leaf, as a share of the rows' weight: what splits lessen and pruning weighs.</param>
internal sealed record GrownTree(Tree Tree, LeafCounts Counts, double[] Risks)
{
    /// <summary>For each feature how much impurity its splits took away, as a share of the rows' weight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double[] Gains(int features)
    {
        var gains = new double[features];
        var nodes = Tree.Nodes;
        for (var node = 0; node < nodes.Length; node++)
            if (!nodes[node].IsLeaf) gains[nodes[node].Feature] += Risks[node] - Risks[node + 1] - Risks[nodes[node].Right];
        return gains;
    }
}
