using System.ComponentModel;
using GenreLab.Models;

namespace GenreLab.Text;

/// <summary>How texts become weighted counts of terms; the defaults are those of scikit-learn's <c>TfidfVectorizer</c>, except that words of one letter count.</summary>
public sealed record TfIdfOptions
{
    /// <summary>How texts are cut into words.</summary>
    [Description("how texts are cut into words")]
    public TokenizerOptions Tokenizer { get; init; } = new();

    /// <summary>What terms are made of.</summary>
    [Description("words or characters")]
    public TermUnit Unit { get; init; } = TermUnit.Words;

    /// <summary>Words or characters of the shortest term, 1 to 20.</summary>
    [Description("words or characters of the shortest term")]
    public int Shortest { get; init; } = 1;

    /// <summary>Words or characters of the longest term, up to 20.</summary>
    [Description("words or characters of the longest term")]
    public int Longest { get; init; } = 1;

    /// <summary>Terms in fewer training texts are left out, 1 or more.</summary>
    [Description("terms in fewer training texts are left out")]
    public int MinimumDocuments { get; init; } = 1;

    /// <summary>Terms in more than this share of the training texts are left out, above 0 to 1.</summary>
    [Description("terms in more than this share of the training texts are left out")]
    public double MaximumDocumentShare { get; init; } = 1;

    /// <summary>At most so many terms are kept, those with the most occurrences; null for all.</summary>
    [Description("at most so many terms are kept, the most frequent ones")]
    public int? MaximumTerms { get; init; }

    /// <summary>Whether n occurrences count as 1 + ln n.</summary>
    [Description("whether n occurrences of a term count as 1 + ln n")]
    public bool Sublinear { get; init; }

    /// <summary>Refuses impossible options.</summary>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public void Validate()
    {
        Tokenizer.Validate();
        OptionRange.Require(Enum.IsDefined(Unit), "unit", Unit, "words or characters");
        OptionRange.Require(Shortest is >= 1 and <= 20, "shortest", Shortest, "a whole number from 1 to 20");
        OptionRange.Require(Longest >= Shortest && Longest <= 20, "longest", Longest, $"a whole number from shortest ({Shortest}) to 20");
        OptionRange.Require(MinimumDocuments >= 1, "minimumDocuments", MinimumDocuments, "1 or more");
        OptionRange.Require(MaximumDocumentShare is > 0 and <= 1, "maximumDocumentShare", MaximumDocumentShare, "a number above 0, at most 1");
        OptionRange.Require(MaximumTerms is null or >= 1, "maximumTerms", MaximumTerms ?? 0, "1 or more, or none");
    }
}
