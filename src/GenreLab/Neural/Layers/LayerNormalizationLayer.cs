using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Neural.Layers;

/// <summary>
/// y = scale · (x − mean) ÷ √(variance + 1e-5) + shift with mean and variance over the values of a row's step (Ba, Kiros and Hinton, 2016).
/// Parameters: scale, shift, each padded to a multiple of 16.
/// </summary>
internal sealed class LayerNormalizationLayer(int steps, int size) : Layer
{
    private const float Epsilon = 1e-5f;
    private const int Panel = Gemm.PanelWidth;
    private readonly int stride = Matrix.PaddedLength(size);

    public override int Inputs => steps * size;

    public override int Outputs => steps * size;

    public override int ParameterCount => 2 * stride;

    // The normalised values, and one over the deviation.
    public override int ScratchFeatures => steps * (size + 1);

    public override int WorkspaceFeatures(bool training) => size + 1;

    public override void Initialize(Span<float> parameters, Span<float> state, Initialization initialization, RandomSource random)
    {
        parameters.Clear();
        parameters[..size].Fill(1f);
    }

    public override unsafe void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        fixed (float* learnt = parameters)
        {
            for (var slab = 0; slab < chunk.Panels * steps; slab++)
            {
                fixed (float* from = chunk.Values[Index].Slab(slab, size), to = chunk.Values[Index + 1].Slab(slab, size),
                    kept = pass.Training ? chunk.Scratch[Index].Slab(slab, size + 1) : chunk.Workspaces[Index].Panel(0))
                {
                    var kernel = new Ascent { Size = size, Scale = learnt, Shift = learnt + stride, From = from, To = to, Normalised = kept, Inverse = kept + size * Panel };
                    Simd.Run(pass.Instructions, ref kernel);
                }
            }
        }
    }

    public override unsafe void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass)
    {
        if (!accumulate) gradient.Clear();
        fixed (float* learnt = parameters, learntGradient = gradient, workspace = chunk.Workspaces[Index].Panel(0))
        {
            for (var slab = 0; slab < chunk.Panels * steps; slab++)
            {
                fixed (float* by = chunk.Gradients[Index + 1].Slab(slab, size), kept = chunk.Scratch[Index].Slab(slab, size + 1),
                    to = NeedsInputGradient ? chunk.Gradients[Index].Slab(slab, size) : chunk.Workspaces[Index].Panel(0))
                {
                    var kernel = new Descent
                    {
                        Size = size,
                        Scale = learnt,
                        Normalised = kept,
                        Inverse = kept + size * Panel,
                        By = by,
                        To = to,
                        ScaleGradient = learntGradient,
                        ShiftGradient = learntGradient + stride,
                    };
                    Simd.Run(pass.Instructions, ref kernel);
                }
            }
        }
    }

    public override JsonObject Describe() => new() { ["type"] = "layerNorm", ["steps"] = steps, ["size"] = size };

    public override void Export(string prefix, ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, IDictionary<string, Tensor> tensors)
    {
        tensors[prefix + "scale"] = Tensor.From(parameters[..size]);
        tensors[prefix + "shift"] = Tensor.From(parameters.Slice(stride, size));
    }

    public override void Import(string prefix, IReadOnlyDictionary<string, Tensor> tensors, Span<float> parameters, Span<float> state)
    {
        parameters.Clear();
        StoredTensors.Read(tensors, prefix + "scale", size).CopyTo(parameters);
        StoredTensors.Read(tensors, prefix + "shift", size).CopyTo(parameters[stride..]);
    }

    private unsafe struct Ascent : IVectorKernel
    {
        public int Size;
        public float* Scale, Shift, From, To, Normalised, Inverse;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            var share = TOperations.Broadcast(1f / Size);
            for (nint row = 0; row < Panel; row += TOperations.Width)
            {
                TVector mean = default, variance = default;
                for (var i = 0; i < Size; i++) mean = TOperations.Add(mean, TOperations.Load(in From[i * Panel], row));
                mean = TOperations.Multiply(mean, share);
                for (var i = 0; i < Size; i++)
                {
                    var deviation = TOperations.Subtract(TOperations.Load(in From[i * Panel], row), mean);
                    variance = TOperations.MultiplyAdd(deviation, deviation, variance);
                }
                var inverse = TOperations.Divide(TOperations.Broadcast(1f), TOperations.SquareRoot(TOperations.MultiplyAdd(variance, share, TOperations.Broadcast(Epsilon))));
                TOperations.Store(inverse, ref *Inverse, row);
                for (var i = 0; i < Size; i++)
                {
                    var normalised = TOperations.Multiply(TOperations.Subtract(TOperations.Load(in From[i * Panel], row), mean), inverse);
                    TOperations.Store(normalised, ref Normalised[i * Panel], row);
                    TOperations.Store(TOperations.MultiplyAdd(normalised, TOperations.Broadcast(Scale[i]), TOperations.Broadcast(Shift[i])), ref To[i * Panel], row);
                }
            }
        }
    }

    private unsafe struct Descent : IVectorKernel
    {
        public int Size;
        public float* Scale, Normalised, Inverse, By, To, ScaleGradient, ShiftGradient;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            for (var i = 0; i < Size; i++)
            {
                ScaleGradient[i] += Sum<TOperations, TVector>(By + i * Panel, Normalised + i * Panel);
                ShiftGradient[i] += Sum<TOperations, TVector>(By + i * Panel, null);
            }
            var share = TOperations.Broadcast(1f / Size);
            for (nint row = 0; row < Panel; row += TOperations.Width)
            {
                TVector mean = default, product = default;
                for (var i = 0; i < Size; i++)
                {
                    var by = TOperations.Multiply(TOperations.Load(in By[i * Panel], row), TOperations.Broadcast(Scale[i]));
                    mean = TOperations.Add(mean, by);
                    product = TOperations.MultiplyAdd(by, TOperations.Load(in Normalised[i * Panel], row), product);
                }
                mean = TOperations.Multiply(mean, share);
                product = TOperations.Multiply(product, share);
                var inverse = TOperations.Load(in *Inverse, row);
                for (var i = 0; i < Size; i++)
                {
                    var by = TOperations.Multiply(TOperations.Load(in By[i * Panel], row), TOperations.Broadcast(Scale[i]));
                    var rest = TOperations.Subtract(TOperations.Subtract(by, mean), TOperations.Multiply(TOperations.Load(in Normalised[i * Panel], row), product));
                    TOperations.Store(TOperations.Multiply(rest, inverse), ref To[i * Panel], row);
                }
            }
        }

        // Σ x or Σ x y over 32 rows, those 16 apart first.
        private static float Sum<TOperations, TVector>(float* x, float* y)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            Span<float> partial = stackalloc float[16];
            ref var sixteen = ref MemoryMarshal.GetReference(partial);
            for (nint lane = 0; lane < 16; lane += TOperations.Width)
            {
                TVector first = TOperations.Load(in *x, lane), second = TOperations.Load(in *x, lane + 16);
                if (y != null)
                {
                    first = TOperations.Multiply(first, TOperations.Load(in *y, lane));
                    second = TOperations.Multiply(second, TOperations.Load(in *y, lane + 16));
                }
                TOperations.Store(TOperations.Add(first, second), ref sixteen, lane);
            }
            return FeatureSums.OfSixteen(ref sixteen);
        }
    }
}
