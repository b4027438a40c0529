using System.Runtime.CompilerServices;

namespace GenreLab.Numerics;

/// <summary>
/// A dense row-major table of single-precision numbers. Every row starts on a 64-byte boundary, so a row is a
/// whole number of the widest vectors; the padding between <see cref="Columns"/> and <see cref="Stride"/> is zero
/// unless somebody writes there.
/// </summary>
public sealed class Matrix
{
    private readonly float[] values;
    private readonly int offset;

    /// <summary>Creates a matrix of zeros.</summary>
    /// <param name="rows">Number of rows, 0 or more.</param>
    /// <param name="columns">Number of columns, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A size is negative.</exception>
    public Matrix(int rows, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        Rows = rows;
        Columns = columns;
        Stride = PaddedLength(columns);
        (values, offset) = AlignedBuffer.Allocate(checked((long)rows * Stride));
    }

    private Matrix(float[] values, int offset, int rows, int columns, int stride)
    {
        this.values = values;
        this.offset = offset;
        Rows = rows;
        Columns = columns;
        Stride = stride;
    }

    /// <summary>Number of rows.</summary>
    public int Rows { get; }

    /// <summary>Number of columns that carry values.</summary>
    public int Columns { get; }

    /// <summary>Distance between the starts of two rows, in values; a multiple of 16, at least <see cref="Columns"/>.</summary>
    public int Stride { get; }

    /// <summary>All values, row after row, padding included: <c>Rows × Stride</c> numbers.</summary>
    public Span<float> Values => values.AsSpan(offset, Rows * Stride);

    /// <summary>One value.</summary>
    public ref float this[int row, int column]
    {
        get
        {
            if ((uint)row >= (uint)Rows || (uint)column >= (uint)Columns) ThrowOutside(row, column);
            return ref values[offset + row * Stride + column];
        }
    }

    /// <summary>The <see cref="Columns"/> values of one row.</summary>
    public Span<float> Row(int row)
    {
        if ((uint)row >= (uint)Rows) ThrowOutside(row, 0);
        return values.AsSpan(offset + row * Stride, Columns);
    }

    /// <summary>A window on <paramref name="count"/> rows from <paramref name="first"/> on; it shares this matrix' memory.</summary>
    public Matrix SliceRows(int first, int count)
    {
        if (first < 0 || count < 0 || first > Rows - count) ThrowOutside(first + count, 0);
        return new Matrix(values, offset + first * Stride, count, Columns, Stride);
    }

    /// <summary>Makes a matrix from rows of equal length.</summary>
    public static Matrix FromRows(params float[][] rows)
    {
        var matrix = new Matrix(rows.Length, rows.Length == 0 ? 0 : rows[0].Length);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Length != matrix.Columns) throw new ArgumentException($"Row {i} has {rows[i].Length} values, row 0 has {matrix.Columns}.", nameof(rows));
            rows[i].CopyTo(matrix.Row(i));
        }
        return matrix;
    }

    /// <summary>The next multiple of 16 (the widest vector, 512 bits of floats).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PaddedLength(int length) => (length + 15) & ~15;

    private void ThrowOutside(int row, int column) =>
        throw new ArgumentOutOfRangeException(nameof(row), $"Row {row}, column {column} is outside a matrix of {Rows} × {Columns}.");
}
