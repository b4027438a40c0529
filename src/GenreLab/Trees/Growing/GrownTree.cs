using System.Runtime.CompilerServices;

namespace GenreLab.Trees.Growing;

/// <summary>A tree with the genre counts of its leaves.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Counts">What its leaves hold.</param>
/// <param name="Risks">For each node its weight × impurity as a leaf, as a share of the rows' weight: what splits lessen and pruning weighs.</param>
internal sealed record GrownTree(Tree Tree, LeafCounts Counts, double[] Risks)
{
    /// <summary>For each feature how much impurity its splits took away, as a share of the rows' weight.</summary>
    public double[] Gains(int features) => Gains(Tree.Nodes, Risks, features);

    /// <inheritdoc cref="Gains(int)"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static double[] Gains(ReadOnlySpan<TreeNode> nodes, ReadOnlySpan<double> risks, int features)
    {
        var gains = new double[features];
        for (var node = 0; node < nodes.Length; node++)
            if (!nodes[node].IsLeaf) gains[nodes[node].Feature] += risks[node] - risks[node + 1] - risks[nodes[node].Right];
        return gains;
    }
}
