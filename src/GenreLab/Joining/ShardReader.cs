using System.Buffers;
using System.Text;
using GenreLab.Data.Reading;

namespace GenreLab.Joining;

/// <summary>
/// Finds the records and fields of one file from its first byte to its last, without copying or changing them. A field that
/// begins with a quote ends with the next quote that is not doubled; a quote elsewhere in a field is a character like others.
/// </summary>
internal sealed class ShardReader : IDisposable
{
    private const byte Quote = (byte)'"';
    private const int BufferBytes = 256 << 10;
    private const int LongestRecord = 32 << 20;

    private readonly TableText text;
    private readonly string path;
    private readonly SearchValues<byte> marks;
    private byte[] buffer = GC.AllocateUninitializedArray<byte>(BufferBytes);
    private int start, filled, fields;
    private bool ended;
    private int[] begins = new int[16];
    private int[] ends = new int[16];
    private bool[] loose = new bool[16];

    /// <summary>Opens the file and reads its header.</summary>
    /// <exception cref="DataException">It cannot be read, is empty, is no text, or its header cannot be used.</exception>
    public ShardReader(string path)
    {
        this.path = path;
        text = new TableText(path);
        try
        {
            Fill();
            if (buffer.AsSpan(0, filled).StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) start = 3;
            if (buffer.AsSpan(start, filled - start).Trim(" \t\r\n"u8).IsEmpty) throw new DataException($"{Name} is empty; give a CSV file with a header line and one line a track.");
            Delimiter = DeclaredDelimiter() ?? (byte)Data.Reading.Delimiter.Find(buffer.AsMemory(start, filled - start));
            marks = SearchValues.Create([Delimiter, Quote, (byte)'\n', (byte)'\r']);
            Next();
            Columns = ReadHeader();
            DataRow = 0;
        }
        catch
        {
            text.Dispose();
            throw;
        }
    }

    /// <summary>The names of the columns.</summary>
    public string[] Columns { get; }

    /// <summary>The character between two fields.</summary>
    public byte Delimiter { get; }

    /// <summary>The number of the record, the first after the header being 1.</summary>
    public long DataRow { get; private set; }

    /// <summary>The length of the file as it lies on the disk.</summary>
    public long FileBytes => text.FileLength;

    /// <summary>About how long the text is.</summary>
    public long TextBytes => text.TextBytes;

    /// <summary>How much of the file, as it lies on the disk, has been read.</summary>
    public long Position => text.Position;

    /// <summary>The record with delimiters and quotes.</summary>
    public ReadOnlySpan<byte> Record => buffer.AsSpan(begins[0], ends[fields - 1] - begins[0]);

    private string Name => Path.GetFileName(path);

    /// <summary>A field as it stands in the file.</summary>
    public ReadOnlySpan<byte> Field(int column) => buffer.AsSpan(begins[column], ends[column] - begins[column]);

    /// <summary>Whether a field without quotes around it has quotes in it, which a well-formed file would have in quotes.</summary>
    public bool IsLoose(int column) => loose[column];

    /// <summary>Goes to the next record; lines without anything are passed over.</summary>
    /// <exception cref="DataException">The record is malformed or has another number of fields than the header.</exception>
    public bool Next()
    {
        do
        {
            while (start == filled || !TryScan())
            {
                if (ended) return false;
                Fill();
            }
        }
        while (fields == 1 && ends[0] == begins[0]);
        DataRow++;
        if (Columns is not null && fields != Columns.Length)
        {
            throw new DataException(
                $"{Name}, data row {DataRow}, has {(fields == 1 ? "1 field" : $"{fields} fields")} where the header has {Columns.Length}; put fields that contain the delimiter or a line break in quotes.");
        }
        return true;
    }

    public void Dispose() => text.Dispose();

    /// <summary>Finds the fields of the record that begins at <see cref="start"/>.</summary>
    /// <returns>False when the buffer ends before the record does.</returns>
    private bool TryScan()
    {
        var bytes = buffer.AsSpan(0, filled);
        var position = start;
        fields = 0;
        while (true)
        {
            if (fields == begins.Length) MakeRoom();
            begins[fields] = position;
            loose[fields] = false;
            if (position < bytes.Length && bytes[position] == Quote)
            {
                if (!TryPassQuoted(bytes, ref position)) return false;
                ends[fields] = position;
                // Blanks between the closing quote and the delimiter are nobody's.
                while (position < bytes.Length && bytes[position] == ' ') position++;
                if (position < bytes.Length && bytes[position] != Delimiter && bytes[position] is not ((byte)'\n' or (byte)'\r'))
                    throw new DataException($"{Name}, data row {DataRow + 1}, field {fields + 1}, goes on after its closing quote; write quotes inside a field twice.");
            }
            else
            {
                while (true)
                {
                    var step = bytes[position..].IndexOfAny(marks);
                    position = step < 0 ? bytes.Length : position + step;
                    if (position == bytes.Length || bytes[position] != Quote) break;
                    loose[fields] = true;
                    position++;
                }
                ends[fields] = position;
            }
            fields++;
            if (position < bytes.Length && bytes[position] == Delimiter)
            {
                position++;
                continue;
            }
            // Whether a line feed follows a carriage return is known when the next byte is.
            if (!ended && position + 1 >= bytes.Length && (position == bytes.Length || bytes[position] == '\r')) return false;
            if (position < bytes.Length) position += bytes[position] == '\r' && position + 1 < bytes.Length && bytes[position + 1] == '\n' ? 2 : 1;
            start = position;
            return true;
        }
    }

    private bool TryPassQuoted(ReadOnlySpan<byte> bytes, ref int position)
    {
        position++;
        while (true)
        {
            var step = bytes[position..].IndexOf(Quote);
            if (step < 0) return ended ? throw Unclosed() : false;
            position += step + 1;
            if (position == bytes.Length) return ended;
            if (bytes[position] != Quote) return true;
            position++;
        }
    }

    private DataException Unclosed() => new($"{Name}, data row {DataRow + 1}, opens a quote that is never closed; close it or remove it.");

    private void Fill()
    {
        if (ended) return;
        buffer.AsSpan(start, filled - start).CopyTo(buffer);
        filled -= start;
        start = 0;
        if (filled == buffer.Length)
        {
            if (buffer.Length >= LongestRecord) throw new DataException($"{Name}, data row {DataRow + 1}, is longer than {LongestRecord >> 20} MB; most likely a quote is opened and never closed.");
            Array.Resize(ref buffer, 2 * buffer.Length);
        }
        var read = text.Fill(buffer.AsSpan(filled));
        if (buffer.AsSpan(filled, read).Contains((byte)0)) throw new DataException($"{Name} is not a text file; give a CSV file, with commas, semicolons or tabs.");
        filled += read;
        ended = filled < buffer.Length;
    }

    // Excel writes "sep=;" as a first line.
    private byte? DeclaredDelimiter()
    {
        var line = buffer.AsSpan(start, filled - start);
        if (!line.StartsWith("sep="u8) || line.Length < 6 || line[5] is not ((byte)'\n' or (byte)'\r') || line[4] is not ((byte)',' or (byte)';' or (byte)'\t' or (byte)'|')) return null;
        start += line[5] == '\r' && line.Length > 6 && line[6] == '\n' ? 7 : 6;
        return line[4];
    }

    private string[] ReadHeader()
    {
        var names = new string[fields];
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var column = 0; column < names.Length; column++)
        {
            var field = Field(column);
            names[column] = Encoding.UTF8.GetString(FieldText.Read(field, new byte[field.Length]));
            // Pandas' name for a column without one.
            if (names[column].Length == 0 && seen.ContainsKey("")) names[column] = $"Unnamed: {column}";
            if (!seen.TryAdd(names[column], column))
                throw new DataException($"{Name} has two columns named {Quoted.From(names[column])} (columns {seen[names[column]] + 1} and {column + 1}); rename one of them.");
        }
        if (Array.TrueForAll(names, name => NumberParser.TryParse(Encoding.UTF8.GetBytes(name), out _)))
            throw new DataException($"The first line of {Name} holds only numbers; put a header line with the columns' names before it.");
        return names;
    }

    private void MakeRoom()
    {
        Array.Resize(ref begins, 2 * begins.Length);
        Array.Resize(ref ends, begins.Length);
        Array.Resize(ref loose, begins.Length);
    }
}
