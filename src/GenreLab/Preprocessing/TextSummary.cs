using GenreLab.Text;

namespace GenreLab.Preprocessing;

/// <summary>What preprocessing learnt about a text, for people.</summary>
public sealed record TextSummary
{
    /// <summary>Which text: <c>lyrics</c>, <c>track_name</c>, <c>album_name</c> or <c>artist</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Whether words are read in their order, rather than a bag of hashed words and parts of words.</summary>
    public required bool Ordered { get; init; }

    /// <summary>Number of different words (the unknown one included) or buckets.</summary>
    public required int Tokens { get; init; }

    /// <summary>Most words or parts of a text that are read.</summary>
    public required int Length { get; init; }

    /// <summary>Training rows that have the text.</summary>
    public required int Texts { get; init; }

    /// <summary>Those whose text is longer than what is read of it.</summary>
    public required int Cut { get; init; }

    /// <summary>Share of the words of the training texts, every occurrence counted, that are known, 0 to 1; null for a bag.</summary>
    public double? KnownShare { get; init; }

    /// <summary>The file of word vectors; null without one.</summary>
    public string? Vectors { get; init; }

    /// <summary>How much of the training texts has a vector; null without a file.</summary>
    public WordCoverage? Coverage { get; init; }
}
