namespace GenreLab.Trees.Forests;

/// <summary>Random forest (Breiman, 2001): trees on draws of the rows, each node looking at a few features drawn at random.</summary>
public sealed record RandomForestTrainer : ForestTrainer
{
    /// <inheritdoc/>
    public override string Kind => "random-forest";

    private protected override bool RandomSplits => false;
}
