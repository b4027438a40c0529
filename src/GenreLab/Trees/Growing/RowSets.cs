using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using GenreLab.Trees.Binning;

namespace GenreLab.Trees.Growing;

/// <summary>Sets of rows as bits, 64 a word.</summary>
internal static class RowSets
{
    /// <summary>Smallest and largest bin of a set's rows.</summary>
    /// <param name="column">The bins of all rows.</param>
    /// <param name="members">A byte of ones for each row of the set, of zeros for the others.</param>
    /// <param name="words">How many vectors they take.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int Low, int High) Range(ref byte column, ref byte members, int words)
    {
        // The largest is the smallest of the complements, so that both go down together.
        Vector512<byte> low = Vector512<byte>.AllBitsSet, high = low;
        for (nint word = 0; word < words; word++)
        {
            var bins = Vector512.LoadUnsafe(ref column, (nuint)(word * RowWindow.WordRows));
            var own = Vector512.LoadUnsafe(ref members, (nuint)(word * RowWindow.WordRows));
            low = Vector512.Min(low, bins | ~own);
            high = Vector512.Min(high, ~(bins & own));
        }
        return Reduced(low, high);
    }

    /// <summary>Largest bin of a set's rows that have a value.</summary>
    /// <inheritdoc cref="Range(ref byte, ref byte, int)"/>
    public static int LargestValue(ref byte column, ref byte members, int words)
    {
        var high = Vector512<byte>.Zero;
        for (nint word = 0; word < words; word++)
        {
            var bins = Vector512.LoadUnsafe(ref column, (nuint)(word * RowWindow.WordRows));
            high = Vector512.Max(high, bins & Vector512.LoadUnsafe(ref members, (nuint)(word * RowWindow.WordRows)) & ~Vector512.Equals(bins, Vector512.Create(FeatureBins.Missing)));
        }
        return Reduced(high, ~high).High;
    }

    /// <summary>Smallest and largest bin of rows of one vector.</summary>
    /// <param name="bins">The rows' bins.</param>
    /// <param name="members">Ones for the rows meant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (int Low, int High) Range(Vector512<byte> bins, Vector512<byte> members) => Reduced(bins | ~members, ~(bins & members));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Low, int High) Reduced(Vector512<byte> low, Vector512<byte> high)
    {
        Vector256<byte> lows = Vector256.Min(low.GetLower(), low.GetUpper()), highs = Vector256.Min(high.GetLower(), high.GetUpper());
        return (Smallest(Vector128.Min(lows.GetLower(), lows.GetUpper())), (byte)~Smallest(Vector128.Min(highs.GetLower(), highs.GetUpper())));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Smallest(Vector128<byte> of)
    {
        if (AdvSimd.Arm64.IsSupported) return AdvSimd.Arm64.MinAcross(of).ToScalar();
        // Of every two bytes the smaller one, the other one zero.
        var pairs = Vector128.Min(of, (of.AsUInt16() >> 8).AsByte()).AsUInt16();
        if (Sse41.IsSupported) return (byte)Sse41.MinHorizontal(pairs).ToScalar();
        pairs = Vector128.Min(pairs, (pairs.AsUInt64() >> 32).AsUInt16());
        pairs = Vector128.Min(pairs, (pairs.AsUInt64() >> 16).AsUInt16());
        return (byte)Math.Min(pairs[0], pairs[4]);
    }

    /// <summary>A byte of ones for every bit that is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<byte> Bytes(ulong bits)
    {
        // Every eight bytes hold all bits, so that it does not matter whether bytes come from their own part of the vector or the first.
        var spread = Vector512.Create(bits).AsByte();
        var eighths = Vector512.Create(0x0000000000000000UL, 0x0101010101010101UL, 0x0202020202020202UL, 0x0303030303030303UL, 0x0404040404040404UL, 0x0505050505050505UL, 0x0606060606060606UL, 0x0707070707070707UL).AsByte();
        spread = Avx512BW.IsSupported ? Avx512BW.Shuffle(spread, eighths) : Vector512.Shuffle(spread, eighths);
        var bit = Vector512.Create(0x8040201008040201UL).AsByte();
        return Vector512.Equals(spread & bit, bit);
    }
}
