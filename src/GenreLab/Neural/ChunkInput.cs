using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenreLab.Data;
using GenreLab.Numerics;

namespace GenreLab.Neural;

/// <summary>Copies rows into a chunk's panels.</summary>
internal static class ChunkInput
{
    /// <summary>Fills the chunk with the rows listed, as many as it has.</summary>
    public static void Fill(Chunk chunk, InputRows source, ReadOnlySpan<int> rows)
    {
        if (source.Held is { } matrix)
        {
            for (var row = 0; row < rows.Length; row++) Put(chunk.Values[0], row, matrix.Row(rows[row]));
            return;
        }
        // A panel's rows are made while they are near.
        var made = chunk.MadeInputs;
        for (var first = 0; first < rows.Length; first += Gemm.PanelWidth)
        {
            var listed = rows.Slice(first, Math.Min(Gemm.PanelWidth, rows.Length - first));
            source.CopyTo(listed, made);
            for (var row = 0; row < listed.Length; row++) Put(chunk.Values[0], first + row, made.Row(row));
        }
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
