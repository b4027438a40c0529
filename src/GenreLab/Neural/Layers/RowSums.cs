using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    /// <summary>Adds sixteen partial sums: elements 8, 4, 2 and 1 apart, in this order at every vector width.</summary>
    public static float OfSixteen(ref float partial)
    {
        var four = Vector128.LoadUnsafe(ref partial, 0) + Vector128.LoadUnsafe(ref partial, 8) + (Vector128.LoadUnsafe(ref partial, 4) + Vector128.LoadUnsafe(ref partial, 12));
        var two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    // The order of addition is the same for every width: element i and i + 16 first.
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
                Sums[feature] += OfSixteen(ref halves);
            }
        }
    }
}
