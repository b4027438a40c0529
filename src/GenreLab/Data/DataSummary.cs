namespace GenreLab.Data;

/// <summary>What cleaning did to a table.</summary>
public sealed record CleaningSummary
{
    /// <summary>Data rows in the file.</summary>
    public required int RowsRead { get; init; }

    /// <summary>Rows left.</summary>
    public required int RowsKept { get; init; }

    /// <summary>Rows dropped because the label or (without imputation) a feature was missing.</summary>
    public required int DroppedMissing { get; init; }

    /// <summary>Rows dropped because an earlier row has the same values in every column but the index.</summary>
    public required int DroppedDuplicates { get; init; }

    /// <summary>Rows dropped because their genre was not chosen, or their genre already had the number of tracks asked for.</summary>
    public required int DroppedByChoice { get; init; }

    /// <summary>Which genres were merged into which others; null when none were.</summary>
    public GenreMerge? Merge { get; init; }

    /// <summary>One plain sentence a step, for people.</summary>
    public required IReadOnlyList<string> Steps { get; init; }
}

/// <summary>A feature's distribution over the rows used.</summary>
/// <param name="Name">Canonical name.</param>
/// <param name="Column">Name in the file.</param>
/// <param name="Kind">What its values mean.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Minimum">Smallest value.</param>
/// <param name="Median">Middle value.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="Maximum">Largest value.</param>
/// <param name="StandardDeviation">Population standard deviation.</param>
public sealed record FeatureSummary(
    string Name, string Column, FeatureKind Kind, int Missing,
    double Minimum, double Median, double Mean, double Maximum, double StandardDeviation);

/// <summary>How many rows a genre has in each fold.</summary>
/// <param name="Genre">The genre.</param>
/// <param name="Train">Training rows.</param>
/// <param name="Validation">Validation rows.</param>
/// <param name="Test">Test rows.</param>
public sealed record GenreCount(string Genre, int Train, int Validation, int Test);

/// <summary>What a report says about the data.</summary>
public sealed record DataSummary
{
    /// <summary>What to call the data, usually the file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The recognised shape.</summary>
    public required string Shape { get; init; }

    /// <summary>Whether the tracks were drawn by GenreLab's generator and are not real.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>The label column.</summary>
    public required string Label { get; init; }

    /// <summary>What cleaning did.</summary>
    public required CleaningSummary Cleaning { get; init; }

    /// <summary>How rows were split.</summary>
    public required string Split { get; init; }

    /// <summary>Rows a genre and fold, in label order.</summary>
    public required IReadOnlyList<GenreCount> Genres { get; init; }

    /// <summary>The features' distributions.</summary>
    public required IReadOnlyList<FeatureSummary> Features { get; init; }
}
