using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GenreLab.Surveying;

/// <summary>Hashes of 64 bits by which values and rows are known when there are too many to keep: the same on every machine. Two of n different
/// values are taken for one with a probability of n² / 2⁶⁵: 3 in a million for ten million.</summary>
internal static class CellHash
{
    public const ulong Missing = 0x6D697373696E6721;

    // Bits that no number has, so that no number's hash is 0.
    private const ulong NoNumber = 0x7FF8_4765_6E72_6521;

    /// <summary>The hash of a number; different numbers have different hashes, and <see cref="NumberOf"/> finds the number again.</summary>
    public static ulong Number(double value) => double.IsNaN(value) ? Missing : Mix(BitConverter.DoubleToUInt64Bits(value + 0.0) ^ NoNumber);

    /// <summary>The number that has a hash.</summary>
    public static double NumberOf(ulong hash)
    {
        // SplitMix64's finaliser backwards: both factors are odd and have an inverse.
        var z = hash ^ (hash >> 31) ^ (hash >> 62);
        z *= 0x319642B2D24D8EC3UL;
        z = z ^ (z >> 27) ^ (z >> 54);
        z *= 0x96DE1B173F119089UL;
        return BitConverter.UInt64BitsToDouble(z ^ (z >> 30) ^ (z >> 60) ^ NoNumber);
    }

    /// <summary>The hash of a text in UTF-8; never 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static ulong Text(ReadOnlySpan<byte> text)
    {
        var hash = 0x9E3779B97F4A7C15UL ^ (ulong)text.Length;
        while (text.Length >= 8)
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(text), 0xA0761D6478BD642FUL);
            text = text[8..];
        }
        ulong tail = 0;
        foreach (var one in text) tail = (tail << 8) | one;
        return Math.Max(1, Mix(Fold(hash ^ tail, 0xE7037ED1A0B428DBUL)));
    }

    /// <summary>What comes of a hash and one more; their order matters.</summary>
    public static ulong Chain(ulong hash, ulong next) => Mix(hash * 0x9E3779B97F4A7C15UL + next);

    /// <summary>SplitMix64's finaliser.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private static ulong Fold(ulong value, ulong factor)
    {
        var high = Math.BigMul(value, factor, out var low);
        return high ^ low;
    }
}
