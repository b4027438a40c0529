using System.Runtime.CompilerServices;
using GenreLab.Numerics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Forests;
using GenreLab.Trees.Splitting;

namespace GenreLab.Trees.Growing;

/// <summary>Grows classification trees one after the other, depth first (Breiman et al., 1984; Breiman, 2001; Geurts, Ernst and
/// Wehenkel, 2006). Holds the buffers of one thread.</summary>
internal interface IClassificationTreeGrower
{
    /// <summary>Grows a tree from the rows whose weight is not zero.</summary>
    /// <param name="weights">One a row.</param>
    /// <param name="random">Draws the features looked at and random splits.</param>
    /// <returns>The tree, until the next one is grown.</returns>
    TreeDraft Grow(ReadOnlySpan<ushort> weights, RandomSource random);

    /// <summary>A grower for a measure of purity.</summary>
    static IClassificationTreeGrower For(TrainingRows rows, GrowingOptions options, Criterion criterion) => criterion == Criterion.Gini
        ? new ClassificationTreeGrower<GiniScan>(rows, options)
        : new ClassificationTreeGrower<EntropyScan>(rows, options);
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
    private readonly TreeDraft tree;
    private readonly FeatureDraw draw;
    private readonly RandomNumbers numbers = new();
    private readonly RowSetGrower rowSets;
    private readonly BestWordGrower? words;
    private readonly Stack<OpenNode> open = new();
    private readonly byte[] smallest, largest;

    public ClassificationTreeGrower(TrainingRows rows, GrowingOptions options)
    {
        this.rows = rows;
        this.options = options;
        records = new RowRecords<uint>(rows.Binning.Stride);
        splits = new ClassSplitFinder<TScan>(records, rows.LabelCount, options.MinLeaf);
        tree = new TreeDraft(rows.LabelCount);
        draw = new FeatureDraw(rows.Binning.Features.Length);
        rowSets = new RowSetGrower(rows, options, draw, numbers, tree);
        if (!options.RandomSplits && typeof(TScan) == typeof(GiniScan) && BestWordGrower.IsSupported) words = new BestWordGrower(records, draw.Count, rows.LabelCount, options, draw, numbers, tree);
        smallest = new byte[rows.Binning.Stride];
        largest = new byte[rows.Binning.Stride];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public TreeDraft Grow(ReadOnlySpan<ushort> weights, RandomSource random)
    {
        numbers.Restart(random);
        tree.Clear();
        draw.Restart();
        if (options.RandomSplits && rows.AreGenreByGenre && typeof(TScan) == typeof(GiniScan) && weights.IndexOfAnyExcept((ushort)0, (ushort)1) < 0)
        {
            rowSets.Grow(weights);
            return tree;
        }
        TakeRows(weights);
        double total = 0;
        foreach (var weight in weights) total += weight;

        open.Push(new OpenNode(0, records.Count, 0, -1));
        while (open.TryPop(out var node))
        {
            tree.ContinueFrom(node.Parent);
            if (words is not null && node.Count <= BestWordGrower.MostRows && words.TryGrow(node.First, node.Count, node.Depth, total)) continue;
            var position = tree.Next;
            var mixed = splits.Enter(node.First, node.Count);
            var risk = mixed ? splits.Risk / total : 0;
            var best = !mixed || node.Depth >= options.MaxDepth || node.Count < 2 * options.MinLeaf ? SplitChoice.None
                : options.RandomSplits ? FindRandomSplit(node)
                : FindBestSplit(node);
            if (double.IsNegativeInfinity(best.Score))
            {
                tree.Add(tree.Leaves.Add(records.Targets.Slice(node.First, node.Count)), risk);
                continue;
            }
            var split = TreeNode.Split(0, best.Feature, best.LastLeftBin, best.MissingLeft);
            tree.Add(split, risk);
            var lefts = records.Partition(node.First, node.Count, split);
            open.Push(new OpenNode(node.First + lefts, node.Count - lefts, node.Depth + 1, position));
            open.Push(new OpenNode(node.First, lefts, node.Depth + 1, position));
        }
        return tree;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeRows(ReadOnlySpan<ushort> weights)
    {
        var stride = records.Stride;
        records.Resize(weights.Length - weights.Count((ushort)0));
        var position = 0;
        for (var row = 0; row < weights.Length; row++)
            if (weights[row] != 0) records.Put(position++, rows.Bins.AsSpan(row * stride, stride), ClassTarget.Of(rows.Labels[row], weights[row]));
    }

    /// <summary>Looks at features in random order until enough of them are not constant in the node, and on until there is a split.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SplitChoice FindBestSplit(OpenNode node)
    {
        records.Ranges(node.First, node.Count, smallest, largest);
        var best = SplitChoice.None;
        var looked = 0;
        for (var drawn = 0; drawn < draw.Count; drawn++)
        {
            if (looked >= options.MaxFeatures && !double.IsNegativeInfinity(best.Score) || best.Score >= splits.Perfect) break;
            var feature = options.MaxFeatures < draw.Count ? draw.Draw(drawn, numbers) : draw.InOrder(drawn);
            int low = smallest[feature], high = largest[feature];
            if (low == high) continue;
            looked++;
            splits.FindBest(node.First, node.Count, feature, low, high, ref best);
        }
        return best;
    }

    /// <summary>The same with one random split a feature.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SplitChoice FindRandomSplit(OpenNode node)
    {
        records.Ranges(node.First, node.Count, smallest, largest);
        var best = SplitChoice.None;
        var looked = 0;
        for (var drawn = 0; drawn < draw.Count && (looked < options.MaxFeatures || double.IsNegativeInfinity(best.Score)); drawn++)
        {
            var feature = draw.Draw(drawn, numbers);
            int low = smallest[feature], high = largest[feature];
            if (low == high) continue;
            looked++;
            var missing = high == FeatureBins.Missing;
            if (missing) high = records.LargestValue(node.First, node.Count, feature);
            var (lastLeft, missingLeft) = FeatureDraw.DrawSplit(low, high, missing, numbers);
            splits.Try(node.First, node.Count, feature, lastLeft, missingLeft, ref best);
        }
        return best;
    }
}
