using System.Runtime.InteropServices;
using GenreLab.Numerics;

namespace GenreLab.Neural.Layers;

/// <summary>Adds up the columns of rows that lie 32 values apart, row after row at every vector width.</summary>
internal static class ColumnSums
{
    /// <summary>Adds the sums of the first <c>sums.Length</c> columns of <paramref name="rows"/> (rows × 32) to <paramref name="sums"/>, 16 or 32 of them.</summary>
    public static void Add(ReadOnlySpan<float> rows, Span<float> sums, InstructionSet instructions)
    {
        var kernel = new Kernel { Rows = rows, Sums = sums };
        Simd.Run(instructions, ref kernel);
    }

    private ref struct Kernel : IVectorKernel
    {
        public ReadOnlySpan<float> Rows;
        public Span<float> Sums;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var rows = ref MemoryMarshal.GetReference(Rows);
            ref var sums = ref MemoryMarshal.GetReference(Sums);
            for (nint column = 0; column < Sums.Length; column += TOperations.Width)
            {
                var sum = TOperations.Load(in sums, column);
                for (var i = column; i < Rows.Length; i += Gemm.PanelWidth) sum = TOperations.Add(sum, TOperations.Load(in rows, i));
                TOperations.Store(sum, ref sums, column);
            }
        }
    }
}
