namespace GenreLab.Trees.Boosting;

/// <summary>How one boosted tree is grown.</summary>
internal sealed record BoostingOptions
{
    /// <summary>Most splits between the root and a leaf.</summary>
    public required int MaxDepth { get; init; }

    /// <summary>Most leaves.</summary>
    public required int Leaves { get; init; }

    /// <summary>What a leaf's curvature is increased by, genre by genre.</summary>
    public required float L2 { get; init; }

    /// <summary>Least curvature (sum of p(1 − p) over genres and rows) of a leaf.</summary>
    public required float MinChildWeight { get; init; }
}
