using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Neural.Recurrent;

/// <summary>
/// A long short-term memory over sequences of steps × width values: a row holds step after step, so in a panel a step is one slab of width × 32
/// values. At every step one product gives all gates, i, f, g and o one after the other: gates = b + U·h + W·x. Of the outputs go on those of all
/// steps or those after the last; with two directions the forward one's come first in each step. Rows shorter than the sequence
/// (<see cref="Chunk.Lengths"/>) wait once they have ended, and panels stop at their longest row.
/// </summary>
internal sealed partial class LstmLayer(LstmShape shape) : Layer
{
    public override int Inputs => shape.Steps * shape.Width;

    public override int Outputs => (shape.Sequences ? shape.Steps : 1) * shape.Outputs;

    public override int ParameterCount => shape.Parameters;

    public override long RowOperations => (long)shape.Steps * shape.Directions * shape.Operand * shape.Gates;

    public override int DecayedParameterCount => shape.Weights;

    public override bool TreatsEqualRowsAlike => shape.InputDropout == 0 && shape.RecurrentDropout == 0;

    public override unsafe int ScratchFeatures => checked((int)(shape.Directions * new LstmTape(shape, true, null).Length / Gemm.PanelWidth));

    public override unsafe int WorkspaceFeatures(bool training) => checked((int)(new LstmWorkspace(shape, training, null).Length / Gemm.PanelWidth));

    public override void Initialize(Span<float> parameters, Span<float> state, Initialization initialization, RandomSource random)
    {
        parameters.Clear();
        var uniform = initialization == Initialization.UniformFanIn;
        double Draw(int inputs, int outputs) => initialization switch
        {
            Initialization.GlorotUniform => Math.Sqrt(6.0 / (inputs + outputs)) * (2 * random.NextDouble() - 1),
            Initialization.HeNormal => Math.Sqrt(2.0 / inputs) * random.NextNormal(),
            _ => (2 * random.NextDouble() - 1) / Math.Sqrt(inputs),
        };
        // PyTorch's default takes the units for the inputs everywhere, and the sum of two biases.
        double DrawUniform() => (2 * random.NextDouble() - 1) / Math.Sqrt(shape.Units);
        for (var direction = 0; direction < shape.Directions; direction++)
        {
            var recurrent = parameters.Slice(shape.KernelAt(direction), shape.Units * shape.Stride);
            var kernel = parameters.Slice(shape.KernelAt(direction) + recurrent.Length, shape.KernelInputs * shape.Stride);
            var bias = parameters.Slice(shape.BiasAt(direction), shape.Gates);
            for (var row = 0; row < shape.KernelInputs; row++)
                foreach (ref var weight in kernel.Slice(row * shape.Stride, shape.Gates))
                    weight = (float)(uniform ? DrawUniform() : Draw(shape.KernelInputs, shape.Gates));
            if (!uniform)
            {
                Orthogonal.Fill(recurrent, shape.Units, shape.Gates, shape.Stride, random);
                bias.Slice(shape.Units, shape.Units).Fill(1f);
                continue;
            }
            for (var row = 0; row < shape.Units; row++)
                foreach (ref var weight in recurrent.Slice(row * shape.Stride, shape.Gates)) weight = (float)DrawUniform();
            foreach (ref var value in bias) value = (float)(DrawUniform() + DrawUniform());
        }
        if (shape.Dense == 0) return;
        for (var row = 0; row < shape.Width; row++)
            foreach (ref var weight in parameters.Slice(shape.DenseAt + row * shape.DenseStride, shape.Dense)) weight = (float)Draw(shape.Width, shape.Dense);
        if (uniform)
            foreach (ref var value in parameters.Slice(shape.DenseBiasAt, shape.Dense)) value = (float)Draw(shape.Width, shape.Dense);
    }

    public override JsonObject Describe() => new()
    {
        ["type"] = "lstm",
        ["steps"] = shape.Steps,
        ["width"] = shape.Width,
        ["dense"] = shape.Dense,
        ["units"] = shape.Units,
        ["bidirectional"] = shape.Bidirectional,
        ["sequences"] = shape.Sequences,
        ["inputDropout"] = shape.InputDropout,
        ["recurrentDropout"] = shape.RecurrentDropout,
    };

    public override void Export(string prefix, ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, IDictionary<string, Tensor> tensors)
    {
        for (var direction = 0; direction < shape.Directions; direction++)
        {
            var name = prefix + Direction(direction);
            var kernel = parameters[shape.KernelAt(direction)..];
            tensors[name + "recurrent"] = StoredTensors.Rows(kernel, shape.Units, shape.Gates, shape.Stride);
            tensors[name + "weight"] = StoredTensors.Rows(kernel[(shape.Units * shape.Stride)..], shape.KernelInputs, shape.Gates, shape.Stride);
            tensors[name + "bias"] = Tensor.From(parameters.Slice(shape.BiasAt(direction), shape.Gates));
        }
        if (shape.Dense == 0) return;
        tensors[prefix + "dense.weight"] = StoredTensors.Rows(parameters[shape.DenseAt..], shape.Width, shape.Dense, shape.DenseStride);
        tensors[prefix + "dense.bias"] = Tensor.From(parameters.Slice(shape.DenseBiasAt, shape.Dense));
    }

    public override void Import(string prefix, IReadOnlyDictionary<string, Tensor> tensors, Span<float> parameters, Span<float> state)
    {
        parameters.Clear();
        for (var direction = 0; direction < shape.Directions; direction++)
        {
            var name = prefix + Direction(direction);
            var kernel = parameters[shape.KernelAt(direction)..];
            StoredTensors.ReadRows(tensors, name + "recurrent", shape.Units, shape.Gates, kernel, shape.Stride);
            StoredTensors.ReadRows(tensors, name + "weight", shape.KernelInputs, shape.Gates, kernel[(shape.Units * shape.Stride)..], shape.Stride);
            StoredTensors.Read(tensors, name + "bias", shape.Gates).CopyTo(parameters[shape.BiasAt(direction)..]);
        }
        if (shape.Dense == 0) return;
        StoredTensors.ReadRows(tensors, prefix + "dense.weight", shape.Width, shape.Dense, parameters[shape.DenseAt..], shape.DenseStride);
        StoredTensors.Read(tensors, prefix + "dense.bias", shape.Dense).CopyTo(parameters[shape.DenseBiasAt..]);
    }

    private static string Direction(int direction) => direction == 0 ? "" : "reverse.";
}
