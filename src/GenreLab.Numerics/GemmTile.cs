using System.Runtime.CompilerServices;

namespace GenreLab.Numerics;

/// <summary>A whole number known when a kernel is compiled, so that loops and branches over it disappear.</summary>
internal interface IConstant
{
    static abstract int Value { get; }
}

internal readonly struct One : IConstant
{
    public static int Value => 1;
}

internal readonly struct Two : IConstant
{
    public static int Value => 2;
}

internal readonly struct Four : IConstant
{
    public static int Value => 4;
}

internal readonly struct Eight : IConstant
{
    public static int Value => 8;
}

/// <summary>
/// The innermost part of every matrix product: a register tile of up to 8 rows × 2 vectors of the result is kept in
/// registers while the depth runs by. Each result element is one chain of fused multiply-adds in depth order, so all
/// vector widths and tile sizes give the same bits.
/// </summary>
internal static unsafe class GemmTile
{
    /// <summary>Adds A·B to a tile of C (or starts it from zero, or from a bias a row).</summary>
    /// <param name="product">Strides, depth and what to do before and after.</param>
    /// <param name="a">First element of A's rows for this tile.</param>
    /// <param name="b">First element of B's columns for this tile; rows of B are <see cref="Gemm.PanelWidth"/> apart.</param>
    /// <param name="c">First element of the tile of C.</param>
    /// <param name="row">Number of the tile's first row, for the bias.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TOperations, TVector, TRows, TColumns>(in PanelProduct product, float* a, float* b, float* c, int row)
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct
        where TRows : struct, IConstant
        where TColumns : struct, IConstant
    {
        nint aRow = product.ARowStride, aColumn = product.AColumnStride, cRow = product.CRowStride;
        var width = TOperations.Width;
        TVector c00, c01;
        TVector c10, c11;
        TVector c20, c21;
        TVector c30, c31;
        TVector c40, c41;
        TVector c50, c51;
        TVector c60, c61;
        TVector c70, c71;
        c00 = c01 = default;
        c10 = c11 = default;
        c20 = c21 = default;
        c30 = c31 = default;
        c40 = c41 = default;
        c50 = c51 = default;
        c60 = c61 = default;
        c70 = c71 = default;

        if (product.Accumulate)
        {
            if (TRows.Value > 0) { c00 = TOperations.Load(in c[0 * cRow], 0); if (TColumns.Value > 1) c01 = TOperations.Load(in c[0 * cRow], width); }
            if (TRows.Value > 1) { c10 = TOperations.Load(in c[1 * cRow], 0); if (TColumns.Value > 1) c11 = TOperations.Load(in c[1 * cRow], width); }
            if (TRows.Value > 2) { c20 = TOperations.Load(in c[2 * cRow], 0); if (TColumns.Value > 1) c21 = TOperations.Load(in c[2 * cRow], width); }
            if (TRows.Value > 3) { c30 = TOperations.Load(in c[3 * cRow], 0); if (TColumns.Value > 1) c31 = TOperations.Load(in c[3 * cRow], width); }
            if (TRows.Value > 4) { c40 = TOperations.Load(in c[4 * cRow], 0); if (TColumns.Value > 1) c41 = TOperations.Load(in c[4 * cRow], width); }
            if (TRows.Value > 5) { c50 = TOperations.Load(in c[5 * cRow], 0); if (TColumns.Value > 1) c51 = TOperations.Load(in c[5 * cRow], width); }
            if (TRows.Value > 6) { c60 = TOperations.Load(in c[6 * cRow], 0); if (TColumns.Value > 1) c61 = TOperations.Load(in c[6 * cRow], width); }
            if (TRows.Value > 7) { c70 = TOperations.Load(in c[7 * cRow], 0); if (TColumns.Value > 1) c71 = TOperations.Load(in c[7 * cRow], width); }
        }
        else if (product.Bias != null)
        {
            var bias = product.Bias + row;
            if (TRows.Value > 0) c00 = c01 = TOperations.Broadcast(bias[0]);
            if (TRows.Value > 1) c10 = c11 = TOperations.Broadcast(bias[1]);
            if (TRows.Value > 2) c20 = c21 = TOperations.Broadcast(bias[2]);
            if (TRows.Value > 3) c30 = c31 = TOperations.Broadcast(bias[3]);
            if (TRows.Value > 4) c40 = c41 = TOperations.Broadcast(bias[4]);
            if (TRows.Value > 5) c50 = c51 = TOperations.Broadcast(bias[5]);
            if (TRows.Value > 6) c60 = c61 = TOperations.Broadcast(bias[6]);
            if (TRows.Value > 7) c70 = c71 = TOperations.Broadcast(bias[7]);
        }

        // Three row pointers, each with offsets of one and two strides, reach eight rows within x86's addressing modes.
        nint twoRows = 2 * aRow;
        for (var block = 0; block < product.DepthBlocks; block++)
        {
            float* a0 = a + block * product.ABlockStride, a3 = a0 + 3 * aRow, a6 = a3 + 3 * aRow;
            for (var k = product.Depth; k > 0; k--)
            {
                var b0 = TOperations.Load(in *b, 0);
                var b1 = TColumns.Value > 1 ? TOperations.Load(in *b, width) : default;
                TVector value;
                if (TRows.Value > 0)
                {
                    value = TOperations.Broadcast(a0[0]);
                    c00 = TOperations.MultiplyAdd(value, b0, c00);
                    if (TColumns.Value > 1) c01 = TOperations.MultiplyAdd(value, b1, c01);
                }
                if (TRows.Value > 1)
                {
                    value = TOperations.Broadcast(a0[aRow]);
                    c10 = TOperations.MultiplyAdd(value, b0, c10);
                    if (TColumns.Value > 1) c11 = TOperations.MultiplyAdd(value, b1, c11);
                }
                if (TRows.Value > 2)
                {
                    value = TOperations.Broadcast(a0[twoRows]);
                    c20 = TOperations.MultiplyAdd(value, b0, c20);
                    if (TColumns.Value > 1) c21 = TOperations.MultiplyAdd(value, b1, c21);
                }
                if (TRows.Value > 3)
                {
                    value = TOperations.Broadcast(a3[0]);
                    c30 = TOperations.MultiplyAdd(value, b0, c30);
                    if (TColumns.Value > 1) c31 = TOperations.MultiplyAdd(value, b1, c31);
                }
                if (TRows.Value > 4)
                {
                    value = TOperations.Broadcast(a3[aRow]);
                    c40 = TOperations.MultiplyAdd(value, b0, c40);
                    if (TColumns.Value > 1) c41 = TOperations.MultiplyAdd(value, b1, c41);
                }
                if (TRows.Value > 5)
                {
                    value = TOperations.Broadcast(a3[twoRows]);
                    c50 = TOperations.MultiplyAdd(value, b0, c50);
                    if (TColumns.Value > 1) c51 = TOperations.MultiplyAdd(value, b1, c51);
                }
                if (TRows.Value > 6)
                {
                    value = TOperations.Broadcast(a6[0]);
                    c60 = TOperations.MultiplyAdd(value, b0, c60);
                    if (TColumns.Value > 1) c61 = TOperations.MultiplyAdd(value, b1, c61);
                }
                if (TRows.Value > 7)
                {
                    value = TOperations.Broadcast(a6[aRow]);
                    c70 = TOperations.MultiplyAdd(value, b0, c70);
                    if (TColumns.Value > 1) c71 = TOperations.MultiplyAdd(value, b1, c71);
                }
                a0 += aColumn;
                if (TRows.Value > 3) a3 += aColumn;
                if (TRows.Value > 6) a6 += aColumn;
                b += Gemm.PanelWidth;
            }
        }

        if (product.Rectify)
        {
            TVector zero = default;
            if (TRows.Value > 0) { c00 = TOperations.Maximum(c00, zero); if (TColumns.Value > 1) c01 = TOperations.Maximum(c01, zero); }
            if (TRows.Value > 1) { c10 = TOperations.Maximum(c10, zero); if (TColumns.Value > 1) c11 = TOperations.Maximum(c11, zero); }
            if (TRows.Value > 2) { c20 = TOperations.Maximum(c20, zero); if (TColumns.Value > 1) c21 = TOperations.Maximum(c21, zero); }
            if (TRows.Value > 3) { c30 = TOperations.Maximum(c30, zero); if (TColumns.Value > 1) c31 = TOperations.Maximum(c31, zero); }
            if (TRows.Value > 4) { c40 = TOperations.Maximum(c40, zero); if (TColumns.Value > 1) c41 = TOperations.Maximum(c41, zero); }
            if (TRows.Value > 5) { c50 = TOperations.Maximum(c50, zero); if (TColumns.Value > 1) c51 = TOperations.Maximum(c51, zero); }
            if (TRows.Value > 6) { c60 = TOperations.Maximum(c60, zero); if (TColumns.Value > 1) c61 = TOperations.Maximum(c61, zero); }
            if (TRows.Value > 7) { c70 = TOperations.Maximum(c70, zero); if (TColumns.Value > 1) c71 = TOperations.Maximum(c71, zero); }
        }

        if (TRows.Value > 0) { TOperations.Store(c00, ref c[0 * cRow], 0); if (TColumns.Value > 1) TOperations.Store(c01, ref c[0 * cRow], width); }
        if (TRows.Value > 1) { TOperations.Store(c10, ref c[1 * cRow], 0); if (TColumns.Value > 1) TOperations.Store(c11, ref c[1 * cRow], width); }
        if (TRows.Value > 2) { TOperations.Store(c20, ref c[2 * cRow], 0); if (TColumns.Value > 1) TOperations.Store(c21, ref c[2 * cRow], width); }
        if (TRows.Value > 3) { TOperations.Store(c30, ref c[3 * cRow], 0); if (TColumns.Value > 1) TOperations.Store(c31, ref c[3 * cRow], width); }
        if (TRows.Value > 4) { TOperations.Store(c40, ref c[4 * cRow], 0); if (TColumns.Value > 1) TOperations.Store(c41, ref c[4 * cRow], width); }
        if (TRows.Value > 5) { TOperations.Store(c50, ref c[5 * cRow], 0); if (TColumns.Value > 1) TOperations.Store(c51, ref c[5 * cRow], width); }
        if (TRows.Value > 6) { TOperations.Store(c60, ref c[6 * cRow], 0); if (TColumns.Value > 1) TOperations.Store(c61, ref c[6 * cRow], width); }
        if (TRows.Value > 7) { TOperations.Store(c70, ref c[7 * cRow], 0); if (TColumns.Value > 1) TOperations.Store(c71, ref c[7 * cRow], width); }
    }
}
