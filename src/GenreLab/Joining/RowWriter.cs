using System.Text;

namespace GenreLab.Joining;

/// <summary>Writes rows as delimited text, one line a row.</summary>
internal sealed class RowWriter(Stream destination, byte delimiter)
{
    private const int BufferBytes = 256 << 10;

    private byte[] buffer = new byte[BufferBytes];
    private int buffered;

    /// <summary>Rows written.</summary>
    public long Rows { get; private set; }

    public void WriteHeader(IEnumerable<string> columns)
    {
        var text = string.Join((char)delimiter, columns.Select(Field));
        destination.Write(Encoding.UTF8.GetBytes(text + "\n"));
    }

    public void Write(ReadOnlySpan<byte> record)
    {
        if (record.Length + 1 > buffer.Length - buffered) Flush();
        if (record.Length + 1 > buffer.Length) buffer = new byte[2 * record.Length];
        record.Replace(buffer.AsSpan(buffered), (byte)0, delimiter);
        buffered += record.Length;
        buffer[buffered++] = (byte)'\n';
        Rows++;
    }

    public void Flush()
    {
        destination.Write(buffer, 0, buffered);
        buffered = 0;
    }

    private string Field(string name) =>
        name.AsSpan().ContainsAny(['"', '\r', '\n', (char)delimiter]) || name != name.Trim() ? $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : name;
}
