using GenreLab.Models;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>What a node's purity is measured by.</summary>
public enum Criterion
{
    /// <summary>Gini impurity.</summary>
    Gini,
    /// <summary>Entropy.</summary>
    Entropy,
}

/// <summary>How a forest is grown.</summary>
internal sealed record ForestOptions
{
    /// <summary>Number of trees.</summary>
    public required int Trees { get; init; }

    /// <summary>How each is grown.</summary>
    public required GrowingOptions Growing { get; init; }

    /// <summary>The measure of purity.</summary>
    public required Criterion Criterion { get; init; }

    /// <summary>Whether each tree gets its own draw of the rows.</summary>
    public required bool Bootstrap { get; init; }

    /// <summary>Weights of the genres.</summary>
    public required ClassWeights ClassWeights { get; init; }

    /// <summary>Whether each row is scored by the trees that did not get it.</summary>
    public required bool OutOfBag { get; init; }

    /// <summary>Whether rows are best kept genre by genre: whole and alike for every tree, they may stand as suits random splits.</summary>
    public bool KeepsRowsGenreByGenre => Growing.RandomSplits && !Bootstrap;
}
