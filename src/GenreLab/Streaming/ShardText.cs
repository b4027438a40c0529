using GenreLab.Data.Reading;

namespace GenreLab.Streaming;

/// <summary>A file's text while it is read, unpacked on the way; whatever goes wrong is told with the file's name.</summary>
internal sealed class ShardText : IDisposable
{
    private readonly string name;
    private readonly FileStream? file;

    private ShardText(Stream stream, FileStream? file, string name) => (Stream, this.file, this.name) = (stream, file, name);

    public Stream Stream { get; }

    /// <summary>The file's length; 0 of a stream that is no file.</summary>
    public long FileBytes => file?.Length ?? 0;

    /// <summary>How far the file, packed as it is, has been read.</summary>
    public long FilePosition => file?.Position ?? 0;

    /// <summary>Whether the file is unpacked on the way, so that it can only be read from its beginning.</summary>
    public bool IsPacked => Stream != file;

    /// <summary>Goes to a byte of a plain file.</summary>
    public void Seek(long position) => Stream.Position = position;

    /// <summary>Opens a file as it is, packed or not, to look at some places of it.</summary>
    /// <exception cref="DataException">It cannot be opened.</exception>
    public static ShardText OpenRaw(string path) => OpenFile(path, unpack: false, FileOptions.RandomAccess);

    public static ShardText Of(Stream stream, string name) => new(stream, null, name);

    /// <exception cref="DataException">It cannot be opened.</exception>
    public static ShardText OpenFile(string path) => OpenFile(path, unpack: true, FileOptions.SequentialScan);

    private static ShardText OpenFile(string path, bool unpack, FileOptions options)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, options);
            Span<byte> magic = stackalloc byte[2];
            var gzip = unpack && file.ReadAtLeast(magic, 2, throwOnEndOfStream: false) == 2 && magic[0] == 0x1F && magic[1] == 0x8B;
            file.Position = 0;
            return new ShardText(gzip ? new WholeGzip(file) : file, file, path);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"There is no file '{path}'; check the name and the folder.", missing);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(path, failure);
        }
    }

    /// <summary>Reads until the buffer is full or the text ends.</summary>
    /// <exception cref="DataException">It cannot be read, or is damaged.</exception>
    public int Fill(Span<byte> buffer)
    {
        try
        {
            return Stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException damaged)
        {
            throw new DataException($"'{name}' is a damaged gzip file; make it again, or download it again.", damaged);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(name, failure);
        }
    }

    public byte[] ReadHead(int bytes)
    {
        var head = new byte[bytes];
        var read = Fill(head);
        return read == bytes ? head : head[..read];
    }

    public void Dispose() => Stream.Dispose();

    private static DataException Unreadable(string path, Exception failure) =>
        new($"'{path}' cannot be read ({failure.Message.TrimEnd('.')}); check the name and its permissions.", failure);
}
