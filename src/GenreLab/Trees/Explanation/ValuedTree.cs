namespace GenreLab.Trees.Explanation;

/// <summary>One step of a <see cref="ValuedTree"/>.</summary>
internal struct ValuedNode
{
    /// <summary>Position of the left child, or <see cref="ValuedTree.None"/>.</summary>
    public int Left;

    /// <summary>Position of the right child, or <see cref="ValuedTree.None"/>.</summary>
    public int Right;

    /// <summary>Splits on the longest way down.</summary>
    public int Height;

    /// <summary>The split, as in the tree.</summary>
    public TreeNode Split;

    /// <summary>Share of the node's training rows that went left.</summary>
    public double LeftShare;

    /// <summary>Share of the node's training rows that went right.</summary>
    public double RightShare;

    /// <summary>Mean leaf value below, by training rows.</summary>
    public double Mean;

    /// <summary>The features looked at here and below, as <see cref="ValuedTree.Bit"/> marks them; none in a leaf.</summary>
    public ulong Features;
}

/// <summary>
/// A tree with the values of its leaves, without the branches whose leaves all have the value 0: of a forest's leaves most do not
/// hold a given genre. Keeps its memory from tree to tree.
/// </summary>
internal sealed class ValuedTree
{
    /// <summary>A child that was left out.</summary>
    public const int None = -1;

    // All features from this one on share its bit.
    private const int SharedBit = 63;

    private readonly bool[] known;
    private readonly int[] features;
    private ValuedNode[] nodes = [];
    private int[] valued = [];
    private int count;
    private int featureCount;

    /// <param name="features">Number of features.</param>
    public ValuedTree(int features)
    {
        known = new bool[features];
        this.features = new int[features];
    }

    /// <summary>The nodes, the root first; those after the tree's last one are of earlier trees.</summary>
    public ValuedNode[] Nodes => nodes;

    /// <summary>Mean leaf value, by training rows.</summary>
    public double Mean => count > 0 ? nodes[0].Mean : 0;

    /// <summary>Most features that a way from the root to a leaf looks at, or somewhat more.</summary>
    public int PathFeatures => count > 0 ? Math.Min(nodes[0].Height, featureCount) : 0;

    /// <summary>The features the tree looks at.</summary>
    public ReadOnlySpan<int> UsedFeatures => features.AsSpan(0, featureCount);

    /// <summary>The bit that stands for a feature.</summary>
    public static ulong Bit(int feature) => 1UL << Math.Min(feature, SharedBit);

    /// <summary>Whether the feature shares its bit with others.</summary>
    public static bool SharesBit(int feature) => feature >= SharedBit;

    /// <summary>Takes a tree in. Where no training row went both ways count the same.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="covers">How many training rows came by, one number a node.</param>
    /// <param name="leafValues">One value a leaf.</param>
    public void Load(Tree tree, ReadOnlySpan<double> covers, ReadOnlySpan<double> leafValues)
    {
        foreach (var feature in UsedFeatures) known[feature] = false;
        (featureCount, count) = (0, 0);
        if (valued.Length < tree.LeafCount) valued = new int[tree.LeafCount];
        var valuedCount = 0;
        for (var leaf = 0; leaf < tree.LeafCount; leaf++)
            if (leafValues[leaf] != 0) valued[valuedCount++] = leaf;
        if (nodes.Length < tree.Nodes.Length) nodes = new ValuedNode[tree.Nodes.Length];
        Add(tree.Nodes, covers, leafValues, 0, 0, valued.AsSpan(0, valuedCount));
    }

    /// <summary>Adds a branch with all that is below it.</summary>
    /// <param name="source">The tree's nodes.</param>
    /// <param name="covers">One a node.</param>
    /// <param name="leafValues">One a leaf.</param>
    /// <param name="position">The branch's first node.</param>
    /// <param name="firstLeaf">Its first leaf.</param>
    /// <param name="leaves">Its leaves that have a value, ascending.</param>
    /// <returns>Where it stands, or <see cref="None"/>.</returns>
    private int Add(
        ReadOnlySpan<TreeNode> source, ReadOnlySpan<double> covers, ReadOnlySpan<double> leafValues, int position, int firstLeaf, ReadOnlySpan<int> leaves)
    {
        if (leaves.IsEmpty) return None;
        var split = source[position];
        var place = count++;
        if (split.IsLeaf)
        {
            nodes[place] = new ValuedNode { Left = None, Right = None, Mean = leafValues[split.Leaf] };
            return place;
        }
        // The left branch fills the places between its parent and the right one, and has one leaf more than splits.
        var firstRightLeaf = firstLeaf + (split.Right - position) / 2;
        var leftCount = leaves.BinarySearch(firstRightLeaf);
        if (leftCount < 0) leftCount = ~leftCount;
        var left = Add(source, covers, leafValues, position + 1, firstLeaf, leaves[..leftCount]);
        var right = Add(source, covers, leafValues, split.Right, firstRightLeaf, leaves[leftCount..]);

        double leftCover = covers[position + 1], rightCover = covers[split.Right];
        var cover = leftCover + rightCover;
        var node = new ValuedNode
        {
            Left = left,
            Right = right,
            Split = split,
            LeftShare = cover > 0 ? leftCover / cover : 0.5,
            RightShare = cover > 0 ? rightCover / cover : 0.5,
            Features = Bit(split.Feature),
        };
        Join(ref node, left, node.LeftShare);
        Join(ref node, right, node.RightShare);
        node.Height++;
        nodes[place] = node;
        Use(split.Feature);
        return place;
    }

    private void Join(ref ValuedNode node, int child, double share)
    {
        if (child == None) return;
        node.Features |= nodes[child].Features;
        node.Mean += share * nodes[child].Mean;
        node.Height = Math.Max(node.Height, nodes[child].Height);
    }

    private void Use(int feature)
    {
        if (known[feature]) return;
        known[feature] = true;
        features[featureCount++] = feature;
    }
}
