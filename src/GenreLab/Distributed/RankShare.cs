namespace GenreLab.Distributed;

/// <summary>The contiguous run of things (chunks, trees, rows) that one rank works on. Shares differ by one thing at most and may be empty.</summary>
/// <param name="Start">Number of the first, from 0.</param>
/// <param name="Count">How many.</param>
public readonly record struct RankShare(long Start, long Count)
{
    /// <summary>Number of the first that is not in the share any more.</summary>
    public long End => Start + Count;

    /// <summary>What a rank works on.</summary>
    /// <param name="things">How many there are for all ranks together, 0 or more.</param>
    /// <param name="rank">The rank.</param>
    /// <param name="size">Number of ranks.</param>
    public static RankShare Of(long things, int rank, int size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(things);
        ArgumentOutOfRangeException.ThrowIfNegative(rank);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(rank, size);
        var start = Boundary(rank);
        return new RankShare(start, Boundary(rank + 1) - start);

        // things × before ÷ size, in parts that do not overflow.
        long Boundary(int before) => things / size * before + things % size * before / size;
    }
}
