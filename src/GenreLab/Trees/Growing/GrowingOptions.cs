namespace GenreLab.Trees.Growing;

/// <summary>When a node is split and how splits are looked for.</summary>
internal sealed record GrowingOptions
{
    /// <summary>Most splits between the root and a leaf.</summary>
    public required int MaxDepth { get; init; }

    /// <summary>Features looked at in a node; those that are constant in it do not count.</summary>
    public required int MaxFeatures { get; init; }

    /// <summary>Fewest rows of a leaf.</summary>
    public required int MinLeaf { get; init; }

    /// <summary>Whether each feature gets one random split instead of its best one (extremely randomised trees).</summary>
    public bool RandomSplits { get; init; }
}
