using GenreLab.Data;

namespace GenreLab.Exploration;

/// <summary>What a table looks like before anything is learnt from it; plain data. What is undefined (the correlation of a constant feature) is null.</summary>
public sealed record ExplorationResult
{
    /// <summary>What to call the data, usually the file's name.</summary>
    public required string Name { get; init; }

    /// <summary>The recognised shape.</summary>
    public required string Shape { get; init; }

    /// <summary>Whether the tracks were drawn by GenreLab's generator and are not real.</summary>
    public required bool Synthetic { get; init; }

    /// <summary>The label column; null when there is none, and then nothing is said of genres.</summary>
    public required string? Label { get; init; }

    /// <summary>What cleaning did; all below but <see cref="Columns"/> and <see cref="RepeatedRows"/> is about the rows it kept.</summary>
    public required CleaningSummary Cleaning { get; init; }

    /// <summary>Every column of the file as it was read.</summary>
    public required IReadOnlyList<ColumnCount> Columns { get; init; }

    /// <summary>Rows of the file that repeat an earlier one in every column but index columns.</summary>
    public required int RepeatedRows { get; init; }

    /// <summary>Rows explored.</summary>
    public required int Rows { get; init; }

    /// <summary>Genres in them.</summary>
    public required int GenreCount { get; init; }

    /// <summary>Entropy of the genres in nats: the information a feature would need to tell all of them.</summary>
    public required double GenreEntropy { get; init; }

    /// <summary>The genres described one by one, in ordinal order: all of them, or the most frequent ones where there are too many.</summary>
    public required IReadOnlyList<GenreSize> Genres { get; init; }

    /// <summary>The features in the table's order.</summary>
    public required IReadOnlyList<ExploredFeature> Features { get; init; }

    /// <summary>The features' names, the one that tells most about the genre first; empty with fewer than two genres.</summary>
    public required IReadOnlyList<string> Ranking { get; init; }

    /// <summary>How the features go together.</summary>
    public required FeatureCorrelations Correlations { get; init; }

    /// <summary>The tracks in two dimensions; null with fewer than two features that are quantities and vary.</summary>
    public required TrackMap? Map { get; init; }

    /// <summary>Which genres resemble each other; null with fewer than two genres or no feature that varies.</summary>
    public required GenreDendrogram? Similarity { get; init; }

    /// <summary>The rows that some figures come from, when the table is larger than memory; null when all figures are of all rows.</summary>
    public ExplorationSample? Sample { get; init; }

    /// <summary>What the audit of the table noticed.</summary>
    public required IReadOnlyList<AuditFinding> Audit { get; init; }
}

/// <summary>A column of the file as it was read.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Missing">Rows without a value.</param>
/// <param name="Distinct">Different values.</param>
public sealed record ColumnCount(string Name, ColumnRole Role, int Missing, int Distinct)
{
    /// <summary>Whether the different values are too many to be counted exactly and are estimated, with a standard error of 0.4 %.</summary>
    public bool IsEstimate { get; init; }
}

/// <summary>The rows from which those figures come that cannot be gathered in one pass over a table larger than memory.</summary>
/// <param name="Rows">Rows of the sample, drawn at random.</param>
/// <param name="Quantiles">Features whose quartiles and densities come from it, since they have too many different values to count.</param>
/// <param name="Information">Features whose mutual information comes from it.</param>
/// <remarks>Spearman's correlations come from it too.</remarks>
public sealed record ExplorationSample(int Rows, IReadOnlyList<string> Quantiles, IReadOnlyList<string> Information);

/// <summary>A genre and its tracks.</summary>
/// <param name="Genre">The genre.</param>
/// <param name="Rows">Its rows.</param>
public sealed record GenreSize(string Genre, int Rows);
