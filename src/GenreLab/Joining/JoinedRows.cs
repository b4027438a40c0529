namespace GenreLab.Joining;

/// <summary>Rows put together of a left and a right one, in the order of the left.</summary>
internal abstract class JoinedRows(RowStream left, bool rightHasFields) : RowStream
{
    private byte[] record = new byte[512];
    private int length, present;
    private long rows;

    public override ReadOnlySpan<byte> Record => record.AsSpan(0, length);

    public override int Present => present;

    public override long Rows => rows;

    public override ulong Hash => left.Hash;

    public override ReadOnlySpan<byte> Key => left.Key;

    /// <summary>Left rows that found a partner.</summary>
    public long Matched { get; protected set; }

    /// <summary>Left rows whose key the right does not have.</summary>
    public long Unmatched { get; protected set; }

    protected RowStream Left => left;

    public override void Dispose() => left.Dispose();

    /// <summary>Makes the current row: the left one's fields, then the right one's without its first, the key.</summary>
    protected void Join(StoredRow right)
    {
        var first = left.Record;
        var second = right.Record;
        second = rightHasFields ? second[second.IndexOf((byte)0)..] : [];
        length = checked(first.Length + second.Length);
        if (record.Length < length) record = new byte[2 * length];
        first.CopyTo(record);
        second.CopyTo(record.AsSpan(first.Length));
        present = left.Present + right.Present;
        rows = checked(left.Rows * right.Rows);
    }
}
