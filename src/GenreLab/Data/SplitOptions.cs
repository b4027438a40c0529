namespace GenreLab.Data;

/// <summary>How rows are divided into training, validation and test rows.</summary>
public enum SplitMethod
{
    /// <summary>Rows of one track stay together: the same track id; without one, the same title and artist; without those,
    /// the same features. Tracks with all features equal are one recording under several ids and stay together too.</summary>
    ByTrack,
    /// <summary>Rows of one first-named artist stay together.</summary>
    ByArtist,
    /// <summary>Rows at random, each genre with the same shares.</summary>
    Stratified,
    /// <summary>Rows at random.</summary>
    Random,
    /// <summary>As a file says.</summary>
    File,
}

/// <summary>Options of the <see cref="Splitter"/>.</summary>
public sealed record SplitOptions
{
    /// <summary>How rows are divided.</summary>
    public SplitMethod Method { get; init; } = SplitMethod.ByTrack;

    /// <summary>Share of all rows to test on, from 0 to below 1.</summary>
    public double TestShare { get; init; } = 0.2;

    /// <summary>Share of all rows to validate on, from 0 to below 1; together with <see cref="TestShare"/> below 1.</summary>
    public double ValidationShare { get; init; } = 0.16;

    /// <summary>Every random choice follows from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The fold file of <see cref="SplitMethod.File"/>: columns <c>row</c> (0-based data row of the original file) and
    /// <c>fold</c> (train, validation or test). Rows that it does not list are left out.</summary>
    public string? FoldFile { get; init; }
}
