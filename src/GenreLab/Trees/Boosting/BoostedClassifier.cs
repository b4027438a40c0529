using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text.Json.Nodes;
using GenreLab.Evaluation;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Explanation;

namespace GenreLab.Trees.Boosting;

/// <summary>Boosted trees: the softmax of the sum of the scores of the leaves a row comes to.</summary>
internal sealed class BoostedClassifier : IExplainableClassifier, IGainImportance
{
    private const int BlockRows = 256;

    private readonly FeatureBinning binning;
    private readonly float[] start;
    private readonly BoostedTree[] trees;

    /// <param name="binning">The features' bins.</param>
    /// <param name="start">The genres' scores before the first tree.</param>
    /// <param name="trees">The trees, one or more.</param>
    public BoostedClassifier(FeatureBinning binning, float[] start, IReadOnlyList<BoostedTree> trees)
    {
        this.binning = binning;
        this.start = start;
        this.trees = [.. trees];
        LabelCount = start.Length;
    }

    /// <inheritdoc/>
    public string Kind => "gradient-boosting";

    /// <inheritdoc/>
    public int FeatureCount => binning.Features.Length;

    /// <inheritdoc/>
    public int LabelCount { get; }

    /// <summary>The trees.</summary>
    public IReadOnlyList<BoostedTree> Trees => trees;

    /// <inheritdoc/>
    public void PredictProbabilities(Matrix x, Matrix destination)
    {
        ClassifierShapes.Require(this, x, destination);
        var bins = ArrayPool<byte>.Shared.Rent(Math.Min(BlockRows, x.Rows) * binning.Stride);
        var scores = new Matrix(Math.Min(BlockRows, x.Rows), LabelCount);
        Span<int> leaves = stackalloc int[BlockRows];
        for (var first = 0; first < x.Rows; first += BlockRows)
        {
            var count = Math.Min(BlockRows, x.Rows - first);
            binning.Apply(x.SliceRows(first, count), bins);
            for (var row = 0; row < count; row++) Start(scores.Values.Slice(row * scores.Stride, scores.Stride));
            foreach (var tree in trees)
            {
                tree.Tree.Leaves(bins, binning.Stride, leaves[..count]);
                for (var row = 0; row < count; row++)
                    ScoreRow.Add(ref scores.Values[row * scores.Stride], ref tree.Scores[leaves[row] * scores.Stride], scores.Stride);
            }
            for (var row = 0; row < count; row++) Softmax(ref scores.Values[row * scores.Stride], destination.Row(first + row));
        }
        ArrayPool<byte>.Shared.Return(bins);
    }

    /// <inheritdoc/>
    public IReadOnlyList<FeatureImportance> GainImportance(IReadOnlyList<string> inputNames) =>
        GainShares.Of([.. trees.Select(tree => tree.Gains)], inputNames);

    /// <inheritdoc/>
    public ExplainedScore ExplainedScore => ExplainedScore.Logit;

    /// <inheritdoc/>
    public void Explain(Matrix x, ReadOnlySpan<int> labels, Matrix contributions, Span<float> baselines) =>
        TreeExplainer.Explain(new BoostedScores(start, trees), binning, x, labels, contributions, baselines);

    /// <inheritdoc/>
    public StoredState Export()
    {
        var tensors = new Dictionary<string, Tensor>();
        TreeTensors.Export(binning, [.. trees.Select(tree => tree.Tree)], tensors);
        var stride = Matrix.PaddedLength(LabelCount);
        var leaves = trees.Sum(tree => tree.Tree.LeafCount);
        var scores = new float[checked(leaves * LabelCount)];
        var leaf = 0;
        foreach (var tree in trees)
            for (var own = 0; own < tree.Tree.LeafCount; own++, leaf++) tree.Scores.AsSpan(own * stride, LabelCount).CopyTo(scores.AsSpan(leaf * LabelCount));
        tensors["start"] = Tensor.From<float>(start);
        tensors["leaves.score"] = Tensor.From<float>(scores, leaves, LabelCount);
        tensors["leaves.cover"] = Tensor.From<int>([.. trees.SelectMany(tree => tree.Covers)]);
        tensors["gain"] = Tensor.From<double>([.. trees.SelectMany(tree => tree.Gains)], trees.Length, FeatureCount);
        return new StoredState(new JsonObject { ["features"] = FeatureCount, ["genres"] = LabelCount, ["trees"] = trees.Length }, tensors);
    }

    /// <summary>Rebuilds boosted trees from their stored form, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The tensors are incomplete, impossible or do not fit each other.</exception>
    public static BoostedClassifier Import(StoredState state)
    {
        var (binning, structures) = TreeTensors.Import(state.Tensors);
        var start = TreeTensors.Read<float>(state.Tensors, "start").ToArray();
        var scores = TreeTensors.Read<float>(state.Tensors, "leaves.score");
        var covers = TreeTensors.Read<int>(state.Tensors, "leaves.cover");
        var gains = TreeTensors.Read<double>(state.Tensors, "gain");
        var leaves = structures.Sum(tree => (long)tree.LeafCount);
        var features = binning.Features.Length;
        if (start.Length == 0 || scores.Length != leaves * start.Length || covers.Length != leaves || gains.Length != (long)structures.Length * features)
            throw TreeTensors.Damaged("has leaves that do not fit its trees");
        foreach (var cover in covers)
            if (cover < 0) throw TreeTensors.Damaged("has a leaf that fewer than no rows came to");
        foreach (var score in scores)
            if (!float.IsFinite(score)) throw TreeTensors.Damaged("has a score that is not finite");
        if (!Array.TrueForAll(start, float.IsFinite)) throw TreeTensors.Damaged("has a score that is not finite");

        var stride = Matrix.PaddedLength(start.Length);
        var trees = new BoostedTree[structures.Length];
        var first = 0;
        for (var i = 0; i < trees.Length; i++)
        {
            var count = structures[i].LeafCount;
            var own = new float[count * stride];
            for (var leaf = 0; leaf < count; leaf++) scores.Slice((first + leaf) * start.Length, start.Length).CopyTo(own.AsSpan(leaf * stride));
            var gain = gains.Slice(i * features, features).ToArray();
            if (!Array.TrueForAll(gain, double.IsFinite)) throw TreeTensors.Damaged("has a gain that is not finite");
            trees[i] = new BoostedTree(structures[i], own, covers.Slice(first, count).ToArray(), gain);
            first += count;
        }
        return new BoostedClassifier(binning, start, trees);
    }

    private void Start(Span<float> row)
    {
        row.Fill(ScoreRow.Padding);
        start.CopyTo(row);
    }

    private static void Softmax(ref float scores, Span<float> probabilities)
    {
        var stride = Matrix.PaddedLength(probabilities.Length);
        var shift = Vector512.Create(ScoreRow.Normalization(ref scores, stride).LogSum);
        Unsafe.SkipInit(out Vector512<float> powers);
        for (var genre = 0; genre < stride; genre += ScoreRow.Width)
        {
            powers = ScoreRow.Power(Vector512.LoadUnsafe(ref scores, (nuint)genre) - shift);
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<Vector512<float>, float>(ref powers), Math.Min(ScoreRow.Width, probabilities.Length - genre)).CopyTo(probabilities[genre..]);
        }
    }
}
