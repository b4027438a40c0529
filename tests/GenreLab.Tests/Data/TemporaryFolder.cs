namespace GenreLab.Tests.Data;

/// <summary>A folder that is deleted when the test ends.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("genrelab-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
