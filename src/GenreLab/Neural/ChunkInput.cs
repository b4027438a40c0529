using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenreLab.Numerics;

namespace GenreLab.Neural;

/// <summary>Copies rows of a matrix into a chunk's panels.</summary>
internal static class ChunkInput
{
    /// <summary>Fills the chunk with <see cref="Chunk.Rows"/> consecutive rows.</summary>
    public static void Fill(Chunk chunk, Matrix source, int first)
    {
        for (var row = 0; row < chunk.Rows; row++) Put(chunk.Values[0], row, source.Row(first + row));
    }

    /// <summary>Fills the chunk with the rows listed.</summary>
    public static void Fill(Chunk chunk, Matrix source, ReadOnlySpan<int> rows)
    {
        for (var row = 0; row < chunk.Rows; row++) Put(chunk.Values[0], row, source.Row(rows[row]));
    }

    /// <summary>Fills the first panels with all rows.</summary>
    public static void Fill(PanelBuffer panels, Matrix source)
    {
        for (var row = 0; row < source.Rows; row++) Put(panels, row, source.Row(row));
    }

    private static void Put(PanelBuffer panels, int row, ReadOnlySpan<float> values)
    {
        ref var to = ref MemoryMarshal.GetReference(panels.Panel(row / Gemm.PanelWidth)[(row % Gemm.PanelWidth)..]);
        for (var feature = 0; feature < values.Length; feature++) Unsafe.Add(ref to, feature * Gemm.PanelWidth) = values[feature];
    }
}
