namespace GenreLab.Cli;

/// <summary>The folder a verb writes into. Made and tried before any work is done; when it was made here and nothing was written, it is removed again.</summary>
internal sealed class OutputFolder : IDisposable
{
    private readonly string path;
    private readonly bool made;
    private readonly bool writes;

    /// <exception cref="GenreLabException">The folder cannot be made or written to.</exception>
    /// <param name="path">The folder.</param>
    /// <param name="writes">Whether anything is to be written; otherwise this only says what files are called.</param>
    public OutputFolder(string path, bool writes = true)
    {
        this.path = path;
        this.writes = writes;
        if (!writes) return;
        if (System.IO.File.Exists(path)) throw new GenreLabException($"{path} is a file; name a folder for --out.");
        try
        {
            made = !Directory.Exists(path);
            Directory.CreateDirectory(path);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GenreLabException($"The folder {path} cannot be made: {failure.Message} Choose another for --out.", failure);
        }
        AtomicFile.RequireWritable(File("report.html"));
    }

    public string File(string name) => Path.Combine(path, name);

    public void Dispose()
    {
        if (writes && made && !Directory.EnumerateFileSystemEntries(path).Any()) Directory.Delete(path);
    }
}
