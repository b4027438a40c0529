using System.ComponentModel;
using GenreLab.Models;

namespace GenreLab.Text;

/// <summary>How texts are cut into words; the defaults keep every word.</summary>
public sealed record TokenizerOptions
{
    /// <summary>Languages whose function words are left out.</summary>
    [Description("languages whose function words are left out")]
    public IReadOnlyList<TextLanguage> StopWords { get; init; } = [];

    /// <summary>Further words to leave out, in any case (see <see cref="Text.StopWords.Parse"/> for a user's file).</summary>
    [Description("further words to leave out")]
    public IReadOnlyList<string> OwnStopWords { get; init; } = [];

    /// <summary>Whether the forms of a word become one, after stop-words are left out.</summary>
    [Description("whether the forms of a word become one")]
    public Stemming Stemming { get; init; } = Stemming.None;

    /// <summary>Letters and digits of the shortest word kept, 1 to 100; words of scripts without spaces are always kept.</summary>
    [Description("letters of the shortest word kept")]
    public int MinimumLength { get; init; } = 1;

    /// <summary>What becomes of scripts without spaces.</summary>
    [Description("what becomes of scripts without spaces between words")]
    public SpacelessScript SpacelessScripts { get; init; } = SpacelessScript.Pairs;

    /// <summary>Refuses impossible options.</summary>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public void Validate()
    {
        OptionRange.Require(MinimumLength is >= 1 and <= 100, "minimumLength", MinimumLength, "a whole number from 1 to 100");
        OptionRange.Require(Enum.IsDefined(Stemming), "stemming", Stemming, "none or english");
        OptionRange.Require(Enum.IsDefined(SpacelessScripts), "spacelessScripts", SpacelessScripts, "pairs, letters or whole");
        foreach (var language in StopWords)
            OptionRange.Require(Enum.IsDefined(language), "stopWords", language, "english, spanish, portuguese, french, german or italian");
    }
}
