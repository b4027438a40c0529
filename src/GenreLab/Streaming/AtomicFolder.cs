namespace GenreLab.Streaming;

/// <summary>Files of a folder that appear together or not at all: each is written under another name, and all get their names at the end.</summary>
public sealed class AtomicFolder : IDisposable
{
    private readonly string path;
    private readonly bool made, shared;
    private readonly List<string> names = [];
    private FileStream? current;
    private bool committed;

    /// <summary>Takes a folder, made when there is none.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="shared">Whether other processes write to its files too.</param>
    /// <exception cref="GenreLabException">It cannot be made.</exception>
    public AtomicFolder(string path, bool shared = false)
    {
        (this.path, this.shared) = (path, shared);
        if (File.Exists(path)) throw new GenreLabException($"{path} is a file; name a folder.");
        try
        {
            made = !Directory.Exists(path);
            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GenreLabException($"The folder {path} cannot be made: {failure.Message} Choose another.", failure);
        }
    }

    /// <summary>Begins a file; the one before is finished.</summary>
    /// <returns>Its stream, which stays this folder's.</returns>
    /// <exception cref="GenreLabException">It cannot be written.</exception>
    public FileStream Begin(string name)
    {
        Finish();
        var file = Path.Combine(path, name);
        if (Directory.Exists(file)) throw new GenreLabException($"{file} is a folder, and a file is to be written there; choose another folder.");
        Try(name, () => current = new FileStream(file + AtomicFile.Unfinished, FileMode.Create, FileAccess.Write, shared ? FileShare.ReadWrite : FileShare.None, 1 << 16));
        names.Add(name);
        return current!;
    }

    /// <summary>Writes to the file that was begun last.</summary>
    /// <exception cref="GenreLabException">It cannot be written, for example because the disk is full.</exception>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            current!.Write(bytes);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(names[^1], failure);
        }
    }

    /// <summary>Gives all files their names, the last one last.</summary>
    /// <exception cref="GenreLabException">A file cannot be written.</exception>
    public void Commit()
    {
        Finish();
        foreach (var name in names) Try(name, () => File.Move(Path.Combine(path, name) + AtomicFile.Unfinished, Path.Combine(path, name), overwrite: true));
        committed = true;
    }

    /// <summary>Removes what was not committed.</summary>
    public void Dispose()
    {
        if (committed) return;
        committed = true;
        try
        {
            current?.Dispose();
        }
        catch (IOException)
        {
            // What cannot be written any more is removed.
        }
        foreach (var name in names) File.Delete(Path.Combine(path, name) + AtomicFile.Unfinished);
        if (made && !Directory.EnumerateFileSystemEntries(path).Any()) Directory.Delete(path);
    }

    private void Finish()
    {
        if (current is null) return;
        // On the disk before the name points to it.
        Try(names[^1], () =>
        {
            current.Flush(flushToDisk: true);
            current.Dispose();
        });
        current = null;
    }

    private void Try(string name, Action action)
    {
        try
        {
            action();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Unwritable(name, failure);
        }
    }

    private GenreLabException Unwritable(string name, Exception failure) => new($"{Path.Combine(path, name)} cannot be written: {failure.Message}", failure);
}
