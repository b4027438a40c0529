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
    private ValuedNode[] nodes = [];
    private int[] places = [];
    private int first;
    private int featureCount;

    /// <param name="features">Number of features.</param>
    public ValuedTree(int features)
    {
        known = new bool[features];
        Features = new int[features];
    }

    /// <summary>Whether a leaf has a value other than 0.</summary>
    public bool HasValues => first < nodes.Length;

    /// <summary>Position of the root; only if there are values.</summary>
    public int Root => first;

    /// <summary>The nodes; those of the tree are the last ones.</summary>
    public ValuedNode[] Nodes => nodes;

    /// <summary>Mean leaf value, by training rows.</summary>
    public double Mean => HasValues ? nodes[first].Mean : 0;

    /// <summary>Most features that a way from the root to a leaf looks at, or somewhat more.</summary>
    public int PathFeatures => HasValues ? Math.Min(nodes[first].Height, featureCount) : 0;

    /// <summary>The features the tree looks at.</summary>
    public ReadOnlySpan<int> UsedFeatures => Features.AsSpan(0, featureCount);

    private int[] Features { get; }

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
        var source = tree.Nodes;
        if (nodes.Length < source.Length) (nodes, places) = (new ValuedNode[source.Length], new int[source.Length]);
        foreach (var feature in UsedFeatures) known[feature] = false;
        featureCount = 0;
        first = nodes.Length;
        // Children come after their parent, so from the last node to the first every child is there before its parent asks.
        for (var i = source.Length - 1; i >= 0; i--)
        {
            var node = source[i];
            places[i] = None;
            if (node.IsLeaf)
            {
                if (leafValues[node.Leaf] == 0) continue;
                nodes[--first] = new ValuedNode { Left = None, Right = None, Mean = leafValues[node.Leaf] };
            }
            else
            {
                int left = places[i + 1], right = places[node.Right];
                if (left == None && right == None) continue;
                var cover = covers[i + 1] + covers[node.Right];
                var leftShare = cover > 0 ? covers[i + 1] / cover : 0.5;
                var rightShare = cover > 0 ? covers[node.Right] / cover : 0.5;
                nodes[--first] = Joined(node, left, right, leftShare, rightShare);
                Use(node.Feature);
            }
            places[i] = first;
        }
    }

    private ValuedNode Joined(TreeNode split, int left, int right, double leftShare, double rightShare)
    {
        var node = new ValuedNode { Left = left, Right = right, Split = split, LeftShare = leftShare, RightShare = rightShare, Features = Bit(split.Feature) };
        Join(left, leftShare);
        Join(right, rightShare);
        node.Height++;
        return node;

        void Join(int child, double share)
        {
            if (child == None) return;
            node.Features |= nodes[child].Features;
            node.Mean += share * nodes[child].Mean;
            node.Height = Math.Max(node.Height, nodes[child].Height);
        }
    }

    private void Use(int feature)
    {
        if (known[feature]) return;
        known[feature] = true;
        Features[featureCount++] = feature;
    }
}
