using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Text;

namespace GenreLab.Preprocessing;

/// <summary>Which texts become inputs of a learner that reads texts, and how; everything learnt is learnt from training rows.</summary>
public sealed record TextOptions
{
    /// <summary>Reads no text.</summary>
    public static TextOptions None { get; } = new() { Use = [] };

    /// <summary>The texts, by canonical name (<see cref="TextSource.Names"/>); null for all that the table has but the artist, empty for none.</summary>
    public IReadOnlyList<string>? Use { get; init; }

    /// <summary>Whether the artist is read too where <see cref="Use"/> is null.</summary>
    public bool Artist { get; init; }

    /// <summary>How lyrics are cut into words.</summary>
    public TokenizerOptions Tokenizer { get; init; } = new();

    /// <summary>Which words of lyrics are known.</summary>
    public VocabularyOptions Vocabulary { get; init; } = new();

    /// <summary>How many words of lyrics are read, and which; shorter ones are filled up at the end.</summary>
    public TokenSequenceOptions Sequences { get; init; } = new();

    /// <summary>A file of word vectors to start the words' embedding from (<see cref="WordVectors.ReadFile"/>); null for none. A model file only names it.</summary>
    public string? Vectors { get; init; }

    /// <summary>Whether how many words lyrics have, how many of them differ and how long they are become inputs too (<see cref="TextShape"/>).</summary>
    public bool Shape { get; init; }

    /// <summary>Whether lyrics are bags of hashed parts, as names are, rather than words in their order.</summary>
    public bool HashLyrics { get; init; }

    /// <summary>How names are hashed.</summary>
    public HashedNGramOptions Names { get; init; } = new() { Buckets = 1 << 16 };

    /// <summary>Most words and parts of a name that are read, 1 to 100,000; the words come first. Of hashed lyrics eight times as many are read.</summary>
    public int MaximumParts { get; init; } = 192;

    /// <summary>Whether no text is to be read, whatever the table has.</summary>
    internal bool IsNone => Use is { Count: 0 };

    /// <summary>Refuses impossible options.</summary>
    /// <exception cref="OptionException">An option is outside its range, or <see cref="Use"/> names something that is no text.</exception>
    public void Validate()
    {
        foreach (var name in Use ?? [])
            if (!TextSource.Names.Contains(name))
                throw new OptionException($"{Quoted.From(name)} is no text that a model can read; the texts are {string.Join(", ", Spelling.ByCloseness(name, TextSource.Names))}.");
        Tokenizer.Validate();
        Vocabulary.Validate();
        Sequences.Validate();
        Names.Validate();
        OptionRange.Require(MaximumParts is >= 1 and <= HashedBags.LongestLength, "maximumParts", MaximumParts, "a whole number from 1 to 100,000");
        OptionRange.Require(Sequences.Pad == SequenceEnd.End, "pad", Sequences.Pad, "end: learners expect the words at the beginning");
        if (Vectors is not null && HashLyrics) throw new OptionException("Word vectors are for lyrics read as words; leave them out where lyrics are hashed.");
    }
}
