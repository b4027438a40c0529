using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Optimizers;
using GenreLab.Neural.Schedules;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural.Recurrent;

/// <summary>Losses, gradients, Adam steps and predictions of recurrent networks against PyTorch's (Fixtures/Neural/recurrent.py made them).</summary>
public class PyTorchRecurrentTests
{
    private static readonly JsonElement Cases = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Neural", "recurrent.json"))).RootElement.GetProperty("cases");

    public static TheoryData<string, InstructionSet, int> Runs()
    {
        var runs = new TheoryData<string, InstructionSet, int>();
        foreach (var reference in Cases.EnumerateArray())
            foreach (var set in Enum.GetValues<InstructionSet>())
                runs.Add(reference.GetProperty("name").GetString()!, set, set == InstructionSet.Vector256 ? 2 : 1);
        return runs;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public void GradientsLossesAndProbabilitiesAreThoseOfPyTorch(string name, InstructionSet instructions, int threads)
    {
        var reference = Cases.EnumerateArray().Single(candidate => candidate.GetProperty("name").GetString() == name);
        int rows = reference.GetProperty("rows").GetInt32(), labels = reference.GetProperty("labels").GetInt32();
        var clip = reference.GetProperty("clip").GetDouble();
        var tensors = Tensors(reference.GetProperty("tensors"));
        var (network, weights) = Build(reference, tensors);
        var x = new Matrix(rows, network.Inputs);
        var values = Numbers(reference.GetProperty("x"));
        for (var row = 0; row < rows; row++) values.AsSpan(row * network.Inputs, network.Inputs).CopyTo(x.Row(row));
        int[] y = [.. reference.GetProperty("y").EnumerateArray().Select(label => label.GetInt32())];
        var data = new Dataset(x, y, [.. Enumerable.Range(0, labels).Select(label => $"genre {label}")], []);
        var trainer = new LstmTrainer { BatchSize = rows, Optimizer = Optimizer.Adam, LearningRate = 0.01, WeightDecay = 0, ClipNorm = clip, Schedule = Schedule.Constant };
        using var training = new NetworkTraining(network, weights, trainer, data, null, new TrainingContext { Threads = threads, Instructions = instructions });

        var losses = Numbers(reference.GetProperty("losses"));
        for (var step = 0; step < losses.Length; step++)
        {
            var loss = training.Step(0, rows, trainer.LearningRate).Loss / rows;
            Assert.Equal(losses[step], loss, 1e-4 * Math.Abs(losses[step]));
            if (step == 0) CompareGradients(Tensors(reference.GetProperty("gradient")), network, training.Gradient, clip);
        }
        var trained = new NetworkClassifier("lstm", network, weights);
        Assert.All(Predict(trained, x, 20).Zip(Numbers(reference.GetProperty("probabilities"))), pair => Assert.Equal(pair.Second, pair.First, 2e-4f));
    }

    /// <summary>A model's stored form filled with PyTorch's weights (transposed, biases added) predicts what PyTorch predicts.</summary>
    [Fact]
    public void PyTorchsWeightsCanBeWrittenIntoAModel()
    {
        foreach (var reference in Cases.EnumerateArray())
        {
            var tensors = Tensors(reference.GetProperty("tensors"));
            var layers = (JsonArray)JsonNode.Parse(reference.GetProperty("layers").GetRawText())!;
            var loaded = NetworkClassifier.Import("lstm", new StoredState(new JsonObject { ["layers"] = layers }, tensors));
            var rows = reference.GetProperty("rows").GetInt32();
            var x = new Matrix(rows, loaded.FeatureCount);
            var values = Numbers(reference.GetProperty("x"));
            for (var row = 0; row < rows; row++) values.AsSpan(row * loaded.FeatureCount, loaded.FeatureCount).CopyTo(x.Row(row));
            // The first loss is the mean of −ln p(label) before any step.
            var probabilities = Predict(loaded, x, rows);
            int[] y = [.. reference.GetProperty("y").EnumerateArray().Select(label => label.GetInt32())];
            var loss = -Enumerable.Range(0, rows).Average(row => Math.Log(probabilities[row * loaded.LabelCount + y[row]]));
            Assert.Equal(reference.GetProperty("losses")[0].GetDouble(), loss, 1e-5);
            var again = loaded.Export();
            Assert.Equal(layers.ToJsonString(), again.Settings["layers"]!.ToJsonString());
            foreach (var (name, tensor) in tensors) Assert.Equal(tensor.Bytes.ToArray(), again.Tensors[name].Bytes.ToArray());
        }
    }

    private static (Network Network, NetworkWeights Weights) Build(JsonElement reference, Dictionary<string, Tensor> tensors)
    {
        var network = new Network([.. reference.GetProperty("layers").EnumerateArray().Select((layer, index) => NetworkClassifier.CreateLayer((JsonObject)JsonNode.Parse(layer.GetRawText())!, index))]);
        var weights = network.CreateWeights();
        for (var i = 0; i < network.Layers.Count; i++)
            network.Layers[i].Import($"layers.{i}.", tensors, network.ParametersOf(i, weights.Parameters), network.StateOf(i, weights.State));
        return (network, weights);
    }

    private static void CompareGradients(Dictionary<string, Tensor> reference, Network network, ReadOnlySpan<float> gradient, double clip)
    {
        var exported = new Dictionary<string, Tensor>();
        for (var i = 0; i < network.Layers.Count; i++)
            network.Layers[i].Export($"layers.{i}.", network.ParametersOf(i, gradient), new float[network.Layers[i].StateCount], exported);
        var norm = Math.Sqrt(reference.Values.Sum(tensor => tensor.Read<float>().ToArray().Sum(value => (double)value * value)));
        Assert.True(clip == 0 || norm > clip);
        // The gradient the trainer shows with clipping is the whole batch's, before it is scaled.
        foreach (var (name, tensor) in reference)
        {
            var expected = tensor.Read<float>();
            var actual = exported[name].Read<float>();
            var scale = System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(expected);
            var factor = clip == 0 ? 1 : clip / norm;
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i] * factor, actual[i], 1e-5 * Math.Abs(scale) * factor + 1e-12);
        }
    }

    private static float[] Predict(NetworkClassifier classifier, Matrix x, int rows)
    {
        var predicted = new Matrix(rows, classifier.LabelCount);
        classifier.PredictProbabilities(x.SliceRows(0, rows), predicted);
        return [.. Enumerable.Range(0, rows).SelectMany(row => predicted.Row(row).ToArray())];
    }

    private static Dictionary<string, Tensor> Tensors(JsonElement named) => named.EnumerateObject().ToDictionary(
        tensor => tensor.Name,
        tensor => Tensor.From<float>(Numbers(tensor.Value.GetProperty("values")), [.. tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())]));

    private static float[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(value => value.GetSingle())];
}
