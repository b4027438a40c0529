namespace GenreLab.Joining;

/// <summary>Makes the files into which rows are put aside, and removes them.</summary>
internal sealed class SpillFolder : IDisposable
{
    private readonly string path;
    private readonly Lock gate = new();
    private readonly List<SpillFile> files = [];

    /// <exception cref="GenreLabException">There is no such folder.</exception>
    public SpillFolder(string path)
    {
        if (!Directory.Exists(path)) throw new GenreLabException($"There is no folder '{path}' to put rows aside in; make it, or name another with --spill.");
        this.path = path;
    }

    /// <summary>Bytes put aside in all.</summary>
    public long BytesWritten { get; private set; }

    /// <exception cref="GenreLabException">The file cannot be made.</exception>
    public SpillFile Create()
    {
        var file = new SpillFile(path, this);
        lock (gate) files.Add(file);
        return file;
    }

    public void Dispose()
    {
        lock (gate)
            foreach (var file in files) file.Dispose();
    }

    internal void Count(int bytes)
    {
        lock (gate) BytesWritten += bytes;
    }
}
