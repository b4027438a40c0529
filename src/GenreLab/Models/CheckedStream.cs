namespace GenreLab.Models;

/// <summary>Reads a zip entry no further than the length it declares, and checks at its end the length and the checksum.</summary>
internal sealed class CheckedStream(Stream source, long length, uint checksum) : Stream
{
    private static readonly uint[] Table = MakeTable();

    private long position;
    private uint state = uint.MaxValue;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        var read = source.Read(buffer[..(int)Math.Min(buffer.Length, length - position)]);
        foreach (var value in buffer[..read]) state = Table[(byte)(state ^ value)] ^ (state >> 8);
        position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">The entry is shorter, longer or other than it declares.</exception>
    public void RequireEnd()
    {
        Span<byte> rest = stackalloc byte[256];
        while (position < length)
            if (Read(rest) == 0) throw new InvalidDataException("an entry is shorter than it declares");
        if (source.Read(rest) != 0) throw new InvalidDataException("an entry is longer than it declares");
        if (~state != checksum) throw new InvalidDataException("a checksum does not match");
    }

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    // The zip format's CRC-32 (ISO 3309), a byte at a time.
    private static uint[] MakeTable()
    {
        var table = new uint[256];
        for (uint index = 0; index < 256; index++)
        {
            var value = index;
            for (var bit = 0; bit < 8; bit++) value = (value & 1) != 0 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
            table[index] = value;
        }
        return table;
    }
}
