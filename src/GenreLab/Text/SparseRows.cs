using System.Runtime.InteropServices;

namespace GenreLab.Text;

/// <summary>Consecutive rows of a sparse matrix in the making.</summary>
internal sealed class SparseRows
{
    private const int BlockRows = 1024;

    private readonly List<int> lengths = [], columns = [];
    private readonly List<float> values = [];
    private int started;

    /// <summary>Makes a matrix row by row, blocks of rows in parallel.</summary>
    /// <param name="rows">Number of rows.</param>
    /// <param name="columns">Number of columns.</param>
    /// <param name="threads">Threads to use; they do not change the result.</param>
    /// <param name="block">Gets the first row, the number of rows, and where to put them.</param>
    public static SparseMatrix Build(int rows, int columns, int threads, Action<int, int, SparseRows> block)
    {
        var blocks = new SparseRows[(rows + BlockRows - 1) / BlockRows];
        Parallel.For(0, blocks.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            blocks[i] = new SparseRows();
            block(i * BlockRows, Math.Min(BlockRows, rows - i * BlockRows), blocks[i]);
        });
        return Join(blocks, columns);
    }

    /// <summary>Adds a value to the current row.</summary>
    public void Add(int column, float value)
    {
        columns.Add(column);
        values.Add(value);
    }

    /// <summary>Adds values to the current row.</summary>
    public void Append(ReadOnlySpan<int> more, ReadOnlySpan<float> moreValues, int firstColumn)
    {
        foreach (var column in more) columns.Add(firstColumn + column);
        values.AddRange(moreValues);
    }

    /// <summary>Ends the current row, whose values are returned to be scaled.</summary>
    public Span<float> EndRow()
    {
        var row = CollectionsMarshal.AsSpan(values)[started..];
        lengths.Add(row.Length);
        started = values.Count;
        return row;
    }

    /// <summary>The matrix of all blocks' rows.</summary>
    /// <exception cref="DataException">There are more values than a matrix can hold.</exception>
    public static SparseMatrix Join(SparseRows[] blocks, int columns)
    {
        var count = blocks.Sum(block => (long)block.values.Count);
        if (count > Array.MaxLength)
            throw new DataException($"The texts have {count:N0} terms, more than the {Array.MaxLength:N0} that fit; raise minimumDocuments, make terms shorter or use fewer rows.");
        var starts = new int[1 + blocks.Sum(block => block.lengths.Count)];
        var indices = new int[count];
        var values = new float[count];
        var row = 0;
        var end = 0;
        foreach (var block in blocks)
        {
            block.columns.CopyTo(indices, end);
            block.values.CopyTo(values, end);
            foreach (var length in block.lengths) starts[++row] = end += length;
        }
        return new SparseMatrix(columns, starts, indices, values);
    }
}
