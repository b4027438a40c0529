using System.ComponentModel;
using GenreLab.Models;

namespace GenreLab.Text;

/// <summary>Which words of the training texts are known.</summary>
public sealed record VocabularyOptions
{
    /// <summary>At most so many words, the most frequent ones, 1 to 10,000,000; null for all.</summary>
    [Description("at most so many words are known, the most frequent ones")]
    public int? MaximumWords { get; init; } = 20_000;

    /// <summary>Words with fewer occurrences are unknown, 1 or more.</summary>
    [Description("words with fewer occurrences are unknown")]
    public int MinimumOccurrences { get; init; } = 2;

    /// <summary>Refuses impossible options.</summary>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public void Validate()
    {
        OptionRange.Require(MaximumWords is null or (>= 1 and <= 10_000_000), "maximumWords", MaximumWords ?? 0, "a whole number from 1 to 10,000,000, or none");
        OptionRange.Require(MinimumOccurrences >= 1, "minimumOccurrences", MinimumOccurrences, "1 or more");
    }
}
