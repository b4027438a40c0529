namespace GenreLab.Trees.Growing;

/// <summary>
/// How much weight of each genre each leaf holds: for every leaf a few entries, each a <see cref="ClassTarget"/>. Most leaves of a deep tree hold one to three genres out of a hundred, so this is a fiftieth of a full table. A weight
/// above 65,535 takes several entries.
/// </summary>
/// <param name="Starts">Position of each leaf's first entry, and the number of entries at the end.</param>
/// <param name="Entries">The entries, leaf after leaf, genres ascending.</param>
internal sealed record LeafCounts(int[] Starts, uint[] Entries)
{
    /// <summary>The entries of a leaf.</summary>
    public ReadOnlySpan<uint> Of(int leaf) => Entries.AsSpan(Starts[leaf], Starts[leaf + 1] - Starts[leaf]);

    /// <summary>The node of a leaf: with its genre, when it holds but one.</summary>
    public TreeNode NodeOf(int leaf) => Of(leaf) is { Length: 1 } only ? TreeNode.AsPureLeaf(leaf, ClassTarget.Label(only[0])) : TreeNode.AsLeaf(leaf);
}
