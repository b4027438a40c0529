using GenreLab.Numerics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Splitting;

namespace GenreLab.Trees.Growing;

/// <summary>Grows classification trees one after the other, depth first (Breiman et al., 1984; Breiman, 2001; Geurts, Ernst and
/// Wehenkel, 2006). Holds the buffers of one thread.</summary>
internal interface IClassificationTreeGrower
{
    /// <summary>Grows a tree from the rows whose weight is not zero.</summary>
    /// <param name="weights">One a row.</param>
    /// <param name="random">Draws the features looked at and random splits.</param>
    GrownTree Grow(ReadOnlySpan<ushort> weights, RandomSource random);
}

/// <inheritdoc cref="IClassificationTreeGrower"/>
/// <typeparam name="TScan">The measure of purity.</typeparam>
internal sealed class ClassificationTreeGrower<TScan> : IClassificationTreeGrower where TScan : struct, ISplitScan
{
    private readonly record struct OpenNode(int First, int Count, int Depth, int Parent);

    private readonly TrainingRows rows;
    private readonly GrowingOptions options;
    private readonly RowRecords<uint> records;
    private readonly ClassSplitFinder<TScan> splits;
    private readonly LeafCountsBuilder leaves;
    private readonly List<TreeNode> nodes = [];
    private readonly List<double> risks = [];
    private readonly Stack<OpenNode> open = new();
    private readonly byte[] smallest, largest;
    private readonly int[] features;

    public ClassificationTreeGrower(TrainingRows rows, GrowingOptions options)
    {
        this.rows = rows;
        this.options = options;
        records = new RowRecords<uint>(rows.Binning.Stride);
        splits = new ClassSplitFinder<TScan>(records, rows.LabelCount, options.MinLeaf);
        leaves = new LeafCountsBuilder(rows.LabelCount);
        smallest = new byte[rows.Binning.Stride];
        largest = new byte[rows.Binning.Stride];
        features = [.. Enumerable.Range(0, rows.Binning.Features.Length)];
    }

    public GrownTree Grow(ReadOnlySpan<ushort> weights, RandomSource random)
    {
        TakeRows(weights);
        leaves.Clear();
        nodes.Clear();
        risks.Clear();
        // The tree must not depend on the order of features the last one left behind.
        for (var feature = 0; feature < features.Length; feature++) features[feature] = feature;
        double total = 0;
        foreach (var weight in weights) total += weight;

        open.Push(new OpenNode(0, records.Count, 0, -1));
        while (open.TryPop(out var node))
        {
            var position = nodes.Count;
            if (node.Parent >= 0 && position != node.Parent + 1) nodes[node.Parent] = nodes[node.Parent] with { Right = position };
            var mixed = splits.Enter(node.First, node.Count);
            risks.Add(mixed ? splits.Risk / total : 0);
            var best = mixed && node.Depth < options.MaxDepth && node.Count >= 2 * options.MinLeaf ? FindSplit(node, random) : SplitChoice.None;
            if (double.IsNegativeInfinity(best.Score))
            {
                nodes.Add(leaves.Add(records.Targets.Slice(node.First, node.Count)));
                continue;
            }
            var split = TreeNode.Split(0, best.Feature, best.LastLeftBin, best.MissingLeft);
            nodes.Add(split);
            var lefts = records.Partition(node.First, node.Count, split);
            open.Push(new OpenNode(node.First + lefts, node.Count - lefts, node.Depth + 1, position));
            open.Push(new OpenNode(node.First, lefts, node.Depth + 1, position));
        }
        return new GrownTree(new Tree([.. nodes]), leaves.Build(), [.. risks]);
    }

    private void TakeRows(ReadOnlySpan<ushort> weights)
    {
        var stride = records.Stride;
        records.Resize(weights.Length - weights.Count((ushort)0));
        var position = 0;
        for (var row = 0; row < weights.Length; row++)
            if (weights[row] != 0) records.Put(position++, rows.Bins.AsSpan(row * stride, stride), ClassTarget.Of(rows.Labels[row], weights[row]));
    }

    /// <summary>Looks at features in random order until enough of them are not constant in the node, and on until there is a split.</summary>
    private SplitChoice FindSplit(OpenNode node, RandomSource random)
    {
        records.Ranges(node.First, node.Count, smallest, largest);
        var best = SplitChoice.None;
        var looked = 0;
        for (var drawn = 0; drawn < features.Length; drawn++)
        {
            if (looked >= options.MaxFeatures && !double.IsNegativeInfinity(best.Score) || best.Score >= splits.Perfect) break;
            if (options.MaxFeatures < features.Length || options.RandomSplits)
            {
                var swap = drawn + random.NextInt32(features.Length - drawn);
                (features[drawn], features[swap]) = (features[swap], features[drawn]);
            }
            var feature = features[drawn];
            int low = smallest[feature], high = largest[feature];
            if (low == high) continue;
            looked++;
            if (options.RandomSplits) TryRandomSplit(node, feature, low, high, random, ref best);
            else splits.FindBest(node.First, node.Count, feature, low, high, ref best);
        }
        return best;
    }

    private void TryRandomSplit(OpenNode node, int feature, int low, int high, RandomSource random, ref SplitChoice best)
    {
        var missing = high == FeatureBins.Missing;
        if (missing) high = records.LargestValue(node.First, node.Count, feature);
        // Drawn evenly over the bins, that is over the rows' ranks: on skewed features better than evenly over the values.
        // Missing values have a gap of their own above the values, and go to a random side of the others.
        var lastLeft = low + random.NextInt32(missing ? high - low + 1 : high - low);
        bool? missingLeft = missing ? lastLeft < high && (random.NextUInt64() >> 63) == 1 : null;
        splits.Try(node.First, node.Count, feature, lastLeft, missingLeft, ref best);
    }
}
