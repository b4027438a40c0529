using System.Runtime.CompilerServices;

namespace GenreLab.Trees.Binning;

/// <summary>Sorts single-precision numbers by counting, eleven bits at a time, least significant first: three passes, and no comparison to mispredict.</summary>
internal static class FloatSort
{
    private const int DigitBits = 11, Digits = 1 << DigitBits, LastDigit = Digits - 1, Passes = 3;

    /// <summary>Puts values into ascending order.</summary>
    /// <param name="values">The values; none is NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sort(Span<float> values)
    {
        var keys = new uint[values.Length];
        var spare = new uint[values.Length];
        Span<int> counts = stackalloc int[Passes * Digits];
        counts.Clear();
        for (var i = 0; i < keys.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(values[i]);
            // Negative numbers stand in the opposite order of their bits, and below all others.
            var key = bits ^ ((uint)((int)bits >> 31) | 0x80000000);
            keys[i] = key;
            counts[(int)key & LastDigit]++;
            counts[Digits + ((int)(key >> DigitBits) & LastDigit)]++;
            counts[2 * Digits + (int)(key >> 2 * DigitBits)]++;
        }
        for (var pass = 0; pass < Passes; pass++)
        {
            var places = counts.Slice(pass * Digits, Digits);
            var next = 0;
            foreach (ref var place in places) (place, next) = (next, next + place);
            foreach (var key in keys) spare[places[(int)(key >> pass * DigitBits) & LastDigit]++] = key;
            (keys, spare) = (spare, keys);
        }
        for (var i = 0; i < keys.Length; i++) values[i] = BitConverter.UInt32BitsToSingle(keys[i] ^ ((uint)((int)~keys[i] >> 31) | 0x80000000));
    }
}
