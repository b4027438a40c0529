namespace GenreLab.Numerics;

/// <summary>
/// One product C = A·B over a panel of up to <see cref="Gemm.PanelWidth"/> columns, described by pointers and strides.
/// A is read element by element with any strides (so a transposed matrix needs no copy); B's rows lie
/// <see cref="Gemm.PanelWidth"/> apart; C's rows <see cref="CRowStride"/> apart. All memory must be pinned.
/// </summary>
internal unsafe struct PanelProduct : IVectorKernel
{
    /// <summary>First element of A, <see cref="Rows"/> × (<see cref="DepthBlocks"/> · <see cref="Depth"/>).</summary>
    public float* A;

    /// <summary>Distance between A's rows and between its columns within a block, in floats.</summary>
    public nint ARowStride, AColumnStride;

    /// <summary>Distance between A's blocks of <see cref="Depth"/> columns, in floats.</summary>
    public nint ABlockStride;

    /// <summary>First element of B's panel, (<see cref="DepthBlocks"/> · <see cref="Depth"/>) × 32.</summary>
    public float* B;

    /// <summary>First element of C.</summary>
    public float* C;

    /// <summary>Distance between C's rows, in floats.</summary>
    public nint CRowStride;

    /// <summary>Rows of A and C.</summary>
    public int Rows;

    /// <summary>Columns to compute: 16 or 32.</summary>
    public int Columns;

    /// <summary>Columns of A in a block; all of them when there is one block.</summary>
    public int Depth;

    /// <summary>Number of blocks.</summary>
    public int DepthBlocks;

    /// <summary>Add to what C holds; otherwise C is overwritten.</summary>
    public bool Accumulate;

    /// <summary>What each row of C starts from when not accumulating, or null for zero.</summary>
    public float* Bias;

    /// <summary>Replace negative results by zero (ReLU).</summary>
    public bool Rectify;

    // A panel of 256 × 32 floats is 32 KB: it stays in the first-level cache while all rows of A pass by.
    private const int LongestDepth = 256;

    /// <summary>Runs the product; a long single block of depth is cut so that its part of B stays in the first-level cache.</summary>
    public static void Run(in PanelProduct whole, InstructionSet instructions)
    {
        var part = whole;
        if (whole.DepthBlocks == 1 && whole.Depth > LongestDepth)
        {
            for (var done = 0; done < whole.Depth; done += part.Depth)
            {
                part.A = whole.A + done * whole.AColumnStride;
                part.B = whole.B + (nint)done * Gemm.PanelWidth;
                part.Depth = Math.Min(LongestDepth, whole.Depth - done);
                part.Accumulate = whole.Accumulate || done > 0;
                part.Rectify = whole.Rectify && done + part.Depth == whole.Depth;
                Simd.Run(instructions, ref part);
            }
        }
        else
        {
            Simd.Run(instructions, ref part);
        }
    }

    /// <inheritdoc/>
    public void Run<TOperations, TVector>()
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct
    {
        var column = 0;
        for (; column + 2 * TOperations.Width <= Columns; column += 2 * TOperations.Width) Run<TOperations, TVector, Two>(column);
        if (column < Columns) Run<TOperations, TVector, One>(column);
    }

    private readonly void Run<TOperations, TVector, TColumns>(int column)
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct
        where TColumns : struct, IConstant
    {
        var row = 0;
        if (TOperations.Registers >= 32)
            for (; row + 8 <= Rows; row += 8) Tile<TOperations, TVector, Eight, TColumns>(row, column);
        for (; row + 4 <= Rows; row += 4) Tile<TOperations, TVector, Four, TColumns>(row, column);
        if (row + 2 <= Rows)
        {
            Tile<TOperations, TVector, Two, TColumns>(row, column);
            row += 2;
        }
        if (row < Rows) Tile<TOperations, TVector, One, TColumns>(row, column);
    }

    private readonly void Tile<TOperations, TVector, TRows, TColumns>(int row, int column)
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct
        where TRows : struct, IConstant
        where TColumns : struct, IConstant =>
        GemmTile.Run<TOperations, TVector, TRows, TColumns>(in this, A + row * ARowStride, B + column, C + row * CRowStride + column, row);
}
