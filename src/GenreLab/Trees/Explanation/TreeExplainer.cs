using GenreLab.Numerics;
using GenreLab.Trees.Binning;

namespace GenreLab.Trees.Explanation;

/// <summary>Explains rows by many trees: the contributions of a sum of trees are the sums of their contributions.</summary>
internal static class TreeExplainer
{
    private const int BlockRows = 4096;

    /// <summary>Explains one genre a row; what <see cref="Models.IExplainableClassifier.Explain"/> promises. On the calling thread.</summary>
    /// <param name="trees">The trees.</param>
    /// <param name="binning">The bins of their features.</param>
    /// <param name="x">Rows × features.</param>
    /// <param name="labels">For each row the genre to explain.</param>
    /// <param name="contributions">Gets rows × features.</param>
    /// <param name="baselines">Gets one number a row.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static void Explain(
        IExplainedTrees trees, FeatureBinning binning, Matrix x, ReadOnlySpan<int> labels, Matrix contributions, Span<float> baselines)
    {
        var features = binning.Features.Length;
        if (x.Columns != features) throw new ArgumentException($"The trees take {features} input columns, the matrix has {x.Columns}.", nameof(x));
        if (labels.Length != x.Rows) throw new ArgumentException($"{labels.Length} genres are to be explained for {x.Rows} rows.", nameof(labels));
        if (contributions.Rows != x.Rows || contributions.Columns != features)
            throw new ArgumentException($"{x.Rows} × {features} contributions do not fit into {contributions.Rows} × {contributions.Columns}.", nameof(contributions));
        if (baselines.Length != x.Rows) throw new ArgumentException($"{x.Rows} baselines do not fit into {baselines.Length} places.", nameof(baselines));

        for (var first = 0; first < x.Rows; first += BlockRows)
        {
            var count = Math.Min(BlockRows, x.Rows - first);
            ExplainBlock(trees, binning, x.SliceRows(first, count), labels.Slice(first, count), contributions.SliceRows(first, count), baselines.Slice(first, count));
        }
    }

    private static void ExplainBlock(
        IExplainedTrees trees, FeatureBinning binning, Matrix x, ReadOnlySpan<int> labels, Matrix contributions, Span<float> baselines)
    {
        var features = x.Columns;
        var bins = new byte[x.Rows * binning.Stride];
        binning.Apply(x, bins);
        var byGenre = new int[x.Rows];
        for (var row = 0; row < byGenre.Length; row++) byGenre[row] = row;
        labels.ToArray().AsSpan().Sort(byGenre.AsSpan());

        var sums = new double[x.Rows * features];
        var starts = new double[x.Rows];
        for (var row = 0; row < starts.Length; row++) starts[row] = trees.Start(labels[row]);
        var shap = new TreeShap(features);
        var leaves = 0;
        for (var index = 0; index < trees.TreeCount; index++) leaves = Math.Max(leaves, trees.TreeAt(index).LeafCount);
        double[] values = new double[leaves], leafCovers = new double[leaves], covers = new double[2 * leaves];
        for (var index = 0; index < trees.TreeCount; index++)
        {
            var tree = trees.TreeAt(index);
            var covered = false;
            for (var i = 0; i < byGenre.Length;)
            {
                var label = labels[byGenre[i]];
                var end = i + 1;
                while (end < byGenre.Length && labels[byGenre[end]] == label) end++;
                if (trees.LeafValues(index, label, values.AsSpan(0, tree.LeafCount)))
                {
                    if (!covered)
                    {
                        trees.LeafCovers(index, leafCovers.AsSpan(0, tree.LeafCount));
                        TreeShap.Covers(tree, leafCovers, covers);
                        covered = true;
                    }
                    shap.Load(tree, covers, values);
                    for (var place = i; place < end; place++)
                    {
                        var row = byGenre[place];
                        shap.Add(bins.AsSpan(row * binning.Stride, features), sums.AsSpan(row * features, features));
                        starts[row] += shap.LoadedBaseline;
                    }
                }
                i = end;
            }
        }

        for (var row = 0; row < x.Rows; row++)
        {
            baselines[row] = (float)starts[row];
            for (var feature = 0; feature < features; feature++) contributions[row, feature] = (float)sums[row * features + feature];
        }
    }
}
