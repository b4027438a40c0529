using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural;

/// <summary>Every layer's gradient against finite differences of the loss.</summary>
public class GradientTests
{
    public static TheoryData<string> Networks() => ["dense", "relu", "gelu", "silu", "tanh", "batchNorm", "batchNormGelu", "dropout", "deep"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void GradientIsThatOfFiniteDifferences(string kind)
    {
        const int rows = 45, inputs = 5, labels = 4;
        Network Build() => new(kind switch
        {
            "dense" => [new DenseLayer(inputs, labels, Activation.None)],
            "batchNorm" => [new DenseLayer(inputs, 7, Activation.None), new BatchNormalizationLayer(7, Activation.Tanh), new DenseLayer(7, labels, Activation.None)],
            "batchNormGelu" => [new DenseLayer(inputs, 7, Activation.None), new BatchNormalizationLayer(7, Activation.Gelu), new DenseLayer(7, labels, Activation.None)],
            "dropout" => [new DenseLayer(inputs, 20, Activation.Tanh), new DropoutLayer(20, 0.4), new DenseLayer(20, labels, Activation.None)],
            "deep" => [new BatchNormalizationLayer(inputs, Activation.None), new DenseLayer(inputs, 9, Activation.Silu), new DropoutLayer(9, 0.2), new DenseLayer(9, 6, Activation.None), new BatchNormalizationLayer(6, Activation.Gelu), new DenseLayer(6, labels, Activation.None)],
            _ => [new DenseLayer(inputs, 8, Enum.Parse<Activation>(kind, true)), new DenseLayer(8, labels, Activation.None)],
        });
        var random = new RandomSource(11);
        var x = new Matrix(rows, inputs);
        for (var row = 0; row < rows; row++)
            foreach (ref var value in x.Row(row)) value = (float)random.NextNormal();
        var y = new int[rows];
        for (var row = 0; row < rows; row++) y[row] = random.NextInt32(labels);
        var data = new Dataset(x, y, ["a", "b", "c", "d"], []);
        var trainer = new MlpTrainer { BatchSize = rows, LabelSmoothing = 0.1, ClassWeights = ClassWeights.Balanced };

        // A fresh run each time: the same step number draws the same dropout mask.
        float[]? gradient = null;
        double Loss(Action<NetworkWeights>? change)
        {
            var network = Build();
            var weights = network.CreateWeights();
            network.Initialize(weights, Initialization.HeNormal, 5);
            change?.Invoke(weights);
            using var training = new NetworkTraining(network, weights, trainer, data, null, new TrainingContext { Threads = 1 });
            var loss = training.Step(0, rows, 1e-9).Loss / rows;
            if (change is null) gradient = training.Gradient.ToArray();
            return loss;
        }
        Loss(null);
        // Small where a kink is near.
        var size = kind == "relu" ? 5e-4f : 4e-3f;
        var count = gradient!.Length;
        var largest = gradient.Max(Math.Abs);
        var checkedParameters = 0;
        for (var i = 0; i < count; i++)
        {
            if (gradient[i] == 0) continue;
            var index = i;
            var difference = (Loss(weights => weights.Parameters[index] += size) - Loss(weights => weights.Parameters[index] -= size)) / (2 * size);
            Assert.Equal(difference, gradient[i], 4e-3 * largest + 2e-4);
            checkedParameters++;
        }
        Assert.True(checkedParameters > 10);
    }
}
