using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Neural.Layers;

/// <summary>
/// y = activation(x·W + b). The weights lie inputs × outputs, each row padded to a multiple of 16 (the padding stays
/// zero: it gets no gradient), then the biases. A row of several steps of as many inputs gets the same weights at every step; the
/// steps of a panel lie like panels of their own.
/// </summary>
internal sealed class DenseLayer(int inputs, int outputs, Activation activation, int steps = 1) : Layer
{
    private readonly int stride = Matrix.PaddedLength(outputs);

    public override int Inputs => steps * inputs;

    public override int Outputs => steps * outputs;

    public override int ParameterCount => inputs * stride + stride;

    public override int DecayedParameterCount => inputs * stride;

    // The transposed gradient: panels of 32 outputs, each rows × 32; and the values before an activation that needs them.
    public override int ScratchFeatures => steps * (TransposedFeatures + (ActivationKernels.NeedsInput(activation) ? outputs : 0));

    private int TransposedFeatures => (stride + Gemm.PanelWidth - 1) / Gemm.PanelWidth * Gemm.PanelWidth;

    public override void Initialize(Span<float> parameters, Span<float> state, Initialization initialization, RandomSource random)
    {
        parameters.Clear();
        for (var i = 0; i < inputs; i++)
            foreach (ref var weight in parameters.Slice(i * stride, outputs))
                weight = (float)(initialization switch
                {
                    Initialization.GlorotUniform => Math.Sqrt(6.0 / (inputs + outputs)) * (2 * random.NextDouble() - 1),
                    Initialization.HeNormal => Math.Sqrt(2.0 / inputs) * random.NextNormal(),
                    _ => (2 * random.NextDouble() - 1) / Math.Sqrt(inputs),
                });
        if (initialization == Initialization.UniformFanIn)
            foreach (ref var bias in parameters.Slice(inputs * stride, outputs))
                bias = (float)((2 * random.NextDouble() - 1) / Math.Sqrt(inputs));
    }

    public override unsafe void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        var keep = pass.Training && ActivationKernels.NeedsInput(activation);
        fixed (float* weights = parameters)
        {
            for (var panel = 0; panel < chunk.Panels * steps; panel++)
            {
                var output = chunk.Values[Index + 1].Slab(panel, outputs);
                var target = keep ? BeforeActivation(chunk, panel) : output;
                fixed (float* from = chunk.Values[Index].Slab(panel, inputs), to = target)
                {
                    PanelProduct.Run(new PanelProduct
                    {
                        A = weights,
                        ARowStride = 1,
                        AColumnStride = stride,
                        B = from,
                        C = to,
                        CRowStride = Gemm.PanelWidth,
                        Rows = outputs,
                        Columns = Gemm.PanelWidth,
                        Depth = inputs,
                        DepthBlocks = 1,
                        Bias = weights + inputs * stride,
                        Rectify = activation == Activation.Relu,
                    }, pass.Instructions);
                }
                if (activation is not (Activation.None or Activation.Relu)) ActivationKernels.Apply(activation, target, output, pass.Instructions);
            }
        }
    }

    public override unsafe void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass)
    {
        var rows = chunk.Panels * steps * Gemm.PanelWidth;
        if (!accumulate) gradient[(inputs * stride)..].Clear();
        fixed (float* weights = parameters, weightGradient = gradient, transposed = chunk.Scratch[Index].Panels(chunk.Capacity))
        {
            for (var panel = 0; panel < chunk.Panels * steps; panel++)
            {
                var outputGradient = chunk.Gradients[Index + 1].Slab(panel, outputs);
                var saved = ActivationKernels.NeedsInput(activation) ? BeforeActivation(chunk, panel) : chunk.Values[Index + 1].Slab(panel, outputs);
                ActivationKernels.ApplyDerivative(activation, saved, outputGradient, pass.Instructions);
                fixed (float* by = outputGradient)
                {
                    for (var first = 0; first < stride; first += Gemm.PanelWidth)
                    {
                        var to = transposed + (nint)first * rows + panel * Gemm.PanelWidth * Gemm.PanelWidth;
                        PanelTranspose.Block(by + first * Gemm.PanelWidth, Math.Min(Gemm.PanelWidth, outputs - first), to, Math.Min(Gemm.PanelWidth, stride - first));
                    }
                    if (NeedsInputGradient)
                    {
                        fixed (float* to = chunk.Gradients[Index].Slab(panel, inputs))
                        {
                            PanelProduct.Run(new PanelProduct
                            {
                                A = weights,
                                ARowStride = stride,
                                AColumnStride = 1,
                                B = by,
                                C = to,
                                CRowStride = Gemm.PanelWidth,
                                Rows = inputs,
                                Columns = Gemm.PanelWidth,
                                Depth = outputs,
                                DepthBlocks = 1,
                            }, pass.Instructions);
                        }
                    }
                }
            }

            fixed (float* from = chunk.Values[Index].Panels(chunk.Panels))
            {
                for (var first = 0; first < stride; first += Gemm.PanelWidth)
                {
                    ColumnSums.Add(
                        new ReadOnlySpan<float>(transposed + (nint)first * rows, rows * Gemm.PanelWidth),
                        gradient.Slice(inputs * stride + first, Math.Min(Gemm.PanelWidth, stride - first)), pass.Instructions);
                    PanelProduct.Run(new PanelProduct
                    {
                        A = from,
                        ARowStride = Gemm.PanelWidth,
                        AColumnStride = 1,
                        ABlockStride = inputs * Gemm.PanelWidth,
                        B = transposed + (nint)first * rows,
                        C = weightGradient + first,
                        CRowStride = stride,
                        Rows = inputs,
                        Columns = Math.Min(Gemm.PanelWidth, stride - first),
                        Depth = Gemm.PanelWidth,
                        DepthBlocks = chunk.Panels * steps,
                        Accumulate = accumulate,
                    }, pass.Instructions);
                }
            }
        }
    }

    public override JsonObject Describe()
    {
        var settings = new JsonObject
        {
            ["type"] = "dense",
            ["inputs"] = inputs,
            ["outputs"] = outputs,
            ["activation"] = ActivationWord(activation),
        };
        if (steps > 1) settings["steps"] = steps;
        return settings;
    }

    public override void Export(string prefix, ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, IDictionary<string, Tensor> tensors)
    {
        tensors[prefix + "weight"] = StoredTensors.Rows(parameters, inputs, outputs, stride);
        tensors[prefix + "bias"] = Tensor.From(parameters.Slice(inputs * stride, outputs));
    }

    public override void Import(string prefix, IReadOnlyDictionary<string, Tensor> tensors, Span<float> parameters, Span<float> state)
    {
        parameters.Clear();
        StoredTensors.ReadRows(tensors, prefix + "weight", inputs, outputs, parameters, stride);
        StoredTensors.Read(tensors, prefix + "bias", outputs).CopyTo(parameters[(inputs * stride)..]);
    }

    /// <summary>The activation's word in a model file.</summary>
    public static string ActivationWord(Activation activation) => activation.ToString().ToLowerInvariant();

    private Span<float> BeforeActivation(Chunk chunk, int panel) => MemoryMarshal.CreateSpan(
        ref chunk.Scratch[Index].Panels(chunk.Capacity)[(chunk.Capacity * steps * TransposedFeatures + panel * outputs) * Gemm.PanelWidth],
        outputs * Gemm.PanelWidth);
}
