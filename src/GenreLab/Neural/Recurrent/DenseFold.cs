using System.Runtime.InteropServices;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Neural.Recurrent;

/// <summary>
/// A dense layer without activation in front of a linear map is one linear map: x·D + d followed by ·W + b is x·(D·W) + (d·W + b). The
/// folded weights have as many rows as x has values, so the dense layer's outputs are never formed. The gradients of D, d, W and b follow from
/// those of the folded weights by the chain rule, exactly.
/// </summary>
internal static unsafe class DenseFold
{
    /// <summary>Writes D·W and d·W + b.</summary>
    public static void Compose(in FoldedMap map, InstructionSet instructions)
    {
        for (var row = 0; row <= map.Width; row++)
        {
            var kernel = new Combination
            {
                Factors = row < map.Width ? map.Dense + row * map.DenseStride : map.DenseBias,
                Rows = map.Kernel,
                Count = map.DenseOutputs,
                Stride = map.Stride,
                Start = row < map.Width ? null : map.Bias,
                Destination = row < map.Width ? map.Folded + row * map.Stride : map.FoldedBias,
            };
            Simd.Run(instructions, ref kernel);
        }
    }

    /// <summary>Adds to the gradients of W and b, D and d, given those of the folded weights and bias.</summary>
    /// <param name="map">The learnt weights; its folded ones are not read.</param>
    /// <param name="gradients">The gradients, part for part.</param>
    /// <param name="instructions">Vector width.</param>
    public static void ChainRule(in FoldedMap map, in FoldedMap gradients, InstructionSet instructions)
    {
        for (var row = 0; row <= map.Width; row++)
        {
            var kernel = new Chain
            {
                Factors = row < map.Width ? map.Dense + row * map.DenseStride : map.DenseBias,
                Kernel = map.Kernel,
                Count = map.DenseOutputs,
                Stride = map.Stride,
                Gradient = row < map.Width ? gradients.Folded + row * map.Stride : gradients.FoldedBias,
                KernelGradient = gradients.Kernel,
                FactorGradient = row < map.Width ? gradients.Dense + row * map.DenseStride : gradients.DenseBias,
                BiasGradient = row < map.Width ? null : gradients.Bias,
            };
            Simd.Run(instructions, ref kernel);
        }
    }

    // destination = start + Σ factor · row
    private struct Combination : IVectorKernel
    {
        public float* Factors, Rows, Start, Destination;
        public int Count, Stride;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            for (nint column = 0; column < Stride; column += TOperations.Width)
            {
                var sum = Start == null ? default : TOperations.Load(in *Start, column);
                for (var i = 0; i < Count; i++)
                    sum = TOperations.MultiplyAdd(TOperations.Broadcast(Factors[i]), TOperations.Load(in Rows[(nint)i * Stride], column), sum);
                TOperations.Store(sum, ref *Destination, column);
            }
        }
    }

    // One row of the folded weights: kernel gradient += factor ⊗ gradient, factor gradient += kernel · gradient.
    private struct Chain : IVectorKernel
    {
        public float* Factors, Kernel, Gradient, KernelGradient, FactorGradient, BiasGradient;
        public int Count, Stride;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            Span<float> partial = stackalloc float[16];
            ref var sixteen = ref MemoryMarshal.GetReference(partial);
            for (var i = 0; i < Count; i++)
            {
                float* kernel = Kernel + (nint)i * Stride, kernelGradient = KernelGradient + (nint)i * Stride;
                var factor = TOperations.Broadcast(Factors[i]);
                for (nint lane = 0; lane < 16; lane += TOperations.Width)
                {
                    TVector sum = default;
                    for (var column = lane; column < Stride; column += 16)
                    {
                        var gradient = TOperations.Load(in *Gradient, column);
                        sum = TOperations.MultiplyAdd(gradient, TOperations.Load(in *kernel, column), sum);
                        TOperations.Store(TOperations.MultiplyAdd(factor, gradient, TOperations.Load(in *kernelGradient, column)), ref *kernelGradient, column);
                    }
                    TOperations.Store(sum, ref sixteen, lane);
                }
                FactorGradient[i] += FeatureSums.OfSixteen(ref sixteen);
            }
            if (BiasGradient == null) return;
            for (nint column = 0; column < Stride; column += TOperations.Width)
                TOperations.Store(TOperations.Add(TOperations.Load(in *BiasGradient, column), TOperations.Load(in *Gradient, column)), ref *BiasGradient, column);
        }
    }
}

/// <summary>The parts of a folded map, or of its gradient; padding of the kernel's columns is zero.</summary>
internal unsafe struct FoldedMap
{
    public int Width, DenseOutputs, DenseStride, Stride;

    /// <summary>D: width × dense stride; d.</summary>
    public float* Dense, DenseBias;

    /// <summary>W: dense outputs × stride; b.</summary>
    public float* Kernel, Bias;

    /// <summary>D·W: width × stride; d·W + b.</summary>
    public float* Folded, FoldedBias;
}
