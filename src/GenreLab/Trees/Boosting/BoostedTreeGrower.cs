using System.Runtime.Intrinsics;
using GenreLab.Distributed;
using GenreLab.Numerics;
using GenreLab.Trees.Growing;
using GenreLab.Trees.Splitting;

namespace GenreLab.Trees.Boosting;

/// <summary>
/// Grows one tree a round on sketched gradients. The open nodes that gain most are split, several at a time so that threads have
/// work; only the child with fewer rows is summed, the other is its parent less that. Ranks share the features: each sums and searches its own,
/// and all learn the best splits.
/// </summary>
internal sealed class BoostedTreeGrower
{
    // Fixed, whatever the number of threads: with a limit on leaves it decides which nodes are split.
    private const int SplitTogether = 16;

    private sealed class Node(int first, int count, int depth)
    {
        public int First => first;
        public int Count => count;
        public int Depth => depth;
        public SplitChoice Best = SplitChoice.None;
        public Vector256<float>[]? Histogram;
        public Node? Left, Right;

        public TreeNode Split => TreeNode.Split(0, Best.Feature, Best.LastLeftBin, Best.MissingLeft);
    }

    private readonly RowRecords<SketchedRow> records;
    private readonly HistogramLayout layout;
    private readonly BoostingOptions options;
    private readonly ThreadTeam team;
    private readonly ICommunicator ranks;
    private readonly Stack<Vector256<float>[]> spare = new();
    private readonly List<(int First, int Count)> leaves = [];

    public BoostedTreeGrower(RowRecords<SketchedRow> records, HistogramLayout layout, BoostingOptions options, ThreadTeam team, ICommunicator ranks)
    {
        this.ranks = ranks;
        this.records = records;
        this.layout = layout;
        this.options = options;
        this.team = team;
    }

    /// <summary>The records of the last tree's leaves.</summary>
    public IReadOnlyList<(int First, int Count)> Leaves => leaves;

    /// <summary>Grows a tree from the records; they are in the order of <see cref="Leaves"/> afterwards.</summary>
    /// <param name="features">The features to look at, ascending.</param>
    /// <param name="gains">Gets what each feature's splits gained.</param>
    public Tree Grow(int[] features, double[] gains)
    {
        var root = new Node(0, records.Count, 0);
        var open = new PriorityQueue<Node, double>();
        var batch = new List<Node>();
        Search(features, [(root, null)]);
        Open(root, open);
        var leafCount = 1;
        while (open.Count > 0 && leafCount < options.Leaves)
        {
            batch.Clear();
            while (batch.Count < Math.Min(SplitTogether, options.Leaves - leafCount) && open.TryDequeue(out var next, out _)) batch.Add(next);
            team.Run(batch.Count, (piece, _) => Split(batch[piece]));
            // Rounding may promise a split that leaves a side without rows.
            foreach (var node in batch.Where(node => node.Left is null)) Release(node);
            batch.RemoveAll(node => node.Left is null);
            leafCount += batch.Count;
            foreach (var node in batch) gains[node.Best.Feature] += node.Best.Score;
            Search(features, [.. batch.Where(node => node.Depth + 1 < options.MaxDepth)
                .Select(node => node.Left!.Count <= node.Right!.Count ? (node.Left, node) : (node.Right, node))]);
            foreach (var node in batch)
            {
                Release(node);
                Open(node.Left!, open);
                Open(node.Right!, open);
            }
        }
        while (open.TryDequeue(out var rest, out _)) Release(rest);

        leaves.Clear();
        var nodes = new List<TreeNode>();
        Write(root, nodes);
        return new Tree([.. nodes]);
    }

    private void Open(Node node, PriorityQueue<Node, double> open)
    {
        if (node.Best.Score > 0) open.Enqueue(node, -node.Best.Score);
        else Release(node);
    }

    private void Split(Node node)
    {
        var lefts = records.Partition(node.First, node.Count, node.Split);
        if (lefts == 0 || lefts == node.Count) return;
        node.Left = new Node(node.First, lefts, node.Depth + 1);
        node.Right = new Node(node.First + lefts, node.Count - lefts, node.Depth + 1);
    }

    /// <summary>Finds the best splits of nodes: the root, or the smaller child of a parent and with it the larger.</summary>
    private void Search(int[] features, (Node Node, Node? Parent)[] families)
    {
        foreach (var (node, parent) in families)
        {
            node.Histogram = spare.TryPop(out var histogram) ? histogram : new Vector256<float>[layout.Length];
            if (parent is null) continue;
            Other(node, parent).Histogram = parent.Histogram;
            parent.Histogram = null;
        }
        var found = new (SplitChoice Own, SplitChoice Other)[families.Length * features.Length];
        var share = RankShare.Of(features.Length, ranks.Rank, ranks.Size);
        team.Run(families.Length * (int)share.Count, (work, _) =>
        {
            var family = work / (int)share.Count;
            var place = (int)share.Start + work % (int)share.Count;
            var piece = family * features.Length + place;
            var (node, parent) = families[family];
            var feature = features[place];
            var own = layout.Of(node.Histogram!, feature);
            SketchHistogram.Fill(records, node.First, node.Count, feature, own);
            found[piece].Own = FindBest(own, feature);
            if (parent is null) return;
            var other = layout.Of(Other(node, parent).Histogram!, feature);
            SketchHistogram.Subtract(other, own);
            found[piece].Other = FindBest(other, feature);
        });
        if (ranks.Size > 1) Exchange(found, features.Length, share);
        for (var piece = 0; piece < found.Length; piece++)
        {
            var (node, parent) = families[piece / features.Length];
            if (found[piece].Own.Score > node.Best.Score) node.Best = found[piece].Own;
            if (parent is not null && found[piece].Other.Score > Other(node, parent).Best.Score) Other(node, parent).Best = found[piece].Other;
        }
    }

    // Brings every rank what the others found for their features.
    private void Exchange((SplitChoice Own, SplitChoice Other)[] found, int features, RankShare share)
    {
        var families = found.Length / features;
        var own = new (SplitChoice, SplitChoice)[families * share.Count];
        for (var i = 0; i < own.Length; i++) own[i] = found[i / (int)share.Count * features + (int)share.Start + i % (int)share.Count];
        var all = ranks.AllGather<(SplitChoice, SplitChoice)>(own);
        for (var rank = 0; rank < all.Length; rank++)
        {
            var theirs = RankShare.Of(features, rank, ranks.Size);
            for (var i = 0; i < all[rank].Length; i++) found[i / (int)theirs.Count * features + (int)theirs.Start + i % (int)theirs.Count] = all[rank][i];
        }
    }

    private static Node Other(Node child, Node parent) => parent.Left == child ? parent.Right! : parent.Left!;

    private SplitChoice FindBest(ReadOnlySpan<Vector256<float>> histogram, int feature)
    {
        var best = SplitChoice.None;
        SketchSplitFinder.FindBest(histogram, layout.Bins[feature], layout.HasMissing[feature], feature, options.L2, options.MinChildWeight, ref best);
        return best;
    }

    private void Release(Node node)
    {
        if (node.Histogram is null) return;
        spare.Push(node.Histogram);
        node.Histogram = null;
    }

    private void Write(Node node, List<TreeNode> nodes)
    {
        if (node.Left is null)
        {
            nodes.Add(TreeNode.AsLeaf(leaves.Count));
            leaves.Add((node.First, node.Count));
            return;
        }
        var position = nodes.Count;
        nodes.Add(default);
        Write(node.Left, nodes);
        nodes[position] = node.Split with { Right = nodes.Count };
        Write(node.Right!, nodes);
    }
}
