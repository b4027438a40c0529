using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace GenreLab.Trees.Growing;

/// <summary>Some rows' bins, feature by feature.</summary>
internal static class RowColumns
{
    // A block is as many rows as a vector part has bytes; four blocks are turned together.
    private const int Block = 16, Blocks = 4;

    /// <summary>Takes the bins of some rows. Four rounds of weaving the first eight with the last eight turn sixteen rows into columns.</summary>
    /// <param name="from">The first bin of all rows.</param>
    /// <param name="stride">Bytes from row to row.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="rows">The numbers of the rows wanted; a multiple of 64.</param>
    /// <param name="columns">Gets their bins, features × <paramref name="rows"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Take(ref byte from, nint stride, int features, ReadOnlySpan<int> rows, Span<byte> columns)
    {
        Span<Vector512<byte>> vectors = stackalloc Vector512<byte>[2 * Block];
        for (var feature = 0; feature < features; feature += Block)
        {
            ref var bins = ref Unsafe.Add(ref from, feature);
            for (var place = 0; place < rows.Length; place += Block * Blocks)
            {
                ref var one = ref MemoryMarshal.GetReference(vectors);
                ref var other = ref Unsafe.Add(ref one, Block);
                ref var row = ref Unsafe.Add(ref MemoryMarshal.GetReference(rows), place);
                for (var i = 0; i < Block; i++)
                    Unsafe.Add(ref one, i) = Row(ref bins, ref row, i, stride).ToVector256Unsafe().WithUpper(Row(ref bins, ref row, i + Block, stride)).ToVector512Unsafe()
                        .WithUpper(Row(ref bins, ref row, i + 2 * Block, stride).ToVector256Unsafe().WithUpper(Row(ref bins, ref row, i + 3 * Block, stride)));
                for (var round = 0; round < 4; round++)
                {
                    for (var pair = 0; pair < Block / 2; pair++)
                    {
                        Vector512<byte> first = Unsafe.Add(ref one, pair), second = Unsafe.Add(ref one, pair + Block / 2);
                        (Unsafe.Add(ref other, 2 * pair), Unsafe.Add(ref other, 2 * pair + 1)) = Woven(first, second);
                    }
                    ref var next = ref one;
                    one = ref other;
                    other = ref next;
                }
                ref var column = ref Unsafe.Add(ref MemoryMarshal.GetReference(columns), (nint)feature * rows.Length + place);
                for (var own = 0; own < Math.Min(Block, features - feature); own++)
                {
                    Unsafe.Add(ref one, own).StoreUnsafe(ref column);
                    column = ref Unsafe.Add(ref column, rows.Length);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Row(ref byte bins, ref int rows, int place, nint stride) => Vector128.LoadUnsafe(ref Unsafe.Add(ref bins, Unsafe.Add(ref rows, place) * stride));

    /// <summary>The bytes of two vectors in turns, in every part of sixteen bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector512<byte> Low, Vector512<byte> High) Woven(Vector512<byte> first, Vector512<byte> second)
    {
        if (Avx512BW.IsSupported) return (Avx512BW.UnpackLow(first, second), Avx512BW.UnpackHigh(first, second));
        var (lowerLow, lowerHigh) = Woven(first.GetLower(), second.GetLower());
        var (upperLow, upperHigh) = Woven(first.GetUpper(), second.GetUpper());
        return (Vector512.Create(lowerLow, upperLow), Vector512.Create(lowerHigh, upperHigh));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<byte> Low, Vector256<byte> High) Woven(Vector256<byte> first, Vector256<byte> second)
    {
        if (Avx2.IsSupported) return (Avx2.UnpackLow(first, second), Avx2.UnpackHigh(first, second));
        var (lowerLow, lowerHigh) = Woven(first.GetLower(), second.GetLower());
        var (upperLow, upperHigh) = Woven(first.GetUpper(), second.GetUpper());
        return (Vector256.Create(lowerLow, upperLow), Vector256.Create(lowerHigh, upperHigh));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<byte> Low, Vector128<byte> High) Woven(Vector128<byte> first, Vector128<byte> second)
    {
        if (Sse2.IsSupported) return (Sse2.UnpackLow(first, second), Sse2.UnpackHigh(first, second));
        if (AdvSimd.Arm64.IsSupported) return (AdvSimd.Arm64.ZipLow(first, second), AdvSimd.Arm64.ZipHigh(first, second));
        var (firstLow, firstHigh) = Vector128.Widen(first);
        var (secondLow, secondHigh) = Vector128.Widen(second);
        return ((firstLow | secondLow << 8).AsByte(), (firstHigh | secondHigh << 8).AsByte());
    }
}
