using GenreLab.Data;
using GenreLab.Data.Reading;

namespace GenreLab.Streaming;

/// <summary>One of the files of a table, of which only the beginning has been read.</summary>
public sealed class TableShard
{
    private const int HeadBytes = 256 * 1024;
    private const int BinaryProbe = 64 * 1024;

    private readonly Func<ShardText> open;
    private readonly int bodyStart;

    private TableShard(string path, long bytes, Func<ShardText> open, string[] columns, char delimiter, int bodyStart)
    {
        (Path, Bytes, Columns, Delimiter) = (path, bytes, columns, delimiter);
        (this.open, this.bodyStart) = (open, bodyStart);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What messages call it: the file's name without its folder.</summary>
    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The file's length; 0 of standard input.</summary>
    public long Bytes { get; }

    /// <summary>The columns' names in the order of this file.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The character between two fields.</summary>
    public char Delimiter { get; }

    internal string[] Header => (string[])Columns;

    /// <summary>Reads the beginning of a file.</summary>
    /// <exception cref="DataException">It is missing, empty, damaged, or no text in UTF-8 or Latin-1.</exception>
    internal static TableShard OpenFile(string path, char? delimiter, IReadOnlyList<string>? header)
    {
        if (Directory.Exists(path)) throw new DataException($"'{path}' is a folder, not a file; give the CSV file in it.");
        using var text = ShardText.OpenFile(path);
        var head = text.ReadHead(HeadBytes);
        return Describe(path, text.FileBytes, head, () => ShardText.OpenFile(path), delimiter, header);
    }

    /// <summary>Reads the beginning of a stream, which can be read through only once.</summary>
    /// <exception cref="DataException">It is empty or no text in UTF-8 or Latin-1.</exception>
    internal static TableShard OpenStream(Stream stream, string name, char? delimiter, IReadOnlyList<string>? header)
    {
        var text = ShardText.Of(stream, name);
        var head = text.ReadHead(HeadBytes);
        return Describe(name, 0, head, () => ShardText.Of(new JoinedStream(new MemoryStream(head, writable: false), text.Stream), name), delimiter, header);
    }

    /// <summary>Opens it at its first record.</summary>
    internal (ShardText Text, int BodyStart) Open() => (open(), bodyStart);

    private static TableShard Describe(string path, long bytes, byte[] head, Func<ShardText> open, char? delimiter, IReadOnlyList<string>? header)
    {
        var name = System.IO.Path.GetFileName(path);
        ReadOnlySpan<byte> text = head;
        if (text.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) || text.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            throw new DataException($"{name} is UTF-16, which cannot be read piece by piece; turn it into UTF-8.");
        if (text[..Math.Min(text.Length, BinaryProbe)].Contains((byte)0))
            throw new DataException($"{name} is not a text file; give a CSV file, with commas, semicolons or tabs.");

        var start = text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;
        // Excel writes "sep=;" as a first line.
        if (text[start..].StartsWith("sep="u8) && text.Length > start + 5 && text[start + 5] is (byte)'\n' or (byte)'\r')
        {
            delimiter ??= (char)text[start + 4];
            start += 5;
        }
        while (start < text.Length && text[start] is (byte)'\n' or (byte)'\r' or (byte)' ') start++;
        if (start == text.Length && header is null) throw new DataException($"{name} is empty; give a CSV file with a header line and one line a track.");

        var sample = FileBytes.ToUtf8(head.AsMemory(start), name);
        var between = delimiter ?? Data.Reading.Delimiter.Find(sample);
        if (header is not null) return new TableShard(path, bytes, open, [.. header], between, start);
        var end = start + RecordEnd.First(text[start..]);
        if (end == start) end = text.Length;
        if (end == HeadBytes) throw new DataException($"The header line of {name} is longer than {HeadBytes >> 10} KB; close the quote that is opened in it.");
        try
        {
            var (names, _) = TableReader.Header(FileBytes.ToUtf8(head.AsMemory(start, end - start), name), name, between);
            return new TableShard(path, bytes, open, names, between, end);
        }
        catch (CsvHelper.CsvFormatException malformed)
        {
            throw new DataException($"{name} is not a well-formed CSV file: {malformed.Message}", malformed);
        }
    }
}
