using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenreLab.Numerics;

namespace GenreLab.Trees.Splitting;

/// <summary>A random source's numbers, drawn many at a time: where a few are needed in the middle of much else, most of what one costs is the
/// source's state on its way to and from memory.</summary>
internal sealed class RandomNumbers
{
    private const int Drawn = 256;

    private readonly ulong[] numbers = new ulong[Drawn];
    private RandomSource source = null!;
    private int next;

    /// <summary>Goes on with the numbers of a source, which is not to be used elsewhere from then on.</summary>
    public void Restart(RandomSource source)
    {
        this.source = source;
        next = Drawn;
    }

    /// <summary>64 random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong NextUInt64()
    {
        if (next == Drawn) Draw();
        return Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(numbers), next++);
    }

    /// <summary>A whole number from 0 up to but not including <paramref name="exclusiveMaximum"/>, which is 1 or more: the one that
    /// <see cref="RandomSource.NextInt32"/> would give.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int NextInt32(int exclusiveMaximum)
    {
        var range = (uint)exclusiveMaximum;
        var product = (NextUInt64() >> 32) * range;
        return (int)(((uint)product < range ? Unbiased(product, range) : product) >> 32);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong Unbiased(ulong product, uint range)
    {
        var threshold = (0u - range) % range;
        while ((uint)product < threshold) product = (NextUInt64() >> 32) * range;
        return product;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Draw()
    {
        source.Fill(numbers);
        next = 0;
    }
}
