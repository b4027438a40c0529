namespace GenreLab.Joining;

/// <summary>Goes through one sorted run of rows.</summary>
internal abstract class RunCursor
{
    /// <summary>The hash of the row.</summary>
    public ulong Hash { get; protected set; }

    /// <summary>The row; valid until the next is asked for.</summary>
    public abstract StoredRow Row { get; }

    /// <summary>Goes to the next row, at first to the first.</summary>
    public abstract bool Next();
}

/// <summary>A run in memory.</summary>
internal sealed class MemoryCursor(RowArena arena, ulong[] hashes, long[] places, int count) : RunCursor
{
    private int next;

    public override StoredRow Row => arena[places[next - 1]];

    public override bool Next()
    {
        if (next == count) return false;
        Hash = hashes[next++];
        return true;
    }
}

/// <summary>A run in a spill file.</summary>
internal sealed class FileCursor(SpillFile file, long start, long end, int bufferBytes) : RunCursor
{
    private byte[] buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(bufferBytes, end - start));
    private long position = start;
    private int row, length, filled;

    public override StoredRow Row => new(buffer.AsSpan(row, length));

    public override bool Next()
    {
        row += length;
        length = 0;
        if (!Has(StoredRow.HeaderBytes)) return false;
        length = StoredRow.LengthOf(buffer.AsSpan(row));
        Has(length);
        Hash = Row.Hash;
        return true;
    }

    /// <summary>Sees to it that that many bytes from the row's begin on are in the buffer; false at the end of the run.</summary>
    private bool Has(int bytes)
    {
        if (filled - row >= bytes) return true;
        buffer.AsSpan(row, filled - row).CopyTo(buffer);
        filled -= row;
        row = 0;
        if (buffer.Length < bytes) Array.Resize(ref buffer, bytes);
        while (filled < buffer.Length && position < end)
        {
            var read = file.Read(position, buffer.AsSpan(filled, (int)Math.Min(buffer.Length - filled, end - position)));
            if (read == 0) break;
            filled += read;
            position += read;
        }
        return filled >= bytes;
    }
}
