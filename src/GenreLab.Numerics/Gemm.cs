namespace GenreLab.Numerics;

/// <summary>Products of whole matrices.</summary>
public static class Gemm
{
    /// <summary>Columns of a packed panel: two of the widest vectors. Every vector width uses the same layout.</summary>
    public const int PanelWidth = 32;

    /// <summary>Writes A·B to <paramref name="destination"/> on up to <paramref name="threads"/> threads.</summary>
    /// <param name="a">m × k.</param>
    /// <param name="b">k × n.</param>
    /// <param name="destination">m × n, overwritten; must not be <paramref name="a"/> or <paramref name="b"/>.</param>
    /// <param name="threads">1 or more; the result does not depend on it.</param>
    /// <param name="instructions">Vector width; null for the widest. The result does not depend on it.</param>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static void Multiply(Matrix a, Matrix b, Matrix destination, int threads = 1, InstructionSet? instructions = null)
    {
        if (a.Columns != b.Rows || destination.Rows != a.Rows || destination.Columns != b.Columns)
            throw new ArgumentException($"({a.Rows} × {a.Columns}) · ({b.Rows} × {b.Columns}) does not give {destination.Rows} × {destination.Columns}.", nameof(destination));
        if (a.Columns == 0)
        {
            destination.Values.Clear();
            return;
        }

        var panels = (b.Columns + PanelWidth - 1) / PanelWidth;
        var set = instructions ?? Simd.Widest;
        if (threads <= 1 || panels == 1)
        {
            MultiplyPanels(a, b, destination, 0, panels, set);
            return;
        }
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, thread =>
            MultiplyPanels(a, b, destination, panels * thread / threads, panels * (thread + 1) / threads, set));
    }

    private static unsafe void MultiplyPanels(Matrix a, Matrix b, Matrix destination, int firstPanel, int endPanel, InstructionSet set)
    {
        var (buffer, offset) = AlignedBuffer.Allocate((long)b.Rows * PanelWidth);
        fixed (float* packed = &buffer[offset], aStart = a.Values, bStart = b.Values, cStart = destination.Values)
        {
            for (var panel = firstPanel; panel < endPanel; panel++)
            {
                var column = panel * PanelWidth;
                var columns = Math.Min(PanelWidth, b.Stride - column);
                for (var k = 0; k < b.Rows; k++)
                    new ReadOnlySpan<float>(bStart + (nint)k * b.Stride + column, columns).CopyTo(new Span<float>(packed + k * PanelWidth, columns));
                PanelProduct.Run(new PanelProduct
                {
                    A = aStart,
                    ARowStride = a.Stride,
                    AColumnStride = 1,
                    B = packed,
                    C = cStart + column,
                    CRowStride = destination.Stride,
                    Rows = a.Rows,
                    Columns = columns,
                    Depth = a.Columns,
                    DepthBlocks = 1,
                }, set);
            }
        }
    }
}
