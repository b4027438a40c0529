using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GenreLab.Trees.Binning;

/// <summary>
/// How one feature's values fall into bins. Bins are in an order, so a split is always "bins up to this one go left": an
/// ordered feature's bins follow its values, a category's follow the order <see cref="CategoryOrder"/> found.
/// </summary>
internal sealed class FeatureBins
{
    /// <summary>The bin of a missing value, and of a category that training rows did not have.</summary>
    public const byte Missing = 255;

    /// <summary>Most bins of values; the 256th is <see cref="Missing"/>.</summary>
    public const int Most = 255;

    private const int Block = 16;

    private readonly float[] values;
    private readonly byte[]? ranks;
    // The last value of each block of sixteen, then the blocks, filled up with infinity.
    private readonly float[] search = new float[Block + Block * Block];

    private FeatureBins(float[] values, byte[]? ranks)
    {
        this.values = values;
        this.ranks = ranks;
        var blocks = search.AsSpan(Block);
        blocks.Fill(float.PositiveInfinity);
        values.CopyTo(blocks);
        for (var block = 0; block < Block; block++) search[block] = blocks[Block * block + Block - 1];
    }

    /// <summary>Whether the values are names without an order.</summary>
    public bool IsCategory => ranks is not null;

    /// <summary>Number of bins of values, 1 to <see cref="Most"/>.</summary>
    public int Count => IsCategory ? Math.Max(1, values.Length) : values.Length + 1;

    /// <summary>For an ordered feature the upper edges of all bins but the last, ascending; for a category its values, bin by bin.</summary>
    public float[] Parameters
    {
        get
        {
            if (ranks is null) return values;
            var byBin = new float[values.Length];
            for (var i = 0; i < byBin.Length; i++) byBin[ranks[i]] = values[i];
            return byBin;
        }
    }

    /// <summary>An ordered feature: a value belongs to the first bin whose upper edge is not below it.</summary>
    /// <param name="edges">Strictly ascending, at most 254.</param>
    public static FeatureBins Ordered(float[] edges) => new(edges, null);

    /// <summary>A category: the bin of a value is its place in the list.</summary>
    /// <param name="valuesByBin">Distinct values, at most 255.</param>
    public static FeatureBins Category(float[] valuesByBin)
    {
        var sorted = (float[])valuesByBin.Clone();
        var ranks = new byte[sorted.Length];
        for (var bin = 0; bin < ranks.Length; bin++) ranks[bin] = (byte)bin;
        Array.Sort(sorted, ranks);
        return new FeatureBins(sorted, ranks);
    }

    /// <summary>A category whose bins stand in an order of their own.</summary>
    /// <param name="values">Distinct values, ascending, at most 255.</param>
    /// <param name="order">For each bin which of the values it holds.</param>
    public static FeatureBins Category(float[] values, int[] order)
    {
        var ranks = new byte[values.Length];
        for (var bin = 0; bin < order.Length; bin++) ranks[order[bin]] = (byte)bin;
        return new FeatureBins(values, ranks);
    }

    /// <summary>The bin of a value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte Bin(float value)
    {
        if (float.IsNaN(value)) return Missing;
        var first = LowerBound(value);
        if (ranks is null) return (byte)first;
        return first < values.Length && values[first] == value ? ranks[first] : Missing;
    }

    // How many of the sorted values lie below: one comparison tells the block, a second the place in it.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int LowerBound(float value)
    {
        ref var ends = ref MemoryMarshal.GetArrayDataReference(search);
        var sought = Vector512.Create(value);
        var before = Block * BitOperations.PopCount(Vector512.LessThan(Vector512.LoadUnsafe(ref ends), sought).ExtractMostSignificantBits());
        return before + BitOperations.PopCount(Vector512.LessThan(Vector512.LoadUnsafe(ref ends, (nuint)(Block + before)), sought).ExtractMostSignificantBits());
    }
}
