using System.Text;
using System.Text.Unicode;

namespace GenreLab.Joining;

/// <summary>The rows of a table, shard after shard. Of a table that is joined to another the record's first field is the key as it is
/// compared, and rows without a key are passed over; of the left table the record holds the fields only.</summary>
internal sealed class TableScan : RowStream
{
    private readonly JoinTable table;
    private readonly KeyReader keys;
    private readonly byte delimiter;
    private readonly int keyColumn;
    private readonly Action<long> read;
    private readonly int[][] places;
    private ShardReader? shard;
    private int opened;
    private long lastPosition;
    private byte[] record = new byte[512];
    private int length, present;

    /// <summary>Looks at the headers of all shards.</summary>
    /// <param name="table">The table.</param>
    /// <param name="key">The column of the key, null of the left table.</param>
    /// <param name="delimiter">The character between the fields of the result; null to take the table's own.</param>
    /// <param name="keys">Reads keys.</param>
    /// <param name="read">Told of every few thousand bytes read.</param>
    /// <exception cref="DataException">A file cannot be read, or the shards differ in columns, or the key's column is missing.</exception>
    public TableScan(JoinTable table, string? key, byte? delimiter, KeyReader keys, Action<long> read)
    {
        (this.table, this.keys, this.read) = (table, keys, read);
        string[]? all = null;
        places = new int[table.Files.Count][];
        for (var i = 0; i < places.Length; i++)
        {
            using var one = new ShardReader(table.Files[i]);
            all ??= one.Columns;
            this.delimiter = delimiter ??= one.Delimiter;
            RequireSameColumns(all, one.Columns, table.Files[i]);
            FileBytes += one.FileBytes;
            TextBytes += one.TextBytes;
            places[i] = Array.ConvertAll(all, name => Array.IndexOf(one.Columns, name));
        }
        keyColumn = key is null ? -1 : Array.IndexOf(all!, key);
        if (key is not null && keyColumn < 0)
            throw new OptionException($"{table.Title} has no column {Quoted.From(key)} to join on; its columns are {string.Join(", ", Spelling.ByCloseness(key, all!))}.");
        Columns = [.. all!.Where((_, column) => column != keyColumn)];
    }

    /// <summary>The columns, without that of the key.</summary>
    public string[] Columns { get; }

    /// <summary>The character between the fields of the result.</summary>
    public byte Delimiter => delimiter;

    /// <summary>Reads its keys.</summary>
    public KeyReader Keys => keys;

    /// <summary>The length of all files as they lie on the disk.</summary>
    public long FileBytes { get; }

    /// <summary>About how long the text of all files is.</summary>
    public long TextBytes { get; }

    /// <summary>Rows read so far.</summary>
    public long RowsRead { get; private set; }

    /// <summary>Rows read so far whose key is missing.</summary>
    public long RowsWithoutKey { get; private set; }

    /// <summary>Whether a row so far has letters beyond ASCII in UTF-8.</summary>
    public bool HasUtf8 { get; private set; }

    /// <summary>Whether a row so far is not UTF-8.</summary>
    public bool HasOtherEncoding { get; private set; }

    public override ReadOnlySpan<byte> Record => record.AsSpan(0, length);

    public override int Present => present;

    public override long Rows => 1;

    public override bool Next()
    {
        while (true)
        {
            if (shard is null)
            {
                if (opened == places.Length) return false;
                shard = new ShardReader(table.Files[opened++]);
                lastPosition = 0;
            }
            var more = shard.Next();
            if (shard.Position != lastPosition) read(shard.Position - lastPosition);
            lastPosition = shard.Position;
            if (!more)
            {
                shard.Dispose();
                shard = null;
                continue;
            }
            RowsRead++;
            if (!Ascii.IsValid(shard.Record))
            {
                if (Utf8.IsValid(shard.Record)) HasUtf8 = true;
                else HasOtherEncoding = true;
            }
            if (TakeRecord(shard, places[opened - 1])) return true;
            RowsWithoutKey++;
        }
    }

    public override void Dispose() => shard?.Dispose();

    private bool TakeRecord(ShardReader shard, int[] fields)
    {
        (length, present) = (0, 0);
        Reserve(2 * shard.Record.Length + 4 * fields.Length);
        if (keyColumn >= 0)
        {
            var field = shard.Field(fields[keyColumn]);
            if (!keys.TryRead(field, out var key)) return false;
            Reserve(key.Length + 2 * shard.Record.Length + 4 * fields.Length);
            key.CopyTo(record);
            length = key.Length;
        }
        for (var column = 0; column < fields.Length; column++)
        {
            if (column == keyColumn) continue;
            var field = shard.Field(fields[column]);
            if (keyColumn >= 0 || column > 0) record[length++] = 0;
            if (shard.IsLoose(fields[column]) || (shard.Delimiter != delimiter && !FieldText.IsQuoted(field) && field.Contains(delimiter)))
            {
                length += FieldText.WriteQuoted(field, record.AsSpan(length));
            }
            else
            {
                field.CopyTo(record.AsSpan(length));
                length += field.Length;
            }
            if (!FieldText.IsMissing(field)) present++;
        }
        return true;
    }

    private void Reserve(int bytes)
    {
        if (record.Length < bytes) record = new byte[2 * bytes];
    }

    private void RequireSameColumns(string[] all, string[] own, string path)
    {
        var lacks = all.Except(own).ToArray();
        var adds = own.Except(all).ToArray();
        if (lacks.Length == 0 && adds.Length == 0) return;
        var difference = string.Join(" and ", new[] { Listed("lacks", lacks), Listed("adds", adds) }.Where(part => part.Length > 0));
        throw new DataException($"{Path.GetFileName(path)} has other columns than {Path.GetFileName(table.Files[0])}: it {difference}; the files of one table must have the same columns, in any order.");

        static string Listed(string verb, string[] names) => names.Length == 0 ? "" : $"{verb} {string.Join(", ", names.Select(Quoted.From))}";
    }
}
