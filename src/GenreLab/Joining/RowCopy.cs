namespace GenreLab.Joining;

/// <summary>Keeps one row while its stream goes on.</summary>
internal sealed class RowCopy
{
    private byte[] bytes = new byte[512];
    private int length;

    public StoredRow Row => new(bytes.AsSpan(0, length));

    /// <summary>How many rows it stands for; that of the copied row unless changed.</summary>
    public long Rows { get; set; }

    public void Take(StoredRow row)
    {
        Reserve(row.Bytes.Length);
        row.Bytes.CopyTo(bytes);
        Rows = row.Rows;
    }

    public void Take(RowStream row)
    {
        Reserve(StoredRow.Length(row.Key, row.Record));
        StoredRow.Write(bytes, row.Hash, row.Key, row);
        Rows = row.Rows;
    }

    public bool HasKeyOf(RowStream row) => length > 0 && Row.Hash == row.Hash && Row.Key.SequenceEqual(row.Key);

    private void Reserve(int needed)
    {
        if (bytes.Length < needed) bytes = new byte[Math.Max(needed, 2 * bytes.Length)];
        length = needed;
    }
}
