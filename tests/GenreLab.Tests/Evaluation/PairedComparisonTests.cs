using System.Text.Json.Nodes;
using GenreLab.Evaluation;
using GenreLab.Numerics;

namespace GenreLab.Tests.Evaluation;

public sealed class PairedComparisonTests
{
    private static readonly JsonNode Fixture = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Evaluation", "paired.json")))!;

    [Fact]
    public void McNemarsTestIsSciPys()
    {
        foreach (var test in Fixture["tests"]!.AsArray())
        {
            int first = test!["onlyFirst"]!.GetValue<int>(), second = test["onlySecond"]!.GetValue<int>();
            AssertRelative(test["exact"]!.GetValue<double>(), McNemarTest.Exact(first, second), 1e-9);
            AssertRelative(test["asymptotic"]!.GetValue<double>(), McNemarTest.Asymptotic(first, second), 1e-9);
            Assert.Equal(McNemarTest.Exact(first, second), McNemarTest.Exact(second, first));
        }
        Assert.Throws<ArgumentOutOfRangeException>(() => McNemarTest.Exact(-1, 2));
    }

    [Fact]
    public void TheDifferenceAndItsIntervalByTrackAreThoseOfNumPy()
    {
        var sample = Fixture["comparison"]!;
        int[] Numbers(string name) => [.. sample[name]!.AsArray().Select(value => value!.GetValue<int>())];
        RowPredictions Of(string name) => Made(Numbers("actual"), Numbers(name), Numbers("tracks"));
        var comparison = PairedComparison.Of(Of("first"), Of("second"));
        Assert.Equal(sample["difference"]!.GetValue<double>(), comparison.Difference, 1e-12);
        Assert.Equal(sample["interval"]![0]!.GetValue<double>(), comparison.Interval[0], 2e-3);
        Assert.Equal(sample["interval"]![1]!.GetValue<double>(), comparison.Interval[1], 2e-3);
        Assert.Equal(comparison.Rows, comparison.BothRight + comparison.OnlyFirstRight + comparison.OnlySecondRight + comparison.BothWrong);
        Assert.Equal(McNemarTest.Exact(comparison.OnlyFirstRight, comparison.OnlySecondRight), comparison.PValue);
        Assert.True(comparison.Exact);
        Assert.False(comparison.WithinNoise);

        var turned = PairedComparison.Of(Of("second"), Of("first"));
        Assert.Equal(-comparison.Difference, turned.Difference, 1e-12);
        Assert.Contains("first is ", turned.InWords("second", "first"));
        Assert.Equal(turned.InWords("b", "a").Split('(')[0], comparison.InWords("a", "b").Split('(')[0]);
    }

    [Fact]
    public void WordsTellNoiseFromADifference()
    {
        var actual = new int[200];
        RowPredictions Wrong(params int[] rows) => Made(actual, [.. actual.Select((_, row) => rows.Contains(row) ? 1 : 0)]);
        Assert.Contains("within noise", PairedComparison.Of(Wrong(1, 2), Wrong(3, 4, 5)).InWords("mlp", "softmax"));
        Assert.Contains("mlp leads softmax by 0.50 points", PairedComparison.Of(Wrong(1, 2), Wrong(3, 4, 5)).InWords("mlp", "softmax"));
        Assert.Contains("mlp is 20.00 points more accurate than softmax on these 200 rows", PairedComparison.Of(Wrong(), Wrong([.. Enumerable.Range(0, 40)])).InWords("mlp", "softmax"));
        var same = PairedComparison.Of(Wrong(1), Wrong(1));
        Assert.Contains("equally accurate", same.InWords("mlp", "softmax"));
        Assert.Equal((1.0, true), (same.PValue, same.WithinNoise));
    }

    [Fact]
    public void OtherRowsAreRefused()
    {
        Assert.Throws<ArgumentException>(() => PairedComparison.Of(Made([0, 1], [0, 1]), Made([0, 0], [0, 1])));
        Assert.Throws<ArgumentException>(() => PairedComparison.Of(Made([0, 1], [0, 1]), Made([0], [0])));
        Assert.Throws<DataException>(() => PairedComparison.Of(Made([], []), Made([], [])));
    }

    [Fact]
    public void PredictionsOfProbabilitiesAreTheEvaluators()
    {
        var random = new RandomSource(3);
        var probabilities = new Matrix(300, 4);
        var labels = new int[300];
        for (var row = 0; row < 300; row++)
        {
            labels[row] = random.NextInt32(4);
            var values = probabilities.Row(row);
            for (var label = 0; label < 4; label++) values[label] = (float)random.NextDouble();
            var sum = values[0] + values[1] + values[2] + values[3];
            for (var label = 0; label < 4; label++) values[label] /= sum;
        }
        var result = Evaluator.Evaluate(probabilities, labels, ["a", "b", "c", "d"]);
        var rows = RowPredictions.Of(probabilities, labels);
        Assert.Equal(result.Accuracy, rows.Accuracy, 1e-12);
        Assert.Equal(result.LogLoss, rows.LogLosses.Average(loss => (double)loss), 1e-6);
        Assert.Throws<ArgumentException>(() => RowPredictions.Of(probabilities, [1]));
    }

    private static RowPredictions Made(int[] actual, int[] predicted, int[]? groups = null) =>
        new() { Actual = actual, Predicted = predicted, LogLosses = new float[actual.Length], Groups = groups };

    private static void AssertRelative(double expected, double actual, double tolerance) =>
        Assert.True(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected), $"{actual:R} is not {expected:R}");
}
