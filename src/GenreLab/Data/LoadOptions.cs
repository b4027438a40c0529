namespace GenreLab.Data;

/// <summary>How a file becomes a <see cref="GenreTable"/>.</summary>
public sealed record LoadOptions
{
    /// <summary>Options for tracks to be predicted: no label is needed and every row is kept.</summary>
    public static LoadOptions ForPrediction { get; } = new()
    {
        Schema = new SchemaOptions { RequireLabel = false },
        Cleaning = CleaningOptions.ForPrediction,
    };

    /// <summary>How the file is read.</summary>
    public TableReaderOptions Reading { get; init; } = new();

    /// <summary>What is known about the columns.</summary>
    public SchemaOptions Schema { get; init; } = new();

    /// <summary>How the rows are cleaned.</summary>
    public CleaningOptions Cleaning { get; init; } = new();

    /// <summary>Whether the tracks were drawn by GenreLab's generator and are not real.</summary>
    public bool Synthetic { get; init; }
}
