namespace GenreLab.Joining;

/// <summary>
/// Rows one after the other. A row is its fields as they stand in the file, quotes included, with a zero byte between two
/// of them: zero is less than every byte of a text, so comparing rows byte by byte compares them field by field.
/// What a property gives is valid until the next row is asked for.
/// </summary>
internal abstract class RowStream : IDisposable
{
    /// <summary>Goes to the next row, at first to the first.</summary>
    /// <returns>False when there is none.</returns>
    public abstract bool Next();

    /// <summary>The fields with zero bytes between.</summary>
    public abstract ReadOnlySpan<byte> Record { get; }

    /// <summary>How many fields have a value.</summary>
    public abstract int Present { get; }

    /// <summary>How many equal rows this one stands for or, where rows of a key were reduced to one, how many those were.</summary>
    public abstract long Rows { get; }

    /// <summary>The seeded hash of the key, by which a sorted stream ascends; meaningless of others.</summary>
    public virtual ulong Hash => 0;

    /// <summary>The key, by which rows of the same hash ascend in a sorted stream, and within it by record; meaningless of others.</summary>
    public virtual ReadOnlySpan<byte> Key => default;

    /// <inheritdoc/>
    public abstract void Dispose();

    /// <summary>One of a record's fields.</summary>
    public static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> record, int index)
    {
        for (; index > 0; index--) record = record[(record.IndexOf((byte)0) + 1)..];
        var end = record.IndexOf((byte)0);
        return end < 0 ? record : record[..end];
    }
}
