namespace GenreLab.Trees.Growing;

/// <summary>A tree with the genre counts of its leaves.</summary>
/// <param name="Tree">The tree.</param>
/// <param name="Counts">What its leaves hold.</param>
/// <param name="Gains">For each feature how much impurity its splits took away, as a share of the rows' weight.</param>
/// <param name="Risks">For each node its weight × impurity as a leaf, as a share of the rows' weight: what pruning weighs.</param>
internal sealed record GrownTree(Tree Tree, LeafCounts Counts, double[] Gains, double[] Risks);
