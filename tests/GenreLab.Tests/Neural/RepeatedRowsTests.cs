using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural;

public class RepeatedRowsTests
{
    private const int Labels = 5;

    [Theory]
    [InlineData(1, 1)]
    [InlineData(40, 40)]
    [InlineData(300, 7)]
    [InlineData(300, 150)]
    public void GroupsAreThoseOfEqualInputsInTheOrderOfTheirFirstRows(int rows, int different)
    {
        var data = Table(rows, different);
        var groups = Found(data);
        var expected = Enumerable.Range(0, rows).GroupBy(row => string.Join(' ', data.Features.Row(row).ToArray())).Select(group => group.ToArray()).ToArray();
        Assert.Equal(expected.Length, groups.Groups);
        for (var group = 0; group < groups.Groups; group++) Assert.Equal(expected[group], groups[group].ToArray());
    }

    [Theory]
    [InlineData(ClassWeights.None, 0)]
    [InlineData(ClassWeights.Balanced, 0.1)]
    public void OnePassForAGroupGivesLossAndGradientOfItsRows(ClassWeights classWeights, double smoothing)
    {
        const int rows = 700;
        // A step takes rows as they are: those of a group stand side by side, as an epoch arranges them.
        var drawn = Table(rows, 260);
        var groups = Found(drawn);
        int[] order = [.. Enumerable.Range(0, groups.Groups).SelectMany(group => groups[group].ToArray())];
        var x = new Matrix(rows, 4);
        for (var row = 0; row < rows; row++) drawn.Features.Row(order[row]).CopyTo(x.Row(row));
        var data = drawn with { Features = x, Labels = Array.ConvertAll(order, row => drawn.Labels[row]) };
        (double Loss, int Correct, float[] Gradient) Step(bool merged)
        {
            var network = new Network([new DenseLayer(4, 12, Activation.Relu), new CopyLayer(12, merged), new DenseLayer(12, Labels, Activation.None)]);
            var weights = network.CreateWeights();
            network.Initialize(weights, Initialization.GlorotUniform, 3);
            // The bound on the norm, too large to bind, makes the lanes' sum visible.
            var trainer = new MlpTrainer { BatchSize = rows, ClassWeights = classWeights, LabelSmoothing = smoothing, ClipNorm = 1e9 };
            using var training = new NetworkTraining(network, weights, trainer, data, null, new TrainingContext { Threads = 2 });
            Assert.Equal(merged ? 260 : rows, training.State.Order.Length);
            var (loss, correct) = training.Step(0, rows, 1e-9);
            return (loss, correct, training.Gradient.ToArray());
        }
        var one = Step(merged: true);
        var each = Step(merged: false);
        Assert.Equal(each.Loss, one.Loss, each.Loss * 1e-6);
        Assert.Equal(each.Correct, one.Correct);
        var largest = each.Gradient.Max(Math.Abs);
        Assert.True(largest > 1e-3);
        for (var i = 0; i < each.Gradient.Length; i++) Assert.Equal(each.Gradient[i], one.Gradient[i], largest * 1e-5f);
    }

    [Fact]
    public void EveryRowIsLearntFromOnceAnEpochWhateverTheBatches()
    {
        // 100 rows a batch, in groups of up to some ten: many a group lies across two batches.
        var data = Table(1030, 200);
        var counted = new List<EpochRecord>();
        var trainer = new MlpTrainer { Hidden = [8], Dropout = [], BatchSize = 100, Epochs = 3, LearningRate = 1e-12, WeightDecay = 0 };
        var classifier = trainer.Fit(data, data, new TrainingContext { Threads = 2, Progress = counted.Add });
        Assert.Equal(3, counted.Count);
        Assert.Equal(Labels, classifier.LabelCount);
        // With a learning rate of almost nothing, what is measured while learning is what is measured afterwards.
        foreach (var epoch in counted)
        {
            Assert.Equal(epoch.ValidationLoss!.Value, epoch.TrainLoss!.Value, 1e-5);
            Assert.Equal(epoch.ValidationAccuracy!.Value, epoch.TrainAccuracy!.Value, 1e-9);
        }
    }

    [Fact]
    public void DropoutKeepsRowsApart()
    {
        var network = new Network([new DenseLayer(4, 8, Activation.Relu), new DropoutLayer(8, 0.5), new DenseLayer(8, Labels, Activation.None)]);
        using var training = new NetworkTraining(network, network.CreateWeights(), new MlpTrainer { BatchSize = 50 }, Table(50, 10), null, new TrainingContext { Threads = 1 });
        Assert.Equal(50, training.State.Order.Length);
    }

    private static RepeatedRows Found(Dataset data)
    {
        using var team = new ThreadTeam(2);
        return RepeatedRows.Find(data.Inputs, team);
    }

    private static Dataset Table(int rows, int different)
    {
        var random = new RandomSource(5);
        var distinct = new Matrix(different, 4);
        for (var row = 0; row < different; row++)
            foreach (ref var value in distinct.Row(row)) value = (float)random.NextNormal();
        var x = new Matrix(rows, 4);
        // Each of the different rows occurs, the rest are copies of any.
        for (var row = 0; row < rows; row++) distinct.Row(row < different ? row : random.NextInt32(different)).CopyTo(x.Row(row));
        return new Dataset(x, [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(Labels))], [.. Enumerable.Range(0, Labels).Select(label => $"genre {label}")], []);
    }

    private sealed class CopyLayer(int size, bool alike) : Layer
    {
        public override int Inputs => size;

        public override int Outputs => size;

        public override bool TreatsEqualRowsAlike => alike;

        public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass) =>
            chunk.Values[Index].Panels(chunk.Panels).CopyTo(chunk.Values[Index + 1].Panels(chunk.Panels));

        public override void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass) =>
            chunk.Gradients[Index + 1].Panels(chunk.Panels).CopyTo(chunk.Gradients[Index].Panels(chunk.Panels));

        public override JsonObject Describe() => new() { ["type"] = "copy" };
    }
}
