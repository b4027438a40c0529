using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Recurrent;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural.Recurrent;

/// <summary>What holds of every recurrent network: gradients, bits, allocation, and rows that do not see each other.</summary>
public class RecurrentNetworkTests
{
    public static TheoryData<string> Kinds() => [.. RecurrentSamples.Kinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void GradientIsThatOfFiniteDifferences(string kind)
    {
        const int rows = 45;
        var data = RecurrentSamples.Rows(kind, rows);
        var trainer = new LstmTrainer { BatchSize = rows, LabelSmoothing = 0.1 };
        float[]? gradient = null;
        // A fresh run each time: the same step number draws the same dropout masks.
        double Loss(Action<NetworkWeights>? change)
        {
            var network = RecurrentSamples.Build(kind);
            // Embeddings and biases large enough that the loss is nearly a parabola over a difference.
            var weights = Initialized(network, Initialization.UniformFanIn);
            change?.Invoke(weights);
            using var training = new NetworkTraining(network, weights, trainer, data, null, new TrainingContext { Threads = 1 });
            var loss = training.Step(0, rows, 1e-9).Loss / rows;
            if (change is null) gradient = training.Gradient.ToArray();
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
        var data = RecurrentSamples.Rows(kind, rows);
        float[] Train(int threads, InstructionSet instructions)
        {
            var network = RecurrentSamples.Build(kind);
            var weights = Initialized(network);
            using var training = new NetworkTraining(network, weights, new LstmTrainer { BatchSize = rows, ClipNorm = 1 }, data, data, new TrainingContext { Threads = threads, Instructions = instructions });
            for (var step = 0; step < 4; step++) training.Step(0, rows, 0.01);
            Assert.True(double.IsFinite(training.Evaluate(data).Loss));
            return weights.Parameters.ToArray();
        }
        var reference = Train(1, Simd.Widest);
        foreach (var instructions in Enum.GetValues<InstructionSet>())
            foreach (var threads in (int[])[1, 2, 3]) Assert.Equal(reference, Train(threads, instructions));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ATrainingStepAllocatesNothing(string kind)
    {
        const int rows = 150;
        var data = RecurrentSamples.Rows(kind, rows);
        var network = RecurrentSamples.Build(kind);
        using var training = new NetworkTraining(network, Initialized(network), new LstmTrainer { BatchSize = rows }, data, data, new TrainingContext { Threads = 1 });
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
        var network = RecurrentSamples.Build(kind);
        var classifier = new NetworkClassifier("lstm", network, Initialized(network));
        var x = RecurrentSamples.Rows(kind, 200).Features;
        var all = new Matrix(200, RecurrentSamples.Labels);
        classifier.PredictProbabilities(x, all);
        var one = new Matrix(1, RecurrentSamples.Labels);
        for (var row = 0; row < 200; row += 3)
        {
            classifier.PredictProbabilities(x.SliceRows(row, 1), one);
            Assert.Equal(all.Row(row), one.Row(0));
        }
        var loaded = new Matrix(200, RecurrentSamples.Labels);
        NetworkClassifier.Import("lstm", classifier.Export()).PredictProbabilities(x, loaded);
        Assert.Equal(all.Values, loaded.Values);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(3, true)]
    public void FoldingTheDenseLayerIsThePlainComputation(int width, bool bidirectional)
    {
        const int rows = 100, steps = 5, dense = 50, units = 12;
        var shape = new LstmShape(steps, width, units) { Bidirectional = bidirectional };
        var folded = new Network([new LstmLayer(shape with { Dense = dense }), new DenseLayer(shape.Outputs, 4, Activation.None)]);
        var plain = new Network([new DenseLayer(width, dense, Activation.None, steps), new LstmLayer(shape with { Width = dense }), new DenseLayer(shape.Outputs, 4, Activation.None)]);
        var foldedWeights = Initialized(folded);
        var plainWeights = plain.CreateWeights();
        var tensors = PlainNames(Export(folded, foldedWeights.Parameters));
        for (var i = 0; i < 3; i++) plain.Layers[i].Import($"layers.{i}.", tensors, plain.ParametersOf(i, plainWeights.Parameters), default);

        var random = new RandomSource(8);
        var x = new Matrix(rows, steps * width);
        for (var row = 0; row < rows; row++)
            foreach (ref var value in x.Row(row)) value = (float)random.NextNormal();
        var data = new Dataset(x, [.. Enumerable.Range(0, rows).Select(row => row % 4)], ["a", "b", "c", "d"], []);
        var trainer = new LstmTrainer { BatchSize = rows };
        using var foldedTraining = new NetworkTraining(folded, foldedWeights, trainer, data, null, new TrainingContext { Threads = 1 });
        using var plainTraining = new NetworkTraining(plain, plainWeights, trainer, data, null, new TrainingContext { Threads = 1 });
        Assert.Equal(plainTraining.Step(0, rows, 1e-9).Loss, foldedTraining.Step(0, rows, 1e-9).Loss, 1e-4);
        var expected = Export(plain, plainTraining.Gradient);
        var actual = PlainNames(Export(folded, foldedTraining.Gradient));
        Assert.Equal(expected.Keys.Order(), actual.Keys.Order());
        foreach (var (name, tensor) in expected)
        {
            float[] one = tensor.Read<float>().ToArray(), other = actual[name].Read<float>().ToArray();
            Assert.All(one.Zip(other), pair => Assert.Equal(pair.First, pair.Second, 1e-5f * one.Max(Math.Abs)));
        }
    }

    [Fact]
    public void StartingWeightsAreThoseOfKeras()
    {
        var shape = new LstmShape(3, 2, 20) { Bidirectional = true };
        var network = new Network([new LstmLayer(shape), new DenseLayer(40, 4, Activation.None)]);
        var tensors = Export(network, Initialized(network).Parameters);
        foreach (var direction in (string[])["", "reverse."])
        {
            var recurrent = tensors[$"layers.0.{direction}recurrent"].Read<float>().ToArray();
            for (var i = 0; i < 20; i++)
                for (var j = 0; j <= i; j++)
                    Assert.Equal(i == j ? 1 : 0, Enumerable.Range(0, 80).Sum(k => (double)recurrent[i * 80 + k] * recurrent[j * 80 + k]), 1e-6);
            var bias = tensors[$"layers.0.{direction}bias"].Read<float>().ToArray();
            Assert.All(Enumerable.Range(0, 80), i => Assert.Equal(i is >= 20 and < 40 ? 1 : 0, bias[i]));
            var kernel = tensors[$"layers.0.{direction}weight"].Read<float>().ToArray();
            Assert.InRange(kernel.Max(Math.Abs), 0.2, Math.Sqrt(6.0 / 82));
        }
        Assert.NotEqual(tensors["layers.0.recurrent"].Bytes.ToArray(), tensors["layers.0.reverse.recurrent"].Bytes.ToArray());
    }

    [Fact]
    public void StartingWeightsCanBeThoseOfPyTorch()
    {
        var network = new Network([new LstmLayer(new LstmShape(3, 2, 25)), new DenseLayer(25, 4, Activation.None)]);
        var tensors = Export(network, Initialized(network, Initialization.UniformFanIn).Parameters);
        Assert.InRange(tensors["layers.0.recurrent"].Read<float>().ToArray().Max(Math.Abs), 0.19, 0.2);
        Assert.InRange(tensors["layers.0.weight"].Read<float>().ToArray().Max(Math.Abs), 0.19, 0.2);
        Assert.InRange(tensors["layers.0.bias"].Read<float>().ToArray().Max(Math.Abs), 0.25, 0.4);
    }

    private static NetworkWeights Initialized(Network network, Initialization initialization = Initialization.GlorotUniform)
    {
        var weights = network.CreateWeights();
        network.Initialize(weights, initialization, 5);
        return weights;
    }

    private static Dictionary<string, Tensor> Export(Network network, ReadOnlySpan<float> parameters)
    {
        var tensors = new Dictionary<string, Tensor>();
        for (var i = 0; i < network.Layers.Count; i++) network.Layers[i].Export($"layers.{i}.", network.ParametersOf(i, parameters), default, tensors);
        return tensors;
    }

    // The names of a folded network's tensors in the network that has the dense layer as a layer of its own.
    private static Dictionary<string, Tensor> PlainNames(Dictionary<string, Tensor> tensors) => tensors.ToDictionary(
        tensor => tensor.Key.StartsWith("layers.0.dense.", StringComparison.Ordinal) ? tensor.Key.Replace("dense.", "", StringComparison.Ordinal)
            : tensor.Key.Replace("layers.1.", "layers.2.", StringComparison.Ordinal).Replace("layers.0.", "layers.1.", StringComparison.Ordinal),
        tensor => tensor.Value);
}
