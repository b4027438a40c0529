namespace GenreLab.Data;

/// <summary>What is known better than the schema detector can find out.</summary>
public sealed record SchemaOptions
{
    /// <summary>The label column's name in the file; null to find it.</summary>
    public string? Label { get; init; }

    /// <summary>Whether a table without a label column is refused; false for tracks to be predicted.</summary>
    public bool RequireLabel { get; init; } = true;

    /// <summary>
    /// Which features to use. Plain names (canonical or as in the file) are the whole list, in that order; <c>+name</c>
    /// adds a column, even an index, identifier or give-away column; <c>-name</c> removes one. Empty for those found.
    /// </summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>Whether the year of the release-date column becomes the numeric feature <c>year</c>.</summary>
    public bool IncludeYear { get; init; }

    /// <summary>Whether the decade of the release-date column becomes the category feature <c>decade</c>; not together with <see cref="IncludeYear"/>.</summary>
    public bool IncludeDecade { get; init; }

    /// <summary>Whether no column is a feature, for models that read texts alone.</summary>
    public bool TextsOnly { get; init; }

    /// <summary>Roles of columns, by their name in the file, that go before what would be found.</summary>
    public IReadOnlyDictionary<string, ColumnRole> Roles { get; init; } = new Dictionary<string, ColumnRole>();
}
