using System.Runtime.CompilerServices;
using GenreLab.Numerics;

namespace GenreLab.Text;

/// <summary>
/// Adds to each of some rows of numbers the product of a sparse row and a table: Σ value · table row. A number's terms are added in the order of the sparse row,
/// with one rounding each: the same bits at every vector width.
/// </summary>
internal readonly unsafe ref struct SparseProduct : IDoubleVectorKernel
{
    private readonly SparseMatrix matrix;
    private readonly int first, count, width;
    private readonly ReadOnlySpan<double> table;
    private readonly Span<double> sums;

    private SparseProduct(SparseMatrix matrix, int first, int count, ReadOnlySpan<double> table, Span<double> sums, int width)
    {
        this.matrix = matrix;
        this.first = first;
        this.count = count;
        this.table = table;
        this.sums = sums;
        this.width = width;
    }

    /// <summary>Adds the products.</summary>
    /// <param name="matrix">The sparse rows.</param>
    /// <param name="first">The first of them wanted.</param>
    /// <param name="count">How many of them are wanted.</param>
    /// <param name="table">The matrix' columns × width.</param>
    /// <param name="sums">Count × width.</param>
    /// <param name="width">Numbers of a row of both, a multiple of 8.</param>
    /// <param name="instructions">Vector width.</param>
    public static void Add(SparseMatrix matrix, int first, int count, ReadOnlySpan<double> table, Span<double> sums, int width, InstructionSet instructions)
    {
        if (width % 8 != 0 || table.Length < (long)matrix.Columns * width || sums.Length < (long)count * width || (uint)first > (uint)(matrix.Rows - count))
            throw new ArgumentException("The tables do not fit the matrix.", nameof(table));
        var product = new SparseProduct(matrix, first, count, table, sums, width);
        Simd.RunDoubles(instructions, ref product);
    }

    /// <inheritdoc/>
    public void Run<TOperations, TVector>()
        where TOperations : struct, IDoubleVectorOperations<TVector>
        where TVector : struct
    {
        fixed (int* starts = matrix.RowStarts, indices = matrix.ColumnIndices)
        fixed (float* values = matrix.Values)
        fixed (double* rows = table, to = sums)
        {
            for (var row = 0; row < count; row++)
            {
                int begin = starts[first + row], end = starts[first + row + 1];
                var place = 0;
                for (; place + 4 * TOperations.Width <= width; place += 4 * TOperations.Width)
                    AddFour<TOperations, TVector>(indices, values, begin, end, rows + place, to + (nint)row * width + place);
                for (; place < width; place += TOperations.Width)
                    AddOne<TOperations, TVector>(indices, values, begin, end, rows + place, to + (nint)row * width + place);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddOne<TOperations, TVector>(int* indices, float* values, int begin, int end, double* rows, double* to)
        where TOperations : struct, IDoubleVectorOperations<TVector>
        where TVector : struct
    {
        var sum = TOperations.Load(to);
        for (var i = begin; i < end; i++)
            sum = TOperations.MultiplyAdd(TOperations.Broadcast(values[i]), TOperations.Load(rows + (nint)indices[i] * width), sum);
        TOperations.Store(sum, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddFour<TOperations, TVector>(int* indices, float* values, int begin, int end, double* rows, double* to)
        where TOperations : struct, IDoubleVectorOperations<TVector>
        where TVector : struct
    {
        TVector a = TOperations.Load(to), b = TOperations.Load(to + TOperations.Width);
        TVector c = TOperations.Load(to + 2 * TOperations.Width), d = TOperations.Load(to + 3 * TOperations.Width);
        for (var i = begin; i < end; i++)
        {
            var value = TOperations.Broadcast(values[i]);
            var from = rows + (nint)indices[i] * width;
            a = TOperations.MultiplyAdd(value, TOperations.Load(from), a);
            b = TOperations.MultiplyAdd(value, TOperations.Load(from + TOperations.Width), b);
            c = TOperations.MultiplyAdd(value, TOperations.Load(from + 2 * TOperations.Width), c);
            d = TOperations.MultiplyAdd(value, TOperations.Load(from + 3 * TOperations.Width), d);
        }
        TOperations.Store(a, to);
        TOperations.Store(b, to + TOperations.Width);
        TOperations.Store(c, to + 2 * TOperations.Width);
        TOperations.Store(d, to + 3 * TOperations.Width);
    }
}
