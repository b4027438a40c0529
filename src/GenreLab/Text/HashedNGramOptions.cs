using System.ComponentModel;
using GenreLab.Models;

namespace GenreLab.Text;

/// <summary>Which parts of a name are hashed, and into how many buckets.</summary>
public sealed record HashedNGramOptions
{
    /// <summary>How names are cut into words.</summary>
    [Description("how names are cut into words")]
    public TokenizerOptions Tokenizer { get; init; } = new();

    /// <summary>Number of buckets, 1 to 16,777,216. Parts that share a bucket cannot be told apart.</summary>
    [Description("buckets that the parts of names are hashed into")]
    public int Buckets { get; init; } = 1 << 18;

    /// <summary>Longest run of neighbouring words, 0 (no words) to 20.</summary>
    [Description("longest run of neighbouring words; 0 for none")]
    public int Words { get; init; } = 1;

    /// <summary>Characters of the shortest part of a word, the space before and after it included; 1 to 20.</summary>
    [Description("characters of the shortest part of a word")]
    public int ShortestPart { get; init; } = 3;

    /// <summary>Characters of the longest part of a word; 0 for no parts, up to 20.</summary>
    [Description("characters of the longest part of a word; 0 for none")]
    public int LongestPart { get; init; } = 5;

    /// <summary>Refuses impossible options.</summary>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public void Validate()
    {
        Tokenizer.Validate();
        OptionRange.Require(Buckets is >= 1 and <= 1 << 24, "buckets", Buckets, "a whole number from 1 to 16,777,216");
        OptionRange.Require(Words is >= 0 and <= 20, "words", Words, "a whole number from 0 (no words) to 20");
        OptionRange.Require(ShortestPart is >= 1 and <= 20, "shortestPart", ShortestPart, "a whole number from 1 to 20");
        OptionRange.Require(LongestPart == 0 || LongestPart >= ShortestPart && LongestPart <= 20, "longestPart", LongestPart, $"0 (no parts) or a whole number from shortestPart ({ShortestPart}) to 20");
        OptionRange.Require(Words > 0 || LongestPart > 0, "words", Words, "1 or more where longestPart is 0");
    }
}
