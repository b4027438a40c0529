using System.Buffers;
using System.Text.Json.Nodes;
using GenreLab.Evaluation;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Explanation;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>One tree or many: the mean of the genre shares in the leaves a row comes to.</summary>
internal sealed class ForestClassifier : IExplainableClassifier, IGainImportance
{
    // Every tree comes from memory once a block, and the block's rows and sums should leave it room in the cache.
    private const int BlockRows = 4096;

    // From so many rows on it pays to pack the trees first.
    private const int PackingWorthRows = 1000;

    private readonly FeatureBinning binning;
    private readonly ForestTree[] trees;
    private readonly Lazy<PackedTree?[]> packed;
    private long predicted;

    public ForestClassifier(string kind, FeatureBinning binning, int labelCount, IReadOnlyList<ForestTree> trees, OutOfBagScore? outOfBag)
    {
        Kind = kind;
        LabelCount = labelCount;
        OutOfBag = outOfBag;
        this.binning = binning;
        this.trees = [.. trees];
        packed = new Lazy<PackedTree?[]>(Pack);
    }

    /// <inheritdoc/>
    public string Kind { get; }

    /// <inheritdoc/>
    public int FeatureCount => binning.Features.Length;

    /// <inheritdoc/>
    public int LabelCount { get; }

    /// <summary>The trees.</summary>
    public IReadOnlyList<ForestTree> Trees => trees;

    /// <summary>Quality on the training rows by trees that did not get them, if it was measured.</summary>
    public OutOfBagScore? OutOfBag { get; }

    /// <inheritdoc/>
    public void PredictProbabilities(Matrix x, Matrix destination)
    {
        ClassifierShapes.Require(this, x, destination);
        var bins = ArrayPool<byte>.Shared.Rent(Math.Min(BlockRows, x.Rows) * binning.Stride);
        Span<int> positions = stackalloc int[BlockRows];
        var scale = 1f / trees.Length;
        // Packing takes as long as predicting some rows without it.
        var quick = Interlocked.Add(ref predicted, x.Rows) < PackingWorthRows ? null : packed.Value;
        for (var first = 0; first < x.Rows; first += BlockRows)
        {
            var count = Math.Min(BlockRows, x.Rows - first);
            var sums = destination.SliceRows(first, count);
            sums.Values.Clear();
            binning.Apply(x.SliceRows(first, count), bins);
            for (var tree = 0; tree < trees.Length; tree++)
            {
                if (quick?[tree] is { } ready)
                {
                    ready.AddShares(bins, positions[..count], sums.Values, sums.Stride);
                    continue;
                }
                trees[tree].Tree.Descend(bins, binning.Stride, positions[..count]);
                trees[tree].AddShares(positions[..count], sums.Values, sums.Stride);
            }
            foreach (ref var sum in sums.Values) sum *= scale;
        }
        ArrayPool<byte>.Shared.Return(bins);
    }

    private PackedTree?[] Pack()
    {
        var all = new PackedTree?[trees.Length];
        Parallel.For(0, all.Length, tree => all[tree] = PackedTree.From(trees[tree], FeatureCount));
        return all;
    }

    /// <inheritdoc/>
    public ExplainedScore ExplainedScore => ExplainedScore.Probability;

    /// <inheritdoc/>
    public void Explain(Matrix x, ReadOnlySpan<int> labels, Matrix contributions, Span<float> baselines) =>
        TreeExplainer.Explain(new ForestShares(trees), binning, x, labels, contributions, baselines);

    /// <inheritdoc/>
    public IReadOnlyList<FeatureImportance> GainImportance(IReadOnlyList<string> inputNames) =>
        GainShares.Of([.. trees.Select(tree => tree.Gains)], inputNames);

    /// <inheritdoc/>
    public StoredState Export()
    {
        var tensors = new Dictionary<string, Tensor>();
        TreeTensors.Export(binning, [.. trees.Select(tree => tree.Tree)], tensors);
        var entries = trees.Sum(tree => tree.Counts.Entries.Length);
        var sizes = new ushort[trees.Sum(tree => tree.Tree.LeafCount)];
        var labels = new ushort[entries];
        var weights = new ushort[entries];
        int leaf = 0, entry = 0;
        foreach (var tree in trees)
        {
            for (var i = 0; i < tree.Tree.LeafCount; i++) sizes[leaf++] = checked((ushort)tree.Counts.Of(i).Length);
            foreach (var one in tree.Counts.Entries)
            {
                labels[entry] = (ushort)ClassTarget.Label(one);
                weights[entry++] = (ushort)ClassTarget.Weight(one);
            }
        }
        tensors["leaves.sizes"] = TreeTensors.Narrowed(sizes, sizes.AsSpan().IndexOfAnyExceptInRange((ushort)0, (ushort)255) < 0);
        tensors["leaves.genre"] = TreeTensors.Narrowed(labels, LabelCount <= 256);
        tensors["leaves.weight"] = TreeTensors.Narrowed(weights, weights.AsSpan().IndexOfAnyExceptInRange((ushort)0, (ushort)255) < 0);
        tensors["gain"] = Tensor.From<double>([.. trees.SelectMany(tree => tree.Gains)], trees.Length, FeatureCount);
        var settings = new JsonObject { ["features"] = FeatureCount, ["genres"] = LabelCount, ["trees"] = trees.Length };
        if (OutOfBag is { } score)
            settings["outOfBag"] = new JsonObject { ["rows"] = score.Rows, ["accuracy"] = score.Accuracy, ["logLoss"] = score.LogLoss };
        return new StoredState(settings, tensors);
    }

    /// <summary>Rebuilds a forest from its stored form, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The settings or tensors are incomplete, impossible or do not fit each other.</exception>
    public static ForestClassifier Import(string kind, StoredState state)
    {
        var (binning, structures) = TreeTensors.Import(state.Tensors);
        if (!TryNumber(state.Settings["genres"], out int genres) || genres is < 1 or > 65_535) throw TreeTensors.Damaged("tells an impossible number of genres apart");
        var sizes = TreeTensors.ReadNarrowed(state.Tensors, "leaves.sizes");
        var labels = TreeTensors.ReadNarrowed(state.Tensors, "leaves.genre");
        var weights = TreeTensors.ReadNarrowed(state.Tensors, "leaves.weight");
        var gains = TreeTensors.Read<double>(state.Tensors, "gain");
        var features = binning.Features.Length;
        if (labels.Length != weights.Length || sizes.Length != structures.Sum(tree => (long)tree.LeafCount) || sizes.Sum(size => (long)size) != labels.Length || gains.Length != (long)structures.Length * features)
            throw TreeTensors.Damaged("has leaves that do not fit its trees");
        if (sizes.AsSpan().Contains((ushort)0) || weights.AsSpan().Contains((ushort)0) || labels.Any(label => label >= genres))
            throw TreeTensors.Damaged("has a leaf that tells nothing or a genre there is not");

        var trees = new ForestTree[structures.Length];
        int leaf = 0, entry = 0;
        for (var i = 0; i < trees.Length; i++)
        {
            var starts = new int[structures[i].LeafCount + 1];
            for (var own = 0; own < structures[i].LeafCount; own++) starts[own + 1] = starts[own] + sizes[leaf++];
            var entries = new uint[starts[^1]];
            for (var own = 0; own < entries.Length; own++, entry++) entries[own] = ClassTarget.Of(labels[entry], weights[entry]);
            var gain = gains.Slice(i * features, features).ToArray();
            if (!Array.TrueForAll(gain, double.IsFinite)) throw TreeTensors.Damaged("has a gain that is not finite");
            var counts = new LeafCounts(starts, entries);
            var nodes = structures[i].Nodes.ToArray();
            foreach (ref var node in nodes.AsSpan())
                if (node.IsLeaf) node = counts.NodeOf(node.Leaf);
            trees[i] = new ForestTree(new Tree(nodes), counts, gain);
        }
        return new ForestClassifier(kind, binning, genres, trees, ImportScore(state.Settings["outOfBag"]));
    }

    private static OutOfBagScore? ImportScore(JsonNode? score)
    {
        if (score is null) return null;
        return score is JsonObject && TryNumber(score["rows"], out int rows) && TryNumber(score["accuracy"], out double accuracy) && TryNumber(score["logLoss"], out double logLoss)
            ? new OutOfBagScore(rows, accuracy, logLoss)
            : throw TreeTensors.Damaged("has an out-of-bag score without numbers");
    }

    private static bool TryNumber<T>(JsonNode? node, out T number) where T : struct
    {
        number = default;
        return node is JsonValue value && value.TryGetValue(out number);
    }
}
