using System.Text.Json;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Optimizers;
using GenreLab.Neural.Schedules;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural;

/// <summary>Losses, gradients, optimiser steps and predictions against PyTorch's (Fixtures/networks.py made them).</summary>
public class PyTorchTests
{
    private static readonly JsonElement Cases = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "networks.json"))).RootElement.GetProperty("cases");

    public static TheoryData<int, InstructionSet, int> Runs()
    {
        var runs = new TheoryData<int, InstructionSet, int>();
        for (var i = 0; i < Cases.GetArrayLength(); i++)
            foreach (var set in Enum.GetValues<InstructionSet>())
                runs.Add(i, set, i % 2 + 1);
        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void GradientsLossesAndProbabilitiesAreThoseOfPyTorch(int index, InstructionSet instructions, int threads)
    {
        var reference = Cases[index];
        var options = reference.GetProperty("options");
        int rows = reference.GetProperty("rows").GetInt32(), inputs = reference.GetProperty("inputs").GetInt32(), labels = reference.GetProperty("labels").GetInt32();
        var activation = Enum.Parse<Activation>(reference.GetProperty("activation").GetString()!, ignoreCase: true);
        var optimizer = Enum.Parse<Optimizer>(reference.GetProperty("optimizer").GetString()!, ignoreCase: true);
        double Option(string name) => options.TryGetProperty(name, out var value) ? value.GetDouble() : 0;
        var trainer = new MlpTrainer
        {
            BatchSize = rows,
            Optimizer = optimizer,
            LearningRate = Option("lr"),
            Momentum = Option("momentum"),
            Nesterov = options.TryGetProperty("nesterov", out var nesterov) && nesterov.GetBoolean(),
            WeightDecay = Option("weightDecay"),
            LabelSmoothing = reference.GetProperty("smoothing").GetDouble(),
            ClipNorm = reference.GetProperty("clip").GetDouble(),
            Schedule = Schedule.Constant,
        };
        var network = new Network(Layers(inputs, [.. reference.GetProperty("hidden").EnumerateArray().Select(size => size.GetInt32())], labels, activation, reference.GetProperty("batchNorm").GetBoolean()));
        var weights = network.CreateWeights();
        var tensors = Tensors(reference.GetProperty("tensors"), network);
        for (var i = 0; i < network.Layers.Count; i++)
            network.Layers[i].Import($"layers.{i}.", tensors, network.ParametersOf(i, weights.Parameters), network.StateOf(i, weights.State));
        var x = new Matrix(rows, inputs);
        var values = Numbers(reference.GetProperty("x"));
        for (var row = 0; row < rows; row++) values.AsSpan(row * inputs, inputs).CopyTo(x.Row(row));
        int[] y = [.. reference.GetProperty("y").EnumerateArray().Select(label => label.GetInt32())];
        var data = new Dataset(x, y, [.. Enumerable.Range(0, labels).Select(label => $"genre {label}")], []);
        using var training = new NetworkTraining(network, weights, trainer, data, null, new TrainingContext { Threads = threads, Instructions = instructions });

        var losses = Numbers(reference.GetProperty("losses"));
        for (var step = 0; step < losses.Length; step++)
        {
            var loss = training.Step(0, rows, trainer.LearningRate).Loss / rows;
            Assert.Equal(losses[step], loss, 1e-4 * Math.Abs(losses[step]));
            if (step == 0) CompareGradients(reference.GetProperty("gradient"), network, training.Gradient, Clipping(reference, network));
        }

        var classifier = new NetworkClassifier("mlp", network, weights);
        var predicted = new Matrix(20, labels);
        classifier.PredictProbabilities(x.SliceRows(0, 20), predicted);
        var expected = Numbers(reference.GetProperty("probabilities"));
        // In front of batch normalisation a bias has no gradient but rounding, which Adam blows up to full steps; running means follow it late.
        var tolerance = optimizer != Optimizer.Sgd && reference.GetProperty("batchNorm").GetBoolean() ? 2e-3 : 2e-4;
        for (var row = 0; row < 20; row++)
            for (var label = 0; label < labels; label++) Assert.Equal(expected[row * labels + label], predicted[row, label], tolerance);
    }

    // The gradient the trainer shows is the clipped one.
    private static double Clipping(JsonElement reference, Network network)
    {
        var clip = reference.GetProperty("clip").GetDouble();
        if (clip == 0) return 1;
        var norm = Math.Sqrt(reference.GetProperty("gradient").EnumerateObject().Sum(tensor => Numbers(tensor.Value).Sum(value => (double)value * value)));
        return Math.Min(1, clip / norm);
    }

    private static void CompareGradients(JsonElement reference, Network network, ReadOnlySpan<float> gradient, double factor)
    {
        var exported = new Dictionary<string, Tensor>();
        for (var i = 0; i < network.Layers.Count; i++)
            network.Layers[i].Export($"layers.{i}.", network.ParametersOf(i, gradient), new float[network.Layers[i].StateCount], exported);
        var largest = reference.EnumerateObject().Max(tensor => Numbers(tensor.Value).Max(Math.Abs));
        foreach (var tensor in reference.EnumerateObject())
        {
            var expected = Numbers(tensor.Value);
            var actual = exported[tensor.Name].Read<float>();
            Assert.Equal(expected.Length, actual.Length);
            // Relative to the tensor's largest value, but not where a whole tensor is zero by symmetry (a bias in front of batch normalisation) and all that is left is rounding.
            var scale = Math.Max(0.1 * largest, expected.Max(Math.Abs));
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i] * factor, actual[i], 1e-5 * scale);
        }
    }

    private static List<Layer> Layers(int inputs, int[] hidden, int labels, Activation activation, bool batchNorm)
    {
        var layers = new List<Layer>();
        foreach (var size in hidden)
        {
            layers.Add(new DenseLayer(inputs, size, batchNorm ? Activation.None : activation));
            if (batchNorm) layers.Add(new BatchNormalizationLayer(size, activation));
            inputs = size;
        }
        layers.Add(new DenseLayer(inputs, labels, Activation.None));
        return layers;
    }

    private static Dictionary<string, Tensor> Tensors(JsonElement named, Network network)
    {
        var tensors = new Dictionary<string, Tensor>();
        foreach (var tensor in named.EnumerateObject())
        {
            var values = Numbers(tensor.Value);
            var layer = network.Layers[int.Parse(tensor.Name.Split('.')[1])];
            tensors[tensor.Name] = tensor.Name.EndsWith("weight", StringComparison.Ordinal)
                ? Tensor.From<float>(values, layer.Inputs, layer.Outputs)
                : Tensor.From<float>(values);
        }
        return tensors;
    }

    private static float[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];
}
