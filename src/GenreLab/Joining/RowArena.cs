namespace GenreLab.Joining;

/// <summary>Rows in memory, in chunks of bytes that are used again after clearing.</summary>
internal sealed class RowArena(int chunkBytes)
{
    private readonly List<byte[]> chunks = [];
    private readonly Stack<byte[]> spare = new();
    private int filling = -1;
    private int filled;

    /// <summary>Bytes of the chunks in use.</summary>
    public long Bytes { get; private set; }

    /// <summary>The row at a place.</summary>
    public StoredRow this[long place] => new(chunks[(int)(place >> 32)].AsSpan((int)place));

    /// <summary>Adds a row.</summary>
    /// <returns>Its place.</returns>
    public long Add(ulong hash, ReadOnlySpan<byte> key, RowStream row)
    {
        var length = StoredRow.Length(key, row.Record);
        if (length > chunkBytes)
        {
            StoredRow.Write(Use(new byte[length]), hash, key, row);
            return (long)(chunks.Count - 1) << 32;
        }
        if (filling < 0 || filled + length > chunkBytes)
        {
            Use(spare.TryPop(out var again) ? again : GC.AllocateUninitializedArray<byte>(chunkBytes));
            filling = chunks.Count - 1;
            filled = 0;
        }
        StoredRow.Write(chunks[filling].AsSpan(filled), hash, key, row);
        filled += length;
        return ((long)filling << 32) | (uint)(filled - length);
    }

    /// <summary>Forgets all rows.</summary>
    public void Clear()
    {
        foreach (var chunk in chunks)
            if (chunk.Length == chunkBytes) spare.Push(chunk);
        chunks.Clear();
        filling = -1;
        Bytes = 0;
    }

    private byte[] Use(byte[] chunk)
    {
        chunks.Add(chunk);
        Bytes += chunk.Length;
        return chunk;
    }
}
