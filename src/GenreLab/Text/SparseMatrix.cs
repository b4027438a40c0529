namespace GenreLab.Text;

/// <summary>
/// A table of single-precision numbers most of which are zero, in compressed sparse rows: row r holds
/// <c>Values[RowStarts[r]..RowStarts[r + 1]]</c> in the columns <c>ColumnIndices</c> of the same range, ascending and each once. Immutable.
/// </summary>
public sealed class SparseMatrix
{
    private readonly int[] rowStarts, columnIndices;
    private readonly float[] values;

    /// <summary>Wraps the arrays (not copied; do not change them afterwards).</summary>
    /// <param name="columns">Number of columns.</param>
    /// <param name="rowStarts">Where each row starts, and where the last ends: rows + 1 numbers.</param>
    /// <param name="columnIndices">The column of each value.</param>
    /// <param name="values">The values.</param>
    /// <exception cref="ArgumentException">The arrays do not fit each other, or a row's columns do not ascend within the matrix.</exception>
    public SparseMatrix(int columns, int[] rowStarts, int[] columnIndices, float[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (rowStarts.Length == 0 || rowStarts[0] != 0 || rowStarts[^1] != values.Length || columnIndices.Length != values.Length)
            throw new ArgumentException("Rows start at 0 and end with the last value, and every value has a column.", nameof(rowStarts));
        for (var row = 0; row + 1 < rowStarts.Length; row++)
            if (rowStarts[row] > rowStarts[row + 1]) throw new ArgumentException($"Row {row} ends before it starts.", nameof(rowStarts));
        for (var row = 0; row + 1 < rowStarts.Length; row++)
        {
            var last = -1;
            for (var i = rowStarts[row]; i < rowStarts[row + 1]; i++)
            {
                if (columnIndices[i] <= last || columnIndices[i] >= columns) throw new ArgumentException($"The columns of row {row} do not ascend within the matrix.", nameof(columnIndices));
                last = columnIndices[i];
            }
        }
        Columns = columns;
        this.rowStarts = rowStarts;
        this.columnIndices = columnIndices;
        this.values = values;
    }

    /// <summary>Number of rows.</summary>
    public int Rows => rowStarts.Length - 1;

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Where each row starts among the values, and where the last ends.</summary>
    public ReadOnlySpan<int> RowStarts => rowStarts;

    /// <summary>The column of each value.</summary>
    public ReadOnlySpan<int> ColumnIndices => columnIndices;

    /// <summary>The values that may differ from zero, row after row.</summary>
    public ReadOnlySpan<float> Values => values;

    /// <summary>The columns of one row's values, ascending.</summary>
    public ReadOnlySpan<int> RowIndices(int row) => columnIndices.AsSpan(rowStarts[row]..rowStarts[row + 1]);

    /// <summary>One row's values.</summary>
    public ReadOnlySpan<float> RowValues(int row) => values.AsSpan(rowStarts[row]..rowStarts[row + 1]);

    /// <summary>A new matrix of the chosen rows, in the order given.</summary>
    public SparseMatrix Select(ReadOnlySpan<int> rows)
    {
        var selected = new SparseRows();
        foreach (var row in rows)
        {
            selected.Append(RowIndices(row), RowValues(row), 0);
            selected.EndRow();
        }
        return SparseRows.Join([selected], Columns);
    }

    /// <summary>Puts another matrix of the same rows to the right of this one.</summary>
    /// <exception cref="ArgumentException">The numbers of rows differ.</exception>
    public SparseMatrix Beside(SparseMatrix right)
    {
        if (right.Rows != Rows) throw new ArgumentException($"A matrix of {right.Rows} rows does not fit beside one of {Rows}.", nameof(right));
        var both = new SparseRows();
        for (var row = 0; row < Rows; row++)
        {
            both.Append(RowIndices(row), RowValues(row), 0);
            both.Append(right.RowIndices(row), right.RowValues(row), Columns);
            both.EndRow();
        }
        return SparseRows.Join([both], checked(Columns + right.Columns));
    }

    /// <summary>The same numbers with rows and columns exchanged.</summary>
    public SparseMatrix Transpose()
    {
        var starts = new int[Columns + 1];
        foreach (var column in columnIndices) starts[column + 1]++;
        for (var column = 0; column < Columns; column++) starts[column + 1] += starts[column];
        var next = starts[..^1];
        var rows = new int[values.Length];
        var turned = new float[values.Length];
        for (var row = 0; row < Rows; row++)
        {
            for (var i = rowStarts[row]; i < rowStarts[row + 1]; i++)
            {
                var to = next[columnIndices[i]]++;
                rows[to] = row;
                turned[to] = values[i];
            }
        }
        return new SparseMatrix(Rows, starts, rows, turned);
    }
}
