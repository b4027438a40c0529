using System.Text.Json;
using GenreLab.Evaluation;
using GenreLab.Numerics;

namespace GenreLab.Tests.Evaluation;

public class PermutationImportanceTests
{
    private const int Genres = 3;

    private static readonly IReadOnlyList<(string Name, Range Columns)> Features = [("tempo", 0..1), ("key", 1..4), ("noise", 4..5), ("constant", 5..6)];

    /// <summary>A softmax model that leans on the tempo and on the one-hot key, and on nothing else.</summary>
    private static void Predict(Matrix x, Matrix probabilities)
    {
        Span<double> scores = stackalloc double[Genres];
        for (var row = 0; row < x.Rows; row++)
        {
            double sum = 0;
            for (var genre = 0; genre < Genres; genre++)
                sum += scores[genre] = Math.Exp((genre - 1) * 2.0 * x[row, 0] + 1.5 * x[row, 1 + genre] + 0 * x[row, 4]);
            for (var genre = 0; genre < Genres; genre++) probabilities[row, genre] = (float)(scores[genre] / sum);
        }
    }

    private static (Matrix Inputs, int[] Labels) Rows(int count, ulong seed = 1)
    {
        var random = new RandomSource(seed);
        var inputs = new Matrix(count, 6);
        var labels = new int[count];
        for (var row = 0; row < count; row++)
        {
            labels[row] = random.NextInt32(Genres);
            inputs[row, 0] = (float)(labels[row] - 1 + 0.8 * random.NextNormal());
            inputs[row, 1 + (random.NextInt32(3) == 0 ? random.NextInt32(Genres) : labels[row])] = 1;
            inputs[row, 4] = (float)random.NextNormal();
            inputs[row, 5] = 7;
        }
        return (inputs, labels);
    }

    private static IReadOnlyList<FeatureImportance> Measure(Matrix inputs, int[] labels, PermutationOptions? options = null, int[]? groups = null) => PermutationImportance.Measure(
        Predict, inputs, labels, Genres, Features, groups ?? [.. Enumerable.Range(0, labels.Length)], options ?? new PermutationOptions());

    /// <summary>The mean over all partners a row may get, which a shuffle gives it with equal chances: what the measurement estimates.</summary>
    private static double Expected(Matrix inputs, int[] labels, Range columns)
    {
        var pairs = new Matrix(labels.Length, inputs.Columns);
        var probabilities = new Matrix(labels.Length, Genres);
        double Accuracy() => Enumerable.Range(0, labels.Length).Count(row => probabilities.Row(row).IndexOf(probabilities.Row(row).ToArray().Max()) == labels[row]) / (double)labels.Length;
        Predict(inputs, probabilities);
        var fall = Accuracy();
        for (var shift = 0; shift < labels.Length; shift++)
        {
            inputs.Values.CopyTo(pairs.Values);
            for (var row = 0; row < labels.Length; row++) inputs.Row((row + shift) % labels.Length)[columns].CopyTo(pairs.Row(row)[columns]);
            Predict(pairs, probabilities);
            fall -= Accuracy() / labels.Length;
        }
        return fall;
    }

    [Fact]
    public void AgreesWithScikitLearn()
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Evaluation", "permutation.json")));
        double[][] Rows(string name) => fixture.RootElement.GetProperty(name).Deserialize<double[][]>()!;
        double[] Numbers(string name) => fixture.RootElement.GetProperty(name).Deserialize<double[]>()!;
        double[][] weights = Rows("weights");
        var biases = Numbers("biases");
        var inputs = Matrix.FromRows(Array.ConvertAll(Rows("inputs"), row => Array.ConvertAll(row, value => (float)value)));
        // The most probable genre is the one of the highest score, so the scores will do.
        void Score(Matrix x, Matrix scores)
        {
            for (var row = 0; row < x.Rows; row++)
            {
                for (var genre = 0; genre < biases.Length; genre++)
                {
                    var score = biases[genre];
                    for (var column = 0; column < x.Columns; column++) score += x[row, column] * weights[column][genre];
                    scores[row, genre] = (float)score;
                }
            }
        }
        var labels = fixture.RootElement.GetProperty("labels").Deserialize<int[]>()!;
        var importance = PermutationImportance.Measure(
            Score, inputs, labels, biases.Length, [.. weights.Select((_, i) => ($"{i}", i..(i + 1)))], [.. Enumerable.Range(0, labels.Length)], new PermutationOptions { Repeats = 2000 });
        double[] expected = Numbers("importance"), deviation = Numbers("deviation");
        for (var feature = 0; feature < expected.Length; feature++)
            Assert.Equal(expected[feature], importance[feature].Importance, 5 * deviation[feature] / Math.Sqrt(2000));
    }

    [Fact]
    public void EstimatesTheMeanFallOverAllShuffles()
    {
        var (inputs, labels) = Rows(300);
        var many = Measure(inputs, labels, new PermutationOptions { Repeats = 400 });
        var usual = Measure(inputs, labels);
        for (var feature = 0; feature < Features.Count; feature++)
        {
            var expected = Expected(inputs, labels, Features[feature].Columns);
            Assert.Equal(Features[feature].Name, many[feature].Feature);
            Assert.Equal(expected, many[feature].Importance, 0.004);
            Assert.Equal(expected, usual[feature].Importance, 0.04);
        }
        Assert.True(many[0].Importance > 0.15);
        Assert.True(many[1].Importance > 0.1);
    }

    [Fact]
    public void AFeatureTheModelIgnoresIsWorthNothing()
    {
        var (inputs, labels) = Rows(700);
        var importance = Measure(inputs, labels);
        Assert.Equal(new FeatureImportance("noise", 0, 0, 0), importance[2]);
        Assert.Equal(new FeatureImportance("constant", 0, 0, 0), importance[3]);
    }

    /// <summary>Drawn anew, rows and shuffles, the estimates scatter as the intervals say.</summary>
    [Fact]
    public void IntervalsHoldTheTruthAboutAsOftenAsTheyPromise()
    {
        var (crowd, crowdLabels) = Rows(20_000, seed: 99);
        var truth = Measure(crowd, crowdLabels, new PermutationOptions { Rows = 20_000, Repeats = 3, Resamples = 1 });
        var held = new int[2];
        const int trials = 200;
        for (var trial = 0; trial < trials; trial++)
        {
            var (inputs, labels) = Rows(250, seed: 1000 + (ulong)trial);
            var importance = Measure(inputs, labels, new PermutationOptions { Resamples = 400, Seed = (ulong)trial, Threads = 1 });
            for (var feature = 0; feature < held.Length; feature++)
                if (importance[feature].Low <= truth[feature].Importance && truth[feature].Importance <= importance[feature].High) held[feature]++;
        }
        Assert.All(held, one => Assert.InRange(one, 0.88 * trials, trials));
    }

    [Fact]
    public void RowsOfOneTrackCountAsOne()
    {
        var (inputs, labels) = Rows(300);
        var twice = new Matrix(600, inputs.Columns);
        for (var row = 0; row < 600; row++) inputs.Row(row / 2).CopyTo(twice.Row(row));
        int[] twiceLabels = [.. Enumerable.Range(0, 600).Select(row => labels[row / 2])], tracks = [.. Enumerable.Range(0, 600).Select(row => row / 2)];
        static double Width(FeatureImportance importance) => importance.High - importance.Low;
        var alone = Measure(twice, twiceLabels)[0];
        var together = Measure(twice, twiceLabels, groups: tracks)[0];
        Assert.Equal(alone.Importance, together.Importance);
        Assert.InRange(Width(together) / Width(alone), 1.15, 1.5);
    }

    [Fact]
    public void ThreadsDoNotMatterAndTheSeedDoes()
    {
        var (inputs, labels) = Rows(2_000);
        var one = Measure(inputs, labels, new PermutationOptions { Threads = 1 });
        Assert.Equal(one, Measure(inputs, labels, new PermutationOptions { Threads = 2 }));
        Assert.Equal(one, Measure(inputs, labels, new PermutationOptions { Threads = 7 }));
        Assert.NotEqual(one, Measure(inputs, labels, new PermutationOptions { Seed = 2 }));
    }

    [Fact]
    public void RowsAreDrawnOnceEach()
    {
        int[] rows = [.. Enumerable.Range(0, 1_000).Select(row => 3 * row)];
        Assert.Same(rows, PermutationImportance.Draw(rows, new PermutationOptions { Rows = 1_000 }));
        var drawn = PermutationImportance.Draw(rows, new PermutationOptions { Rows = 100 });
        Assert.Equal(100, drawn.Distinct().Count());
        Assert.Equal(drawn.Order(), drawn);
        Assert.Subset(rows.ToHashSet(), drawn.ToHashSet());
        Assert.InRange(drawn.Average(), 1_100, 1_900);
    }

    [Fact]
    public void ImpossibleOptionsAndCancellation()
    {
        var (inputs, labels) = Rows(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => Measure(inputs, labels, new PermutationOptions { Repeats = 0 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => PermutationImportance.Draw([1], new PermutationOptions { Rows = 0 }));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => Measure(inputs, labels, new PermutationOptions { Cancellation = cancelled.Token }));
        Assert.All(Measure(inputs.SliceRows(0, 1), labels[..1]), importance => Assert.Equal(0, importance.Importance));
    }
}
