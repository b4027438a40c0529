using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Trees;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Explanation;

namespace GenreLab.Tests.Models;

/// <summary>A few hand-made trees on any inputs that can explain themselves, for tests of everything around explanations.</summary>
internal sealed class SplitsClassifier : IExplainableClassifier, IExplainedTrees
{
    private readonly FeatureBinning binning;
    private readonly (Tree Tree, double[] LeafCovers)[] trees;
    private readonly double[][,] shares;

    /// <summary>Three trees that look at all inputs; their leaves prefer one genre each.</summary>
    /// <param name="features">Number of inputs.</param>
    /// <param name="labels">Number of genres.</param>
    /// <param name="edges">Where every input is cut.</param>
    /// <param name="score">What explanations are said to add up to.</param>
    public SplitsClassifier(int features, int labels, float[] edges, ExplainedScore score = ExplainedScore.Probability)
    {
        ExplainedScore = score;
        LabelCount = labels;
        binning = new FeatureBinning([.. Enumerable.Repeat(0, features).Select(_ => FeatureBins.Ordered(edges))]);
        var random = new RandomSource(8);
        trees = new (Tree, double[])[3];
        shares = new double[trees.Length][,];
        for (var index = 0; index < trees.Length; index++)
        {
            var nodes = new List<TreeNode>();
            var leaves = 0;
            Grow(depth: 5);
            void Grow(int depth)
            {
                if (depth == 0)
                {
                    nodes.Add(TreeNode.AsLeaf(leaves++));
                    return;
                }
                var place = nodes.Count;
                nodes.Add(default);
                Grow(depth - 1);
                nodes[place] = TreeNode.Split(nodes.Count, random.NextInt32(features), random.NextInt32(edges.Length), missingLeft: random.NextDouble() < 0.5);
                Grow(depth - 1);
            }
            trees[index] = (new Tree([.. nodes]), [.. Enumerable.Range(0, leaves).Select(_ => 1.0 + random.NextInt32(30))]);
            shares[index] = new double[leaves, labels];
            for (var leaf = 0; leaf < leaves; leaf++)
            {
                var preferred = random.NextInt32(labels);
                for (var label = 0; label < labels; label++) shares[index][leaf, label] = (label == preferred ? 0.7 : 0) + 0.3 / labels;
            }
        }
    }

    public string Kind => "splits";

    public int FeatureCount => binning.Features.Length;

    public int LabelCount { get; }

    public ExplainedScore ExplainedScore { get; }

    public int TreeCount => trees.Length;

    public Tree TreeAt(int tree) => trees[tree].Tree;

    public double Start(int label) => 0;

    public void LeafCovers(int tree, Span<double> covers) => trees[tree].LeafCovers.CopyTo(covers);

    public bool LeafValues(int tree, int label, Span<double> values)
    {
        for (var leaf = 0; leaf < values.Length; leaf++) values[leaf] = shares[tree][leaf, label] / trees.Length;
        return true;
    }

    public void PredictProbabilities(Matrix x, Matrix destination)
    {
        var bins = new byte[x.Rows * binning.Stride];
        binning.Apply(x, bins);
        for (var row = 0; row < x.Rows; row++)
        {
            destination.Row(row).Clear();
            for (var index = 0; index < trees.Length; index++)
            {
                var leaf = trees[index].Tree.Leaf(bins.AsSpan(row * binning.Stride));
                for (var label = 0; label < LabelCount; label++) destination[row, label] += (float)(shares[index][leaf, label] / trees.Length);
            }
        }
    }

    public void Explain(Matrix x, ReadOnlySpan<int> labels, Matrix contributions, Span<float> baselines) =>
        TreeExplainer.Explain(this, binning, x, labels, contributions, baselines);

    public StoredState Export() => throw new NotSupportedException();
}
