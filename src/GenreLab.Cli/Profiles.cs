using GenreLab.Synthesis;

namespace GenreLab.Cli;

/// <summary>Finds the profile a user means.</summary>
internal static class Profiles
{
    /// <summary>The profile in a file, or without one the bundled one.</summary>
    /// <exception cref="DataException">There is no such file or it is no profile.</exception>
    public static GenreProfile Load(string? path)
    {
        if (path is null) return GenreProfile.Bundled;
        if (!File.Exists(path)) throw new DataException($"There is no profile {path}; check the name, or make one with 'genrelab profile'.");
        using var stream = File.OpenRead(path);
        return GenreProfile.Load(stream, Path.GetFileName(path));
    }
}
