using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Optimizers;
using GenreLab.Neural.Schedules;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural.Branches;

/// <summary>Losses, gradients, steps and predictions of networks with branches against PyTorch's (Fixtures/Neural/hybrid.py made them).</summary>
public class PyTorchBranchTests
{
    private static readonly JsonElement Cases = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Neural", "hybrid.json"))).RootElement.GetProperty("cases");

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
    public void GradientsLossesStepsAndProbabilitiesAreThoseOfPyTorch(string name, InstructionSet instructions, int threads)
    {
        var reference = Cases.EnumerateArray().Single(candidate => candidate.GetProperty("name").GetString() == name);
        int rows = reference.GetProperty("rows").GetInt32(), labels = reference.GetProperty("labels").GetInt32();
        var clip = reference.GetProperty("clip").GetDouble();
        var network = new Network([.. Layers(reference).Select((layer, index) => NetworkClassifier.CreateLayer((JsonObject)layer!, index))]);
        var weights = network.CreateWeights();
        var tensors = Tensors(reference.GetProperty("tensors"));
        for (var i = 0; i < network.Layers.Count; i++)
            network.Layers[i].Import($"layers.{i}.", tensors, network.ParametersOf(i, weights.Parameters), network.StateOf(i, weights.State));
        var x = Rows(reference, network.Inputs);
        int[] y = [.. reference.GetProperty("y").EnumerateArray().Select(label => label.GetInt32())];
        // Step takes rows as they are; batches of alike length are made an epoch at a time.
        var data = new Dataset(x, y, [.. Enumerable.Range(0, labels).Select(label => $"genre {label}")], []);
        var trainer = new HybridTrainer { BatchSize = rows, Optimizer = Optimizer.Adam, LearningRate = 0.01, Epsilon = 1e-12, WeightDecay = 0, ClipNorm = clip, Schedule = Schedule.Constant };
        using var training = new NetworkTraining(network, weights, trainer, data, null, new TrainingContext { Threads = threads, Instructions = instructions });

        var losses = Numbers(reference.GetProperty("losses"));
        for (var step = 0; step < losses.Length; step++)
        {
            var batch = step % 2 == 0 ? rows : rows / 2;
            var loss = training.Step(0, batch, trainer.LearningRate).Loss / batch;
            Assert.Equal(losses[step], loss, 1e-4 * Math.Abs(losses[step]));
            if (step == 0) CompareGradients(Tensors(reference.GetProperty("gradient")), network, training, clip);
        }
        var trained = new NetworkClassifier("hybrid", network, weights);
        Assert.All(Predict(trained, x, 20).Zip(Numbers(reference.GetProperty("probabilities"))), pair => Assert.Equal(pair.Second, pair.First, 2e-4f));
    }

    [Fact]
    public void PyTorchsWeightsCanBeWrittenIntoAModel()
    {
        foreach (var reference in Cases.EnumerateArray())
        {
            var tensors = Tensors(reference.GetProperty("tensors"));
            var loaded = NetworkClassifier.Import("hybrid", new StoredState(new JsonObject { ["layers"] = Layers(reference) }, tensors));
            var rows = reference.GetProperty("rows").GetInt32();
            var probabilities = Predict(loaded, Rows(reference, loaded.FeatureCount), rows);
            int[] y = [.. reference.GetProperty("y").EnumerateArray().Select(label => label.GetInt32())];
            var loss = -Enumerable.Range(0, rows).Average(row => Math.Log(probabilities[row * loaded.LabelCount + y[row]]));
            Assert.Equal(reference.GetProperty("losses")[0].GetDouble(), loss, 1e-5);
            var again = loaded.Export();
            Assert.Equal(Layers(reference).ToJsonString(), again.Settings["layers"]!.ToJsonString());
            foreach (var (name, tensor) in tensors) Assert.Equal(tensor.Bytes.ToArray(), again.Tensors[name].Bytes.ToArray());
        }
    }

    private static void CompareGradients(Dictionary<string, Tensor> reference, Network network, NetworkTraining training, double clip)
    {
        var gradient = BranchSamples.Gradient(network, training);
        var exported = new Dictionary<string, Tensor>();
        for (var i = 0; i < network.Layers.Count; i++)
            network.Layers[i].Export($"layers.{i}.", network.ParametersOf(i, (ReadOnlySpan<float>)gradient), new float[network.Layers[i].StateCount], exported);
        var norm = Math.Sqrt(reference.Values.Sum(tensor => tensor.Read<float>().ToArray().Sum(value => (double)value * value)));
        Assert.True(clip == 0 || norm > clip);
        var factor = clip == 0 ? 1 : clip / norm;
        foreach (var (name, tensor) in reference)
        {
            var expected = tensor.Read<float>();
            var actual = exported[name].Read<float>();
            var scale = System.Numerics.Tensors.TensorPrimitives.MaxMagnitude(expected);
            for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i] * factor, actual[i], 1e-5 * Math.Abs(scale) * factor + 1e-12);
        }
    }

    private static JsonArray Layers(JsonElement reference) => (JsonArray)JsonNode.Parse(reference.GetProperty("layers").GetRawText())!;

    private static Matrix Rows(JsonElement reference, int columns)
    {
        var values = Numbers(reference.GetProperty("x"));
        var x = new Matrix(values.Length / columns, columns);
        for (var row = 0; row < x.Rows; row++) values.AsSpan(row * columns, columns).CopyTo(x.Row(row));
        return x;
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
