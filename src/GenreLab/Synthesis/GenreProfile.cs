using System.IO.Compression;
using System.Text.Json;
using GenreLab.Data;

namespace GenreLab.Synthesis;

/// <summary>
/// What the genres of a table look like, without any of its tracks: per genre the distribution of each feature (quantiles at 31
/// probabilities, the share of the smallest value; shares of flags and categories) and their correlations, how many artists there
/// are, how much an artist's tracks resemble each other, and how often genres share tracks. A <see cref="Synthesizer"/> draws tracks
/// from it. The model is a Gaussian copula (Patki, Wedge and Veeramachaneni, 2016, "The Synthetic Data Vault"). Immutable.
/// </summary>
/// <remarks>
/// The file is one JSON object, gzipped: <c>version</c> (1), <c>shape</c>, <c>rows</c>, <c>columns</c> (header, role, which
/// variable), <c>variables</c> (name, kind, rounding, correlation within an artist), <c>grid</c> (the quantiles' probabilities) and
/// <c>genres</c>, each with <c>share</c>, <c>artists</c>, <c>marginals</c>, <c>correlations</c> (strict lower triangle) and
/// <c>shared</c> (index of another genre → share of rows whose track comes from there).
/// </remarks>
public sealed class GenreProfile
{
    private const int LargestFile = 64 << 20;

    private static readonly Lazy<GenreProfile> BundledProfile = new(() =>
    {
        using var resource = typeof(GenreProfile).Assembly.GetManifestResourceStream("spotify-tracks.profile")
            ?? throw new InvalidOperationException("The bundled profile is not in the assembly.");
        return Load(resource, "the bundled profile");
    });

    private GenreProfile(ProfileContent content)
    {
        Content = content;
        Genres = [.. content.Genres.Select(genre => genre.Name)];
    }

    /// <summary>The profile of the 114-genre Spotify Tracks table (113,549 tracks after cleaning).</summary>
    public static GenreProfile Bundled => BundledProfile.Value;

    /// <summary>The recognised shape of the table it was fitted to, for example <c>spotify-tracks</c>.</summary>
    public string Shape => Content.Shape;

    /// <summary>How many rows it was fitted to.</summary>
    public int Rows => Content.Rows;

    /// <summary>The genres, in ordinal order.</summary>
    public IReadOnlyList<string> Genres { get; }

    internal ProfileContent Content { get; }

    /// <summary>Fits a profile to a table of tracks.</summary>
    /// <exception cref="DataException">There is no label, no feature or no row.</exception>
    public static GenreProfile Fit(GenreTable tracks) => Fit(tracks.Table, tracks.Schema);

    /// <summary>Fits a profile to a cleaned table.</summary>
    /// <param name="table">The table; its feature columns hold numbers.</param>
    /// <param name="schema">Which column is what.</param>
    /// <exception cref="DataException">There is no label, no feature or no row, or a feature column holds text.</exception>
    public static GenreProfile Fit(Table table, Schema schema) => new(new ProfileFitter(table, schema).Fit());

    /// <summary>Writes the profile file.</summary>
    public void Save(Stream destination)
    {
        using var gzip = new GZipStream(destination, CompressionLevel.SmallestSize, leaveOpen: true);
        JsonSerializer.Serialize(gzip, Content, ProfileJson.Default.ProfileContent);
    }

    /// <summary>Reads a profile file.</summary>
    /// <param name="source">The file's bytes.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="DataException">It is no profile, damaged, or of another version.</exception>
    public static GenreProfile Load(Stream source, string name = "the profile")
    {
        try
        {
            using var gzip = new GZipStream(source, CompressionMode.Decompress, leaveOpen: true);
            var content = JsonSerializer.Deserialize(ReadLimited(gzip), ProfileJson.Default.ProfileContent);
            if (ProfileCheck.Problem(content) is { } problem) throw new DataException($"{Capital(name)} {problem}; make it again with GenreLab.");
            return new GenreProfile(content!);
        }
        catch (Exception wrong) when (wrong is InvalidDataException or JsonException or EndOfStreamException or NotSupportedException)
        {
            throw new DataException($"{Capital(name)} is no genre profile or is damaged; make it again with GenreLab.", wrong);
        }
    }

    private static ReadOnlySpan<byte> ReadLimited(GZipStream gzip)
    {
        using var memory = new MemoryStream();
        var buffer = new byte[1 << 16];
        for (int read; (read = gzip.Read(buffer)) > 0;)
        {
            memory.Write(buffer, 0, read);
            if (memory.Length > LargestFile) throw new InvalidDataException("A profile of this size is not plausible.");
        }
        return memory.GetBuffer().AsSpan(0, (int)memory.Length);
    }

    private static string Capital(string name) => name.Length == 0 ? name : char.ToUpperInvariant(name[0]) + name[1..];
}
