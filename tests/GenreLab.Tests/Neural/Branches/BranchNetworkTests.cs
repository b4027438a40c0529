using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Optimizers;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural.Branches;

/// <summary>What holds of every network with branches: gradients, bits, allocation, and rows that do not see each other.</summary>
public class BranchNetworkTests
{
    public static TheoryData<string> Kinds() => [.. BranchSamples.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GradientIsThatOfFiniteDifferences(string kind)
    {
        const int rows = 45;
        var data = BranchSamples.Rows(rows);
        var trainer = new HybridTrainer { BatchSize = rows, LabelSmoothing = 0.1 };
        float[]? gradient = null;
        // A fresh run each time: the same step number draws the same dropout masks.
        double Loss(Action<NetworkWeights>? change)
        {
            var network = BranchSamples.Build(kind);
            var weights = BranchSamples.Initialized(network);
            change?.Invoke(weights);
            using var training = new NetworkTraining(network, weights, trainer, data, null, new TrainingContext { Threads = 1 });
            var loss = training.Step(0, rows, 1e-9).Loss / rows;
            if (change is null) gradient = BranchSamples.Gradient(network, training);
            return loss;
        }
        Loss(null);
        const float size = 4e-3f;
        var largest = gradient!.Max(Math.Abs);
        var checkedParameters = 0;
        for (var i = 0; i < gradient!.Length; i += 1 + gradient.Length / 600)
        {
            if (gradient[i] == 0) continue;
            var index = i;
            var difference = (Loss(weights => weights.Parameters[index] += size) - Loss(weights => weights.Parameters[index] -= size)) / (2 * size);
            Assert.Equal(difference, gradient[i], 4e-3 * largest + 1e-4);
            checkedParameters++;
        }
        Assert.True(checkedParameters > 30);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ThreadsAndVectorWidthsDoNotChangeABit(string kind)
    {
        const int rows = 400;
        var data = BranchSamples.Rows(rows);
        float[] Train(int threads, InstructionSet instructions, double clip)
        {
            var network = BranchSamples.Build(kind);
            var weights = BranchSamples.Initialized(network);
            using var training = new NetworkTraining(
                network, weights, new HybridTrainer { BatchSize = rows, ClipNorm = clip }, data, data, new TrainingContext { Threads = threads, Instructions = instructions });
            for (var step = 0; step < 4; step++) training.Step(0, rows, 0.01);
            Assert.True(double.IsFinite(training.Evaluate(data).Loss));
            return weights.Parameters.ToArray();
        }
        foreach (var clip in (double[])[0, 0.1])
        {
            var reference = Train(1, Simd.Widest, clip);
            foreach (var instructions in Enum.GetValues<InstructionSet>())
                foreach (var threads in (int[])[1, 2, 3]) Assert.Equal(reference, Train(threads, instructions, clip));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ATrainingStepAllocatesNothing(string kind)
    {
        const int rows = 150;
        var data = BranchSamples.Rows(rows);
        var network = BranchSamples.Build(kind);
        using var training = new NetworkTraining(network, BranchSamples.Initialized(network), new HybridTrainer { BatchSize = rows }, data, data, new TrainingContext { Threads = 1 });
        for (var warmUp = 0; warmUp < 3; warmUp++) training.Step(0, rows, 1e-3);
        training.Evaluate(data);
        // A collection elsewhere may count as an allocation here once; a real one shows in every attempt.
        var allocated = Enumerable.Range(0, 5).Min(_ =>
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var step = 0; step < 5; step++) training.Step(0, rows, 1e-3);
            training.Evaluate(data);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        });
        Assert.Equal(0, allocated);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ARowIsPredictedTheSameAloneAndAmongOthersAndAfterStorage(string kind)
    {
        var network = BranchSamples.Build(kind);
        var classifier = new NetworkClassifier("hybrid", network, BranchSamples.Initialized(network));
        var x = BranchSamples.Rows(200).Features;
        var all = Predict(classifier, x);
        for (var row = 0; row < 200; row += 3) Assert.Equal(all.Row(row), Predict(classifier, x.SliceRows(row, 1)).Row(0));
        Assert.Equal(all.Values, Predict(NetworkClassifier.Import("hybrid", classifier.Export()), x).Values);
    }

    [Theory]
    [InlineData(Optimizer.Sgd)]
    [InlineData(Optimizer.Adam)]
    [InlineData(Optimizer.AdamW)]
    public void OnlyVectorsOfTokensInTheBatchChange(Optimizer optimizer)
    {
        var data = BranchSamples.Rows(60);
        var network = BranchSamples.Build("bag");
        var weights = BranchSamples.Initialized(network);
        using var training = new NetworkTraining(network, weights, new HybridTrainer { BatchSize = 60, Optimizer = optimizer, WeightDecay = 0.1 }, data, null, new TrainingContext { Threads = 1 });
        training.Step(0, 60, 0.01);
        var before = weights.Parameters.ToArray();
        // Four rows of the sixty.
        training.Step(8, 4, 0.01);
        var held = Enumerable.Range(8, 4).SelectMany(row => data.Features.Row(row)[11..16].ToArray()).Where(token => token >= 0).Select(token => (int)token).ToHashSet();
        Assert.InRange(held.Count, 3, BranchSamples.Parts - 1);
        for (var token = 0; token < BranchSamples.Parts; token++)
        {
            var place = network.ParametersAt(1) + token * 32;
            var changed = !weights.Parameters.Slice(place, 20).SequenceEqual(before.AsSpan(place, 20));
            Assert.Equal(held.Contains(token), changed);
        }
    }

    [Fact]
    public void NumbersThatAreNoTokensArePadding()
    {
        var network = BranchSamples.Build("everything");
        var classifier = new NetworkClassifier("hybrid", network, BranchSamples.Initialized(network));
        Matrix x = BranchSamples.Rows(1, 9).Features, y = BranchSamples.Rows(1, 9).Features;
        x.Row(0)[11..16].Fill(-1);
        (y[0, 11], y[0, 12], y[0, 13], y[0, 14], y[0, 15]) = (BranchSamples.Parts, 1e20f, float.NaN, -7, float.PositiveInfinity);
        Assert.Equal(Predict(classifier, x).Values, Predict(classifier, y).Values);
    }

    private static Matrix Predict(NetworkClassifier classifier, Matrix x)
    {
        var probabilities = new Matrix(x.Rows, classifier.LabelCount);
        classifier.PredictProbabilities(x, probabilities);
        return probabilities;
    }
}
