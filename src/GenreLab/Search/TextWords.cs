using System.Text.Json;
using GenreLab.Models;
using GenreLab.Preprocessing;
using GenreLab.Text;

namespace GenreLab.Search;

/// <summary>How texts are read, in the words of the command line, set one by one from text.</summary>
internal static class TextWords
{
    private const string Vectors = "vectors";

    private static readonly Word[] Words =
    [
        new("text", typeof(IReadOnlyList<string>), (text, value) => Parse<string[]>(value) switch
        {
            ["all"] => text with { Use = null, Artist = true },
            ["none"] => text with { Use = [] },
            var names => text with { Use = names, Artist = false },
        }),
        // A percentile asked for goes before a length that the learner likes, and a length before the percentile.
        new("maxLength", typeof(int), (text, value) => text with { Sequences = text.Sequences with { MaximumLength = Parse<int>(value) } }),
        new("lengthPercentile", typeof(double), (text, value) => text with { Sequences = text.Sequences with { MaximumLength = null, LengthPercentile = Parse<double>(value) } }),
        new("cut", typeof(SequenceEnd), (text, value) => text with { Sequences = text.Sequences with { Cut = Parse<SequenceEnd>(value) } }),
        new("vocabulary", typeof(int), (text, value) => text with { Vocabulary = text.Vocabulary with { MaximumWords = Parse<int>(value) } }),
        new("minOccurrences", typeof(int), (text, value) => text with { Vocabulary = text.Vocabulary with { MinimumOccurrences = Parse<int>(value) } }),
        new("stopWords", typeof(TextLanguage[]), (text, value) => text with { Tokenizer = text.Tokenizer with { StopWords = value == "none" ? [] : Parse<TextLanguage[]>(value) } }),
        new("stemming", typeof(Stemming), (text, value) => text with { Tokenizer = text.Tokenizer with { Stemming = Parse<Stemming>(value) } }),
        new("textShape", typeof(bool), (text, value) => text with { Shape = Parse<bool>(value) }),
        new("hashLyrics", typeof(bool), (text, value) => text with { HashLyrics = Parse<bool>(value) }),
        new("buckets", typeof(int), (text, value) => text with { Names = text.Names with { Buckets = Parse<int>(value) } }),
        new("nameParts", typeof(int), (text, value) => text with { MaximumParts = Parse<int>(value) }),
        new(Vectors, typeof(string), (text, value) => text with { Vectors = value == "none" ? null : value }),
    ];

    private static readonly Word Audio = new("audio", typeof(bool), (text, _) => text);

    /// <summary>The words of a learner, each with what may be written; none of one that reads no texts.</summary>
    public static IReadOnlyList<(string Name, string Form)> Of(IClassifierTrainer trainer) =>
        [.. trainer.LearnsFromText ? Words.Append(Audio).Where(word => word.Name != Vectors || trainer.LearnsFromVectors).Select(word => (word.Name, word.Form)) : []];

    /// <summary>The learner's word that is meant, whatever its case and dashes; null when there is none.</summary>
    public static string? Find(IClassifierTrainer trainer, string word)
    {
        var plain = word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        return Of(trainer).FirstOrDefault(known => known.Name.Equals(plain, StringComparison.OrdinalIgnoreCase)).Name;
    }

    /// <exception cref="OptionException">The value has the wrong form.</exception>
    public static PreprocessingOptions Set(PreprocessingOptions options, string name, string value)
    {
        var word = name == Audio.Name ? Audio : Words.First(known => known.Name == name);
        try
        {
            return word == Audio ? options with { Audio = Parse<bool>(value) } : options with { Text = word.Set(options.Text ?? new TextOptions(), value) };
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or JsonException)
        {
            throw new OptionException($"{Quoted.From(value)} is not a value for {name}; write {word.Form}.");
        }
    }

    private static T Parse<T>(string value) => OptionText.Parse(value, typeof(T), mayBeNull: false)!.Deserialize<T>(GenreLabJson.Options)!;

    private sealed record Word(string Name, Type Type, Func<TextOptions, string, TextOptions> Set)
    {
        public string Form => Type == typeof(TextLanguage[])
            ? $"{string.Join(", ", Enum.GetNames<TextLanguage>().Select(language => language.ToLowerInvariant()))} separated by commas, or none"
            : OptionText.Form(Type, mayBeNull: Name == Vectors);
    }
}
