namespace GenreLab.Data;

/// <summary>What a column is for.</summary>
public enum ColumnRole
{
    /// <summary>The genre to be predicted.</summary>
    Label,
    /// <summary>An input of the models.</summary>
    Feature,
    /// <summary>Identifies the recording (Spotify id, ISRC): rows that share it are the same track.</summary>
    TrackId,
    /// <summary>The artist or artists.</summary>
    Artist,
    /// <summary>The track's title.</summary>
    TrackName,
    /// <summary>The album's title.</summary>
    AlbumName,
    /// <summary>The words of the song.</summary>
    Lyrics,
    /// <summary>The day or year of release.</summary>
    ReleaseDate,
    /// <summary>Counts the rows; in a sorted file it tells the genre. Never a feature unless forced.</summary>
    Index,
    /// <summary>Any other identifier, link or code. Never a feature unless forced.</summary>
    Identifier,
    /// <summary>Gives the label away (playlist names, sub-genres). Never a feature unless forced.</summary>
    GiveAway,
    /// <summary>Anything else; not used.</summary>
    Other,
}

/// <summary>What the values of a feature mean.</summary>
public enum FeatureKind
{
    /// <summary>A quantity: order and distance mean something.</summary>
    Numeric,
    /// <summary>Yes or no, 1 or 0.</summary>
    Flag,
    /// <summary>One of a few named or numbered classes (key, time signature): order means little.</summary>
    Category,
}

/// <summary>A column that serves as a model's input.</summary>
/// <param name="Name">Canonical name, for example <c>duration_ms</c>, whatever the file calls it.</param>
/// <param name="Column">The name in the file.</param>
/// <param name="Kind">What its values mean.</param>
public sealed record Feature(string Name, string Column, FeatureKind Kind)
{
    /// <summary>Whether it is the year or decade of release rather than something heard in the music.</summary>
    internal bool IsRelease => Name is FeatureChoice.Year or FeatureChoice.Decade;
}

/// <summary>
/// Which column of a table is what. Made by the schema detector or by hand; everything downstream asks it
/// and never looks at column names itself.
/// </summary>
public sealed record Schema
{
    /// <summary>The recognised shape, for example <c>spotify-tracks</c>, or <c>table</c>.</summary>
    public required string Shape { get; init; }

    /// <summary>The label column's name in the file; null in a table to be predicted.</summary>
    public required string? Label { get; init; }

    /// <summary>The inputs, in the order the models see them.</summary>
    public required IReadOnlyList<Feature> Features { get; init; }

    /// <summary>The role of every column of the file, by its name there.</summary>
    public required IReadOnlyDictionary<string, ColumnRole> Roles { get; init; }

    /// <summary>Columns that are features only because somebody insisted, although they are index, id or give-away columns.</summary>
    public IReadOnlyList<string> Forced { get; init; } = [];

    /// <summary>The columns of text that models may read: lyrics and names.</summary>
    public IReadOnlyList<TextSource> Texts => TextSource.Of(ColumnOf);

    /// <summary>The first column of a role in the file's order, or null.</summary>
    public string? ColumnOf(ColumnRole role) => Roles.Where(pair => pair.Value == role).Select(pair => pair.Key).FirstOrDefault();
}
