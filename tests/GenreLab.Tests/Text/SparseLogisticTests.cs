using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Text;

namespace GenreLab.Tests.Text;

public class SparseLogisticTests
{
    public static TheoryData<double, int> Runs()
    {
        var runs = new TheoryData<double, int>();
        foreach (var reference in TermReference.Regressions)
            foreach (var threads in (int[])[1, 2]) runs.Add(reference.GetProperty("c").GetDouble(), threads);
        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void WeightsAreThoseOfScikitLearn(double c, int threads)
    {
        var reference = TermReference.Regressions.First(one => one.GetProperty("c").GetDouble() == c);
        var x = Terms();
        var fitted = SparseLogistic.Fit(x, TermReference.Labels, 4, new SparseLogisticOptions { C = c, Tolerance = 1e-13 }, new TrainingContext { Threads = threads });
        Assert.True(fitted.Converged);
        var weights = reference.GetProperty("weights").Deserialize<double[][]>()!;
        var intercepts = reference.GetProperty("intercepts").Deserialize<double[]>()!;
        var expected = reference.GetProperty("probabilities").Deserialize<double[][]>()!;
        var probabilities = new Matrix(x.Rows, 4);
        fitted.PredictProbabilities(x, probabilities, threads);
        for (var label = 0; label < 4; label++)
        {
            Assert.Equal(intercepts[label] - intercepts.Average(), fitted.Intercepts[label], 2e-5);
            for (var column = 0; column < x.Columns; column++) Assert.Equal(weights[label][column], fitted.Weights(column)[label], 2e-5);
            for (var row = 0; row < x.Rows; row++) Assert.Equal(expected[row][label], probabilities[row, label], 1e-5);
            Assert.Equal(weights[label].Max(), weights[label][fitted.Strongest(label, 1)[0]], 2e-5);
        }
    }

    [Fact]
    public void TheBitsAreTheSameWithAnyNumberOfThreads()
    {
        var (x, labels) = Random(1500, 400, 9);
        var one = SparseLogistic.Fit(x, labels, 9, new SparseLogisticOptions(), new TrainingContext { Threads = 1 });
        var restored = SparseLogistic.Import(one.Export());
        var three = SparseLogistic.Fit(x, labels, 9, new SparseLogisticOptions(), new TrainingContext { Threads = 3 });
        var expected = Probabilities(one, x, 1);
        Assert.Equal(expected, Probabilities(three, x, 3));
        foreach (var set in Enum.GetValues<InstructionSet>())
            Assert.Equal(expected, Probabilities(SparseLogistic.Fit(x, labels, 9, new SparseLogisticOptions(), new TrainingContext { Threads = 2, Instructions = set }), x, 1));
        Assert.Equal(expected, Probabilities(restored, x, 2));
        Assert.Equal(one.Iterations, restored.Iterations);
        Assert.True(one.Converged && restored.Converged);
    }

    [Fact]
    public void ManyLabelsAreLearntLikewise()
    {
        // More labels than four vectors hold.
        var (x, labels) = Random(2000, 420, 42);
        var fitted = SparseLogistic.Fit(x, labels, 42, new SparseLogisticOptions(), new TrainingContext { Threads = 2 });
        var portable = SparseLogistic.Fit(x, labels, 42, new SparseLogisticOptions(), new TrainingContext { Threads = 1, Instructions = InstructionSet.Portable });
        var probabilities = Probabilities(fitted, x, 2);
        Assert.Equal(probabilities, Probabilities(portable, x, 1));
        var right = probabilities.Chunk(42).Where((row, index) => Array.IndexOf(row, row.Max()) == labels[index]).Count();
        Assert.InRange(right, 800, 2000);
    }

    [Fact]
    public void ALabelWithoutRowsIsImprobableAndEmptyRowsGetTheShares()
    {
        var (x, labels) = Random(500, 40, 3);
        var fitted = SparseLogistic.Fit(x, labels, 4, new SparseLogisticOptions(), new TrainingContext());
        var probabilities = Probabilities(fitted, x, 1);
        Assert.All(probabilities.Chunk(4), row => Assert.InRange(row[3], 1e-6f, 0.02f));
        Assert.All(probabilities.Chunk(4), row => Assert.Equal(1, row.Sum(), 1e-5));
        var empty = Probabilities(fitted, new SparseMatrix(40, [0, 0], [], []), 1);
        Assert.Equal(1, empty.Sum(), 1e-5);
    }

    [Fact]
    public void CancellationEndsEarlyAndProgressIsTold()
    {
        var (x, labels) = Random(500, 40, 3);
        using var source = new CancellationTokenSource();
        var told = 0;
        var fitted = SparseLogistic.Fit(x, labels, 3, new SparseLogisticOptions { Tolerance = 1e-12 }, new TrainingContext
        {
            Cancellation = source.Token,
            Progress = record =>
            {
                Assert.Equal(++told, record.Epoch);
                if (told == 3) source.Cancel();
            },
        });
        Assert.Equal((3, 3, false), (told, fitted.Iterations, fitted.Converged));
    }

    [Fact]
    public void WhatCannotBeTrainedIsOneSentence()
    {
        var context = new TrainingContext();
        var (x, labels) = Random(20, 5, 2);
        Assert.Contains("no training rows", Assert.Throws<DataException>(() => SparseLogistic.Fit(x.Select([]), [], 2, new SparseLogisticOptions(), context)).Message);
        Assert.Contains("of one genre", Assert.Throws<DataException>(() => SparseLogistic.Fit(x, new int[20], 2, new SparseLogisticOptions(), context)).Message);
        Assert.Contains("too many weights", Assert.Throws<DataException>(() => SparseLogistic.Fit(new SparseMatrix(1 << 26, [0, 0, 0], [], []), [0, 1], 16, new SparseLogisticOptions(), context)).Message);
        Assert.Throws<OptionException>(() => SparseLogistic.Fit(x, labels, 2, new SparseLogisticOptions { C = 0 }, context));
        Assert.Throws<ArgumentException>(() => SparseLogistic.Fit(x, labels.AsSpan(1), 2, new SparseLogisticOptions(), context));
        var fitted = SparseLogistic.Fit(x, labels, 2, new SparseLogisticOptions(), context);
        Assert.Throws<ArgumentException>(() => fitted.PredictProbabilities(x, new Matrix(20, 3)));
    }

    [Fact]
    public void DamagedStatesAreRefused()
    {
        var (x, labels) = Random(20, 5, 2);
        var state = SparseLogistic.Fit(x, labels, 2, new SparseLogisticOptions(), new TrainingContext()).Export();
        foreach (var (name, value) in ((string, JsonNode?)[])[("columns", 4), ("columns", null), ("columns", -1), ("labels", 3), ("labels", "two")])
        {
            var settings = (JsonObject)state.Settings.DeepClone();
            settings[name] = value;
            Assert.Throws<ModelFileException>(() => SparseLogistic.Import(state with { Settings = settings }));
        }
        var tensors = new Dictionary<string, Tensor>(state.Tensors) { ["intercept"] = Tensor.From<float>([float.NaN, 0]) };
        Assert.Throws<ModelFileException>(() => SparseLogistic.Import(state with { Tensors = tensors }));
    }

    private static SparseMatrix Terms() => TfIdf.Fit(TermReference.Texts, new TfIdfOptions { MinimumDocuments = 2 }).Apply(TermReference.Texts);

    private static float[] Probabilities(SparseLogistic fitted, SparseMatrix x, int threads)
    {
        var probabilities = new Matrix(x.Rows, fitted.Labels);
        fitted.PredictProbabilities(x, probabilities, threads);
        return [.. Enumerable.Range(0, x.Rows).SelectMany(row => probabilities.Row(row).ToArray())];
    }

    // Rows of a few ones, where the label's own columns are more frequent.
    private static (SparseMatrix X, int[] Labels) Random(int rows, int columns, int labelCount)
    {
        var random = new RandomSource(7);
        var labels = new int[rows];
        var starts = new int[rows + 1];
        var indices = new List<int>();
        for (var row = 0; row < rows; row++)
        {
            labels[row] = random.NextInt32(labelCount);
            var chosen = new SortedSet<int>();
            for (var i = 0; i < 8; i++) chosen.Add(random.NextInt32(3) == 0 ? random.NextInt32(columns / labelCount) * labelCount + labels[row] : random.NextInt32(columns));
            indices.AddRange(chosen);
            starts[row + 1] = indices.Count;
        }
        return (new SparseMatrix(columns, starts, [.. indices], [.. indices.Select(column => 1f + column % 3)]), labels);
    }
}
