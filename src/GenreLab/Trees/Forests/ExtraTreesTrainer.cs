namespace GenreLab.Trees.Forests;

/// <summary>Extremely randomised trees (Geurts, Ernst and Wehenkel, 2006): all rows, and one random split for each feature looked at.</summary>
public sealed record ExtraTreesTrainer : ForestTrainer
{
    /// <inheritdoc/>
    public override string Kind => "extra-trees";

    /// <inheritdoc/>
    public override int MaxDepth { get; init; } = 64;

    /// <inheritdoc/>
    public override int MinLeaf { get; init; } = 2;

    /// <inheritdoc/>
    public override bool Bootstrap { get; init; }

    private protected override bool RandomSplits => true;
}
