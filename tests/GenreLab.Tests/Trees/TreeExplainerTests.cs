using GenreLab.Numerics;
using GenreLab.Tests.Models;
using GenreLab.Trees.Explanation;

namespace GenreLab.Tests.Trees;

/// <summary>Explanations of sums of trees, whatever the order of rows and genres.</summary>
public class TreeExplainerTests
{
    private const int Features = 4, Genres = 5;

    private static readonly SplitsClassifier Classifier = new(Features, Genres, [-1, -0.3f, 0.4f, 1]);

    private static (Matrix X, int[] Labels) Rows(int count)
    {
        var random = new RandomSource(3);
        var x = new Matrix(count, Features);
        for (var row = 0; row < count; row++)
            foreach (ref var value in x.Row(row)) value = random.NextDouble() < 0.1 ? float.NaN : (float)random.NextNormal();
        return (x, [.. Enumerable.Range(0, count).Select(_ => random.NextInt32(Genres))]);
    }

    private static (Matrix Contributions, float[] Baselines) Explain(Matrix x, int[] labels)
    {
        var contributions = new Matrix(x.Rows, Features);
        var baselines = new float[x.Rows];
        Classifier.Explain(x, labels, contributions, baselines);
        return (contributions, baselines);
    }

    [Fact]
    public void TheyAddUpToTheProbability()
    {
        var (x, labels) = Rows(5000);
        var probabilities = new Matrix(x.Rows, Genres);
        Classifier.PredictProbabilities(x, probabilities);
        var (contributions, baselines) = Explain(x, labels);
        for (var row = 0; row < x.Rows; row++)
            Assert.Equal(probabilities[row, labels[row]], baselines[row] + contributions.Row(row).ToArray().Sum(), 1e-6f);
    }

    [Fact]
    public void ARowAloneAndARowAmongOthersAreExplainedAlike()
    {
        var (x, labels) = Rows(200);
        var (together, baselines) = Explain(x, labels);
        for (var row = 0; row < x.Rows; row++)
        {
            var (alone, baseline) = Explain(x.SliceRows(row, 1), [labels[row]]);
            Assert.Equal(together.Row(row).ToArray(), alone.Row(0).ToArray());
            Assert.Equal(baselines[row], baseline[0]);
        }
        Explain(x.SliceRows(0, 0), []);
    }

    [Fact]
    public void OfATreeThatDoesNotSpeakOfAGenreNothingIsAdded()
    {
        var (x, labels) = Rows(40);
        var contributions = new Matrix(x.Rows, Features);
        var baselines = new float[x.Rows];
        var bins = new GenreLab.Trees.Binning.FeatureBinning([.. Enumerable.Repeat(0, Features).Select(_ => GenreLab.Trees.Binning.FeatureBins.Ordered([0]))]);
        TreeExplainer.Explain(new SilentTrees(), bins, x, labels, contributions, baselines);
        for (var row = 0; row < x.Rows; row++)
        {
            Assert.Equal(labels[row] + 0.5f, baselines[row]);
            Assert.Equal(new float[Features], contributions.Row(row).ToArray());
        }
    }

    [Fact]
    public void WrongShapesAreRefused()
    {
        var (x, labels) = Rows(3);
        void Refused(Matrix rows, int[] genres, Matrix contributions, float[] baselines) =>
            Assert.Throws<ArgumentException>(() => Classifier.Explain(rows, genres, contributions, baselines));
        Refused(new Matrix(3, Features + 1), labels, new Matrix(3, Features), new float[3]);
        Refused(x, [0, 1], new Matrix(3, Features), new float[3]);
        Refused(x, labels, new Matrix(2, Features), new float[3]);
        Refused(x, labels, new Matrix(3, Features + 1), new float[3]);
        Refused(x, labels, new Matrix(3, Features), new float[2]);
    }

    /// <summary>Trees that say nothing of any genre: the score is its start.</summary>
    private sealed class SilentTrees : IExplainedTrees
    {
        public int TreeCount => Classifier.TreeCount;

        public GenreLab.Trees.Tree TreeAt(int tree) => Classifier.TreeAt(tree);

        public double Start(int label) => label + 0.5;

        public void LeafCovers(int tree, Span<double> covers) => throw new InvalidOperationException("Nobody needs them.");

        public bool LeafValues(int tree, int label, Span<double> values) => false;
    }
}
