using System.IO.Compression;

namespace GenreLab.Data.Reading;

/// <summary>
/// Unpacks gzip text of one member or several joined together, and notices when it is cut off, which the framework passes over in
/// silence: a short last member of its own is put behind the packed bytes, and what comes out must end with its content.
/// </summary>
internal sealed class WholeGzip : Stream
{
    private static readonly byte[] Mark = "GenreLab: whole."u8.ToArray();
    private static readonly byte[] PackedMark = Pack(Mark);

    private readonly GZipStream gzip;
    private readonly byte[] buffer = new byte[64 * 1024];
    private int start, filled;
    private bool ended;

    /// <param name="packed">The packed bytes; disposed with this stream.</param>
    public WholeGzip(Stream packed) => gzip = new GZipStream(new JoinedStream(packed, new MemoryStream(PackedMark, writable: false)), CompressionMode.Decompress);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="InvalidDataException">The packed bytes are damaged, or end before their content does.</exception>
    public override int Read(Span<byte> destination)
    {
        // The last bytes are held back: they are the mark.
        while (filled - start <= Mark.Length && !ended)
        {
            buffer.AsSpan(start, filled - start).CopyTo(buffer);
            (start, filled) = (0, filled - start);
            var read = gzip.Read(buffer.AsSpan(filled));
            filled += read;
            ended = read == 0;
        }
        if (ended && !buffer.AsSpan(start, filled - start).EndsWith(Mark)) throw new InvalidDataException("The packed content is cut off.");
        var count = Math.Min(destination.Length, filled - start - Mark.Length);
        buffer.AsSpan(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Packs bytes as one gzip member.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(bytes);
        return packed.ToArray();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) gzip.Dispose();
        base.Dispose(disposing);
    }
}
