using System.Text;
using CsvHelper;
using GenreLab.Data.Reading;

namespace GenreLab.Data;

/// <summary>
/// Reads delimited text (CSV, RFC 4180) into a <see cref="Table"/>: the delimiter, the encoding and the kind of every
/// column are found from the content, and the file is read by several threads at once. A column holds numbers unless one
/// of its values is neither a number nor yes or no (<c>True</c>, <c>FALSE</c>) nor missing (empty, <c>NA</c>, <c>N/A</c>,
/// <c>?</c>, <c>NaN</c>, <c>null</c>, <c>None</c>, <c>\N</c>). In a column of text only the empty field, <c>NA</c>, <c>N/A</c>,
/// <c>NaN</c> and <c>\N</c> are missing, since the other words are also titles.
/// </summary>
public static class TableReader
{
    private const int KindSampleBytes = 64 * 1024;

    /// <summary>Reads a file; a gzip file is unpacked on the way.</summary>
    /// <exception cref="DataException">The file is missing, empty, not text, or its records do not fit its header.</exception>
    public static Table ReadFile(string path, TableReaderOptions? options = null) =>
        Read(FileBytes.Load(path), Path.GetFileName(path), options);

    /// <summary>Reads a file's content.</summary>
    /// <param name="bytes">UTF-8 or UTF-16 with a byte order mark, else UTF-8, else Latin-1.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">How to read; null for the defaults.</param>
    /// <exception cref="DataException">The content is empty, not text, or its records do not fit its header.</exception>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public static Table Read(ReadOnlyMemory<byte> bytes, string name, TableReaderOptions? options = null)
    {
        options ??= new TableReaderOptions();
        if (options.Threads < 1) throw new OptionException($"threads is {options.Threads}; it must be 1 or more.");
        if (options.Delimiter is '"' or '\r' or '\n' or > '~' or '\0')
            throw new OptionException("The delimiter must be one ASCII character that is neither a quote nor a line break, for example a comma.");
        try
        {
            var utf8 = WithoutDelimiterLine(FileBytes.ToUtf8(bytes, name), out var declared);
            if (utf8.Span.Trim(" \t\r\n"u8).IsEmpty) throw new DataException($"{name} is empty; give a CSV file with a header line and one line a track.");
            return ReadRecords(utf8, name, options.Delimiter ?? declared ?? Delimiter.Find(utf8), options.Threads);
        }
        catch (CsvFormatException malformed)
        {
            throw new DataException($"{name} is not a well-formed CSV file: {malformed.Message}", malformed);
        }
    }

    private static Table ReadRecords(ReadOnlyMemory<byte> utf8, string name, char delimiter, int threads)
    {
        var (header, bodyStart) = Header(utf8, name, delimiter);
        var body = utf8[bodyStart..];
        if (body.Span.Trim(" \t\r\n"u8).IsEmpty) throw new DataException($"{name} has a header but no rows; give a CSV file with one line a track.");
        return ReadBody(header, body, name, delimiter, threads);
    }

    /// <summary>Reads records without a header line.</summary>
    /// <param name="header">The columns' names.</param>
    /// <param name="body">At least one record, in UTF-8.</param>
    /// <param name="name">What messages call the file.</param>
    /// <param name="delimiter">The character between fields.</param>
    /// <param name="threads">Threads to read with.</param>
    /// <param name="firstRow">0-based number of the first record in the file.</param>
    /// <param name="isText">Columns that are known to hold text; null when none is known.</param>
    internal static Table ReadBody(string[] header, ReadOnlyMemory<byte> body, string name, char delimiter, int threads, int firstRow = 0, bool[]? isText = null)
    {
        var ranges = RecordRanges.Find(body.Span);
        isText = TextColumnsOf(body, ranges, delimiter, header.Length, isText);
        while (true)
        {
            var readers = ReadRanges(body, ranges, delimiter, isText, threads);
            if (ranges.Count > 1 && Array.Exists(readers, reader => reader.Malformed))
            {
                ranges = [Range.All];
                continue;
            }
            RefuseIrregularRows(readers, header, name, delimiter, firstRow);

            var guessedWrong = false;
            for (var column = 0; column < header.Length; column++)
            {
                if (!Array.Exists(readers, reader => reader.Parts[column] is null)) continue;
                isText[column] = guessedWrong = true;
            }
            if (guessedWrong) continue;

            var rows = checked((int)readers.Sum(reader => (long)reader.Rows));
            var columns = new Column[header.Length];
            ForEach(columns.Length, threads, column =>
                columns[column] = ColumnPart.Join(header[column], Array.ConvertAll(readers, reader => reader.Parts[column]!), rows));
            return new Table(name, columns, firstRow == 0 ? null : [.. Enumerable.Range(firstRow, rows)]);
        }
    }

    private static RangeReader[] ReadRanges(ReadOnlyMemory<byte> body, List<Range> ranges, char delimiter, bool[] isText, int threads)
    {
        var readers = new RangeReader[ranges.Count];
        ForEach(readers.Length, threads, i =>
        {
            readers[i] = new RangeReader(isText.Length);
            readers[i].Read(body[ranges[i]], delimiter, isText);
        });
        return readers;
    }

    /// <summary>Guesses from the first records which columns are text, so that the whole file is rarely read twice.</summary>
    private static bool[] TextColumnsOf(ReadOnlyMemory<byte> body, List<Range> ranges, char delimiter, int columns, bool[]? known)
    {
        var isText = known is null ? new bool[columns] : [.. known];
        var sample = body[ranges[0]];
        if (sample.Length > KindSampleBytes)
        {
            var end = sample.Span[..KindSampleBytes].LastIndexOf((byte)'\n');
            sample = sample[..(end < 0 ? KindSampleBytes : end)];
        }
        var reader = new RangeReader(columns);
        reader.Read(sample, delimiter, isText);
        for (var column = 0; column < columns; column++) isText[column] |= reader.Parts[column] is null;
        return isText;
    }

    internal static (string[] Names, int BodyStart) Header(ReadOnlyMemory<byte> utf8, string name, char delimiter)
    {
        using var reader = CsvReader.Create(utf8, CsvRecords.Options(delimiter));
        reader.Read();
        var names = new string[reader.FieldCount];
        for (var column = 0; column < names.Length; column++) names[column] = reader.GetString(column).Trim();
        if (Array.TrueForAll(names, one => NumberParser.TryParse(Encoding.UTF8.GetBytes(one), out _)))
            throw new DataException($"The first line of {name} holds only numbers; put a header line with the columns' names before it.");

        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var column = 0; column < names.Length; column++)
        {
            // Pandas' name for a column without one.
            if (names[column].Length == 0 && seen.ContainsKey("")) names[column] = $"Unnamed: {column}";
            if (!seen.TryAdd(names[column], column))
                throw new DataException($"{name} has two columns named {Quoted.From(names[column])} (columns {seen[names[column]] + 1} and {column + 1}); rename one of them.");
        }
        return (names, reader.Read() ? checked((int)reader.ByteOffset) : utf8.Length);
    }

    internal static void RefuseIrregularRows(RangeReader[] readers, string[] header, string name, char delimiter, int firstRow)
    {
        var before = firstRow;
        foreach (var reader in readers)
        {
            if (reader.UnclosedRow >= 0)
                throw new DataException($"{name}, data row {before + reader.UnclosedRow + 1}, opens a quote that is never closed; close it or remove it.");
            before += reader.Rows;
            if (reader.RaggedFields < 0) continue;
            throw new DataException(
                $"{name}, data row {before + 1}, has {Fields(reader.RaggedFields)} where the header has {header.Length}; put fields that contain {Word(delimiter)} or a line break in quotes.");
        }
    }

    private static ReadOnlyMemory<byte> WithoutDelimiterLine(ReadOnlyMemory<byte> utf8, out char? delimiter)
    {
        // Excel writes "sep=;" as a first line.
        delimiter = null;
        var span = utf8.Span;
        if (!span.StartsWith("sep="u8) || span.Length < 6 || span[5] is not ((byte)'\n' or (byte)'\r') || span[4] is not ((byte)',' or (byte)';' or (byte)'\t' or (byte)'|')) return utf8;
        delimiter = (char)span[4];
        return utf8[5..];
    }

    private static void ForEach(int count, int threads, Action<int> action)
    {
        if (threads == 1 || count < 2)
            for (var i = 0; i < count; i++) action(i);
        else
            Parallel.For(0, count, new ParallelOptions { MaxDegreeOfParallelism = threads }, action);
    }

    private static string Fields(int count) => count == 1 ? "1 field" : $"{count} fields";

    private static string Word(char delimiter) => delimiter switch { ',' => "a comma", ';' => "a semicolon", '\t' => "a tab", '|' => "a pipe", _ => $"'{delimiter}'" };
}
