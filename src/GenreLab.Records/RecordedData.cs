using GenreLab.Models;

namespace GenreLab.Records;

/// <summary>What a run was trained and tested on.</summary>
public sealed record RecordedData
{
    /// <summary>The table's name, without a folder.</summary>
    public required string Name { get; init; }

    /// <summary>Where the file lay; null for tracks that were drawn.</summary>
    public string? Path { get; init; }

    /// <summary>SHA-256 of the file's bytes (of drawn tracks: of their values), hexadecimal.</summary>
    public required string Hash { get; init; }

    /// <summary>Whether GenreLab's generator drew the tracks.</summary>
    public bool Synthetic { get; init; }

    /// <summary>Rows left after cleaning.</summary>
    public int Rows { get; init; }

    /// <summary>Genres among them.</summary>
    public int Genres { get; init; }

    /// <summary>The label column.</summary>
    public string? Label { get; init; }

    /// <summary>The features, by their names in the file.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>What cleaning did, one sentence a step.</summary>
    public IReadOnlyList<string> Cleaning { get; init; } = [];

    /// <summary>How rows were split.</summary>
    public string Split { get; init; } = "";

    /// <summary>Rows a fold.</summary>
    public FoldRows Folds { get; init; } = new(0, 0, 0);
}
