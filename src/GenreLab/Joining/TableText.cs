using GenreLab.Data.Reading;
using GenreLab.Text;

namespace GenreLab.Joining;

/// <summary>A file's bytes from first to last, unpacked on the way; UTF-16 becomes UTF-8, everything else stays as it is.</summary>
internal sealed class TableText : IDisposable
{
    // Packed tables of numbers and names shrink to about a fifth.
    private const int PackingRatio = 5;

    private readonly string path;
    private readonly FileStream? file;
    private readonly Stream content;

    /// <exception cref="DataException">It cannot be opened.</exception>
    public TableText(string path)
    {
        this.path = path;
        if (Directory.Exists(path)) throw new DataException($"'{path}' is a folder, not a file; give the CSV file in it.");
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.SequentialScan);
            Span<byte> first = stackalloc byte[4];
            var read = file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
            file.Position = 0;
            if (first.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
            {
                content = new WholeGzipStream(file);
                TextBytes = PackingRatio * file.Length;
            }
            else if (read == first.Length && (first.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) || first.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE])))
            {
                file.Dispose();
                file = null;
                content = new MemoryStream(FileBytes.ToUtf8(FileBytes.Load(path), path).ToArray());
            }
            else
            {
                content = file;
            }
            FileLength = file?.Length ?? content.Length;
            if (TextBytes == 0) TextBytes = FileLength;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"There is no file '{path}'; check the name and the folder.", missing);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Unreadable(failure);
        }
    }

    /// <summary>The length of the file as it lies on the disk.</summary>
    public long FileLength { get; }

    /// <summary>About how long the text is.</summary>
    public long TextBytes { get; }

    /// <summary>How much of the file, as it lies on the disk, has been read.</summary>
    public long Position => file is null ? content.Position : file.Position;

    /// <summary>Reads until the buffer is full or the text ends.</summary>
    /// <exception cref="DataException">It cannot be read, or is damaged.</exception>
    public int Fill(Span<byte> buffer)
    {
        try
        {
            return content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException damaged)
        {
            throw new DataException($"'{path}' is a damaged gzip file or several joined into one; unpack it, or download it again.", damaged);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(failure);
        }
    }

    public void Dispose() => content.Dispose();

    private DataException Unreadable(Exception failure) => new($"'{path}' cannot be read ({failure.Message.TrimEnd('.')}); check the name and its permissions.", failure);
}
