namespace GenreLab.Distributed;

/// <summary>
/// A file cut into chunks of equal length (the last may be shorter), a cut that depends on the file alone and never on the
/// number of ranks: what is gathered a chunk and merged in chunk order (<see cref="ChunkMerge{T}"/>) is then the same
/// for any number of them. A record belongs to the chunk in which its first byte lies.
/// </summary>
public sealed record ByteChunks
{
    /// <summary>Cuts a file.</summary>
    /// <param name="bytes">Its length, 0 or more.</param>
    /// <param name="chunkBytes">Length of a chunk, 1 or more.</param>
    public ByteChunks(long bytes, int chunkBytes = 1 << 22)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(chunkBytes);
        Bytes = bytes;
        ChunkBytes = chunkBytes;
    }

    /// <summary>Length of the file.</summary>
    public long Bytes { get; }

    /// <summary>Length of a chunk.</summary>
    public int ChunkBytes { get; }

    /// <summary>Number of chunks; 0 of an empty file.</summary>
    public long Count => Bytes / ChunkBytes + (Bytes % ChunkBytes == 0 ? 0 : 1);

    /// <summary>Where a chunk lies: the first byte and the first after it.</summary>
    /// <param name="chunk">0 to <see cref="Count"/> − 1.</param>
    public (long Start, long End) Range(long chunk)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(chunk);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(chunk, Count);
        var start = chunk * ChunkBytes;
        return (start, Math.Min(Bytes - start, ChunkBytes) + start);
    }
}
