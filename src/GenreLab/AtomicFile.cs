namespace GenreLab;

/// <summary>Files that appear whole or not at all.</summary>
public static class AtomicFile
{
    /// <summary>The ending of a file that has not got its name yet.</summary>
    internal const string Unfinished = ".partial";

    /// <summary>What an unfinished file will be called.</summary>
    internal static string FinalName(string path) => path.EndsWith(Unfinished, StringComparison.Ordinal) ? path[..^Unfinished.Length] : path;

    /// <summary>Writes into a temporary file beside <paramref name="path"/> that takes its name at the end; when writing fails nothing
    /// is left behind and a file that was there stays as it was.</summary>
    /// <param name="path">The file to make or replace.</param>
    /// <param name="write">Writes the content to a seekable stream.</param>
    /// <param name="shared">Whether other processes write to the stream's file too.</param>
    /// <exception cref="GenreLabException">The place cannot be written to.</exception>
    public static void Write(string path, Action<Stream> write, bool shared = false)
    {
        var temporary = path + Unfinished;
        var made = false;
        try
        {
            using (var stream = Create(path, temporary, shared ? FileShare.ReadWrite : FileShare.None))
            {
                made = true;
                write(stream);
                // On the disk before the name points to it: a machine that fails in between leaves the old file or the new one.
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
            made = false;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GenreLabException($"{path} cannot be written: {failure.Message}", failure);
        }
        finally
        {
            if (made) File.Delete(temporary);
        }
    }

    /// <summary>Finds out, before any work is done, whether <see cref="Write"/> to this path would succeed.</summary>
    /// <exception cref="GenreLabException">It would not; the message says why.</exception>
    public static void RequireWritable(string path)
    {
        var temporary = path + Unfinished;
        Create(path, temporary, FileShare.None).Dispose();
        File.Delete(temporary);
    }

    private static FileStream Create(string path, string temporary, FileShare share)
    {
        if (Directory.Exists(path)) throw new GenreLabException($"{path} is a folder; name a file to write.");
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        if (!Directory.Exists(folder)) throw new GenreLabException($"{path} cannot be written because there is no folder {folder}; make it or choose another.");
        try
        {
            return new FileStream(temporary, FileMode.Create, FileAccess.ReadWrite, share, bufferSize: 1 << 16);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new GenreLabException($"{path} cannot be written: {failure.Message} Choose a place that can be written to.", failure);
        }
    }
}
