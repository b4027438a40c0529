using System.Buffers.Binary;
using System.IO.Compression;

namespace GenreLab.Text;

/// <summary>Unpacks a gzip file and notices when it is cut off, which the framework passes over in silence.</summary>
internal sealed class WholeGzipStream(FileStream file) : GZipStream(file, CompressionMode.Decompress)
{
    private readonly uint promised = PromisedLength(file);
    private uint length;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is damaged, or ends before its content does.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = base.Read(buffer);
        length = unchecked(length + (uint)read);
        return read > 0 || length == promised ? read : throw new InvalidDataException("The length at the end of the file does not fit.");
    }

    // The file's last four bytes state the content's length modulo 2^32 (RFC 1952).
    private static uint PromisedLength(FileStream file)
    {
        Span<byte> trailer = stackalloc byte[sizeof(uint)];
        file.Seek(-Math.Min(sizeof(uint), file.Length), SeekOrigin.End);
        file.ReadAtLeast(trailer, sizeof(uint), throwOnEndOfStream: false);
        file.Position = 0;
        return BinaryPrimitives.ReadUInt32LittleEndian(trailer);
    }
}
