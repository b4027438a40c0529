namespace GenreLab.Data;

/// <summary>Which rows are dropped because a value is missing.</summary>
public enum MissingValues
{
    /// <summary><see cref="DropAny"/> for the published Spotify tables, whose published row counts are made that way,
    /// <see cref="DropFeatures"/> for every other table.</summary>
    ByShape,
    /// <summary>Rows that lack the label or a feature.</summary>
    DropFeatures,
    /// <summary>Rows that lack a value in any column but index columns and wholly empty ones.</summary>
    DropAny,
    /// <summary>Rows that lack the label only; missing features stay, to be imputed.</summary>
    Keep,
}

/// <summary>How a table is cleaned.</summary>
public sealed record CleaningOptions
{
    /// <summary>Options that keep every row, for tracks to be predicted.</summary>
    public static CleaningOptions ForPrediction { get; } = new() { Missing = MissingValues.Keep, KeepUnlabelled = true, DropDuplicates = false, FewestGenres = 0 };

    /// <summary>Which rows are dropped because a value is missing.</summary>
    public MissingValues Missing { get; init; } = MissingValues.ByShape;

    /// <summary>Whether rows without a label are kept.</summary>
    public bool KeepUnlabelled { get; init; }

    /// <summary>Whether a row is dropped when an earlier one has the same value in every column but the index.</summary>
    public bool DropDuplicates { get; init; } = true;

    /// <summary>Which genres count as which others; null for none. Genres are merged once duplicates are dropped, so <see cref="Genres"/>
    /// and <see cref="PerGenre"/> mean merged genres.</summary>
    public GenreMerge? Merge { get; init; }

    /// <summary>Whether <see cref="Merge"/> may name genres that the table does not have.</summary>
    public bool MergeLeniently { get; init; }

    /// <summary>The genres to keep, in any case; empty for all.</summary>
    public IReadOnlyList<string> Genres { get; init; } = [];

    /// <summary>The most tracks to keep of a genre, drawn at random; null for all.</summary>
    public int? PerGenre { get; init; }

    /// <summary>The fewest genres that may be left; 2 to learn, 0 to evaluate or predict.</summary>
    public int FewestGenres { get; init; } = 2;

    /// <summary>The draw of <see cref="PerGenre"/> follows from it.</summary>
    public ulong Seed { get; init; } = 1;
}
