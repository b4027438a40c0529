using System.Numerics;
using System.Runtime.CompilerServices;

namespace GenreLab.Numerics;

/// <summary>
/// A seeded stream of random numbers that is the same on every machine and in every version:
/// xoshiro256** (Blackman and Vigna, 2018) seeded through SplitMix64. Not for cryptography, not thread-safe.
/// </summary>
public sealed class RandomSource
{
    private ulong s0, s1, s2, s3;

    /// <summary>Starts the stream named by <paramref name="seed"/>.</summary>
    public RandomSource(ulong seed) => Reseed(seed);

    /// <summary>
    /// An independent stream for one purpose: the same seed and keys always give the same stream, whatever
    /// was drawn elsewhere before.
    /// </summary>
    public static RandomSource For(ulong seed, params ReadOnlySpan<ulong> keys) => new(Mix(seed, keys));

    /// <summary>Hashes a seed and keys to the seed of an independent stream.</summary>
    public static ulong Mix(ulong seed, params ReadOnlySpan<ulong> keys)
    {
        foreach (var key in keys)
        {
            seed ^= SplitMix(ref seed) + key * 0x9E3779B97F4A7C15UL;
            seed = SplitMix(ref seed);
        }
        return seed;
    }

    /// <summary>Starts again from a seed, without allocating.</summary>
    public void Reseed(ulong seed)
    {
        s0 = SplitMix(ref seed);
        s1 = SplitMix(ref seed);
        s2 = SplitMix(ref seed);
        s3 = SplitMix(ref seed);
    }

    /// <summary>Writes down where the stream is.</summary>
    /// <param name="words">Four numbers, not all zero.</param>
    public void SaveState(Span<ulong> words)
    {
        words[3] = s3;
        (words[0], words[1], words[2]) = (s0, s1, s2);
    }

    /// <summary>Goes on where a stream was.</summary>
    /// <param name="words">What <see cref="SaveState"/> wrote.</param>
    /// <exception cref="ArgumentException">All four are zero, from where no random number follows.</exception>
    public void RestoreState(ReadOnlySpan<ulong> words)
    {
        if (!words[..4].ContainsAnyExcept(0UL)) throw new ArgumentException("The state of a random source is never zero.", nameof(words));
        (s0, s1, s2, s3) = (words[0], words[1], words[2], words[3]);
    }

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>The next numbers of 64 random bits.</summary>
    /// <param name="numbers">Gets them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Fill(Span<ulong> numbers)
    {
        var (a, b, c, d) = (s0, s1, s2, s3);
        foreach (ref var number in numbers)
        {
            number = BitOperations.RotateLeft(b * 5, 7) * 9;
            var t = b << 17;
            c ^= a;
            d ^= b;
            b ^= c;
            a ^= d;
            c ^= t;
            d = BitOperations.RotateLeft(d, 45);
        }
        (s0, s1, s2, s3) = (a, b, c, d);
    }

    /// <summary>A whole number from 0 up to but not including <paramref name="exclusiveMaximum"/>, without bias (Lemire, 2019).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMaximum);
        var range = (uint)exclusiveMaximum;
        var product = (NextUInt64() >> 32) * range;
        if ((uint)product < range)
        {
            var threshold = (0u - range) % range;
            while ((uint)product < threshold) product = (NextUInt64() >> 32) * range;
        }
        return (int)(product >> 32);
    }

    /// <summary>A number in [0, 1) with 24 random bits.</summary>
    public float NextSingle() => (NextUInt64() >> 40) * (1f / (1 << 24));

    /// <summary>A number in [0, 1) with 53 random bits.</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A draw from the standard normal distribution (Marsaglia's polar method, one of the pair).</summary>
    public double NextNormal()
    {
        while (true)
        {
            double u = 2 * NextDouble() - 1, v = 2 * NextDouble() - 1, s = u * u + v * v;
            if (s is > 0 and < 1) return u * Math.Sqrt(-2 * Math.Log(s) / s);
        }
    }

    /// <summary>Puts the values into a random order (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (var i = values.Length - 1; i > 0; i--)
        {
            var j = NextInt32(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    private static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15UL;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }
}
