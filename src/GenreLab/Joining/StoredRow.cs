using System.Buffers.Binary;

namespace GenreLab.Joining;

/// <summary>A row as it lies in memory and in a spill file: hash, number of rows it stands for, number of values, lengths; then key and record.</summary>
internal readonly ref struct StoredRow
{
    public const int HeaderBytes = 28;

    private readonly ReadOnlySpan<byte> bytes;

    /// <param name="bytes">Begins with the row; what follows it does not matter.</param>
    public StoredRow(ReadOnlySpan<byte> bytes) => this.bytes = bytes[..LengthOf(bytes)];

    public ulong Hash => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    public long Rows => BinaryPrimitives.ReadInt64LittleEndian(bytes[8..]);

    public int Present => BinaryPrimitives.ReadInt32LittleEndian(bytes[16..]);

    public ReadOnlySpan<byte> Key => bytes.Slice(HeaderBytes, KeyLength(bytes));

    public ReadOnlySpan<byte> Record => bytes[(HeaderBytes + KeyLength(bytes))..];

    public ReadOnlySpan<byte> Bytes => bytes;

    public static int Length(ReadOnlySpan<byte> key, ReadOnlySpan<byte> record) => checked(HeaderBytes + key.Length + record.Length);

    /// <param name="bytes">At least a header.</param>
    public static int LengthOf(ReadOnlySpan<byte> bytes) => HeaderBytes + KeyLength(bytes) + BinaryPrimitives.ReadInt32LittleEndian(bytes[24..]);

    public static void Write(Span<byte> destination, ulong hash, ReadOnlySpan<byte> key, RowStream row)
    {
        var record = row.Record;
        BinaryPrimitives.WriteUInt64LittleEndian(destination, hash);
        BinaryPrimitives.WriteInt64LittleEndian(destination[8..], row.Rows);
        BinaryPrimitives.WriteInt32LittleEndian(destination[16..], row.Present);
        BinaryPrimitives.WriteInt32LittleEndian(destination[20..], key.Length);
        BinaryPrimitives.WriteInt32LittleEndian(destination[24..], record.Length);
        key.CopyTo(destination[HeaderBytes..]);
        record.CopyTo(destination[(HeaderBytes + key.Length)..]);
    }

    /// <summary>The order of rows with the same hash: by key, then by record. Key and record lie one after the other, but a longer key must not run into the record.</summary>
    public int CompareContent(StoredRow other)
    {
        var byKey = Key.SequenceCompareTo(other.Key);
        return byKey != 0 ? byKey : Record.SequenceCompareTo(other.Record);
    }

    private static int KeyLength(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt32LittleEndian(bytes[20..]);
}
