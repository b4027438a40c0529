using System.Text.Json;
using GenreLab.Models;

namespace GenreLab.Preprocessing;

/// <summary>
/// What scaling needs to know of every feature, gathered beforehand over a table of any size (<c>genrelab normalize</c>, or
/// <c>map</c> and <c>reduce</c> on a cluster) and kept in a file of JSON.
/// </summary>
public sealed record ScalingStatistics
{
    /// <summary>The name that <c>normalize</c> gives the file.</summary>
    public const string FileName = "statistics.json";

    private const string FileKind = "genrelab-statistics";
    private const int FileVersion = 1;

    private static readonly JsonSerializerOptions Json = new(GenreLabJson.Options) { WriteIndented = true, RespectRequiredConstructorParameters = true };

    /// <summary>What kind of file it is.</summary>
    public string Kind { get; init; } = FileKind;

    /// <summary>Version of the file's form.</summary>
    public int Version { get; init; } = FileVersion;

    /// <summary>Number of rows they were gathered from.</summary>
    public required long Rows { get; init; }

    /// <summary>The features.</summary>
    public required IReadOnlyList<FeatureStatistics> Features { get; init; }

    /// <summary>The statistics of the feature of that canonical name, or null.</summary>
    public FeatureStatistics? Find(string name) => Features.FirstOrDefault(feature => feature.Name == name);

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">There is none, or it holds no statistics.</exception>
    public static ScalingStatistics Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Read(file, Path.GetFileName(path));
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataException($"There is no file of statistics {path}; 'genrelab normalize' makes one.", missing);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"The statistics {path} cannot be read ({unreadable.Message.TrimEnd('.')}).", unreadable);
        }
    }

    /// <summary>Reads statistics; <paramref name="name"/> is what messages call them.</summary>
    /// <exception cref="DataException">There are none, or impossible ones.</exception>
    public static ScalingStatistics Read(Stream source, string name)
    {
        ScalingStatistics? read;
        try
        {
            read = JsonSerializer.Deserialize<ScalingStatistics>(source, Json);
        }
        catch (JsonException wrong)
        {
            throw new DataException($"{name} holds no statistics of features ({Quoted.From(wrong.Message)}); 'genrelab normalize' makes such a file.", wrong);
        }
        if (read?.Kind != FileKind) throw new DataException($"{name} holds no statistics of features; 'genrelab normalize' makes such a file.");
        if (read.Version != FileVersion) throw new DataException($"{name} has statistics of version {read.Version}, which this version does not know; use a newer version of GenreLab.");
        read.RequirePossible(name);
        return read;
    }

    /// <summary>Writes them; reading gives the same bits again.</summary>
    public void Write(Stream destination)
    {
        JsonSerializer.Serialize(destination, this, Json);
        destination.WriteByte((byte)'\n');
    }

    /// <summary>Refuses statistics that were not gathered from numbers.</summary>
    /// <exception cref="DataException">They are impossible.</exception>
    internal void RequirePossible(string name)
    {
        if (Features is null || Features.Any(feature => feature is null || feature.Name is null)) throw new DataException($"{name} has statistics without a feature; make the file again.");
        if (Features.FirstOrDefault(feature => !feature.IsPossible) is { } wrong)
            throw new DataException($"{name} has statistics of {Quoted.From(wrong.Name)} that no numbers have; make the file again.");
        if (Features.DistinctBy(feature => feature.Name).Count() != Features.Count) throw new DataException($"{name} has two statistics of one feature; make the file again.");
    }

    /// <summary>Compares by what they hold.</summary>
    public bool Equals(ScalingStatistics? other) => other is not null && Rows == other.Rows && Version == other.Version && Kind == other.Kind && Features.SequenceEqual(other.Features);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Rows, Features.Count);
}
