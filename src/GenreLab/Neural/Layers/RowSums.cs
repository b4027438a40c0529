using System.Runtime.InteropServices;
using GenreLab.Numerics;

namespace GenreLab.Neural.Layers;

/// <summary>Adds up each feature of a panel over its 32 rows.</summary>
internal static class RowSums
{
    /// <summary>Adds the sums of <paramref name="panel"/> (features × 32) to <paramref name="sums"/> (features).</summary>
    public static void Add(ReadOnlySpan<float> panel, Span<float> sums, InstructionSet instructions)
    {
        var kernel = new Kernel { Panel = panel, Sums = sums };
        Simd.Run(instructions, ref kernel);
    }

    // The order of addition is the same for every width: element i and i + 16, then 8, 4, 2 and 1 apart.
    private ref struct Kernel : IVectorKernel
    {
        public ReadOnlySpan<float> Panel;
        public Span<float> Sums;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var first = ref MemoryMarshal.GetReference(Panel);
            Span<float> partial = stackalloc float[16];
            ref var halves = ref MemoryMarshal.GetReference(partial);
            for (var feature = 0; feature < Sums.Length; feature++)
            {
                nint start = feature * Gemm.PanelWidth;
                for (var i = 0; i < 16; i += TOperations.Width)
                    TOperations.Store(TOperations.Add(TOperations.Load(in first, start + i), TOperations.Load(in first, start + i + 16)), ref halves, i);
                for (var step = 8; step > 0; step /= 2)
                    for (var i = 0; i < step; i++) partial[i] += partial[i + step];
                Sums[feature] += partial[0];
            }
        }
    }
}
