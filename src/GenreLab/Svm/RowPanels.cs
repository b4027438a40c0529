using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>Rows in panels of 32, features first: value f of a panel's row r is number f · 32 + r, so kernels run across rows. The last panel
/// is filled up with zeros.</summary>
internal sealed unsafe class RowPanels
{
    private readonly float[] values;
    private readonly int offset;

    /// <summary>Makes room for <paramref name="rows"/> rows of zeros.</summary>
    public RowPanels(int rows, int features)
    {
        Rows = rows;
        Features = features;
        Count = (rows + Gemm.PanelWidth - 1) / Gemm.PanelWidth;
        (values, offset) = AlignedBuffer.Allocate((long)Count * features * Gemm.PanelWidth);
    }

    /// <summary>Copies the rows of those numbers.</summary>
    public static RowPanels Of(Matrix features, ReadOnlySpan<int> rows)
    {
        var panels = new RowPanels(rows.Length, features.Columns);
        for (var row = 0; row < rows.Length; row++) panels.Put(row, features.Row(rows[row]));
        return panels;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Values a row.</summary>
    public int Features { get; }

    /// <summary>Number of panels.</summary>
    public int Count { get; }

    /// <summary>Number of rows with those that fill the last panel.</summary>
    public int PaddedRows => Count * Gemm.PanelWidth;

    /// <summary>All values; the memory never moves.</summary>
    public float* Values => (float*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref System.Runtime.InteropServices.MemoryMarshal.GetArrayDataReference(values)) + offset;

    /// <summary>Writes one row.</summary>
    public void Put(int row, ReadOnlySpan<float> from)
    {
        var to = values.AsSpan(offset + row / Gemm.PanelWidth * Features * Gemm.PanelWidth + row % Gemm.PanelWidth);
        for (var feature = 0; feature < from.Length; feature++) to[feature * Gemm.PanelWidth] = from[feature];
    }
}
