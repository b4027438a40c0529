using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>Rows in panels of 32, columns first: value f of a panel's row r is number f · 32 + r, so kernels run across rows. The last panel
/// is filled up with zeros.</summary>
internal sealed unsafe class RowPanels
{
    private readonly float[] values;
    private readonly int offset;

    /// <summary>Makes room for <paramref name="rows"/> rows of zeros.</summary>
    public RowPanels(int rows, int columns)
    {
        Rows = rows;
        Columns = columns;
        Count = (rows + Gemm.PanelWidth - 1) / Gemm.PanelWidth;
        (values, offset) = AlignedBuffer.Allocate((long)Count * columns * Gemm.PanelWidth);
    }

    /// <summary>Copies the rows of those numbers.</summary>
    public static RowPanels Of(Matrix x, ReadOnlySpan<int> rows)
    {
        var panels = new RowPanels(rows.Length, x.Columns);
        for (var row = 0; row < rows.Length; row++) panels.Put(row, x.Row(rows[row]));
        return panels;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Values a row.</summary>
    public int Columns { get; }

    /// <summary>Number of panels.</summary>
    public int Count { get; }

    /// <summary>Number of rows with those that fill the last panel.</summary>
    public int PaddedRows => Count * Gemm.PanelWidth;

    /// <summary>All values; the memory never moves.</summary>
    public float* Values => (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(values)) + offset;

    /// <summary>Writes one row.</summary>
    public void Put(int row, ReadOnlySpan<float> from)
    {
        if (from.IsEmpty) return;
        var to = values.AsSpan(offset + row / Gemm.PanelWidth * Columns * Gemm.PanelWidth + row % Gemm.PanelWidth);
        for (var column = 0; column < from.Length; column++) to[column * Gemm.PanelWidth] = from[column];
    }
}
