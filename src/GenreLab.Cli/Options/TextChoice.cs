using System.CommandLine;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Preprocessing;
using GenreLab.Text;

namespace GenreLab.Cli.Options;

/// <summary>Options of which texts a model reads, and how; what is not chosen is what the learner likes.</summary>
internal sealed class TextChoice
{
    private const string All = "all", None = "none";

    private readonly Option<string[]> texts = Words.List("--text", $"The texts to read, separated by commas: {string.Join(", ", TextSource.Names)}; all, or none [all but the artist].");
    private readonly Option<bool?> audio = new("--audio") { Description = "Whether a model that reads texts gets the audio features too (true or false)." };
    private readonly Option<int?> maxLength = new Option<int?>("--max-length") { Description = "Words of lyrics that are read.", HelpName = "words" }.Within(1, 100_000);
    private readonly Option<double?> percentile = new Option<double?>("--length-percentile") { Description = "Read as many words as this percentage of the training lyrics do not exceed [95; text: 99.9]." }.Within(0.001, 100);
    private readonly Option<SequenceEnd?> cut = Words.OneOf<SequenceEnd>("--cut", "The end at which longer lyrics are cut");
    private readonly Option<int?> vocabulary = new Option<int?>("--vocabulary") { Description = "How many words of lyrics are known, the most frequent ones [20000; text: 100000].", HelpName = "words" }.Within(1, 10_000_000);
    private readonly Option<int?> occurrences = new Option<int?>("--min-occurrences") { Description = "Words that occur less often in the training lyrics are unknown [2].", HelpName = "times" }.Within(1);
    private readonly Option<string[]> stopWords = Words.List("--stop-words", $"Words of lyrics to leave out: {string.Join(", ", Enum.GetNames<TextLanguage>().Select(name => name.ToLowerInvariant()))}, or a file of words; separated by commas.");
    private readonly Option<Stemming?> stemming = Words.OneOf<Stemming>("--stemming", "Whether the forms of a word become one");
    private readonly Option<string?> vectors = new("--vectors") { Description = "Word vectors to start from: a text file as of GloVe, word2vec or fastText, or packed with gzip (networks only).", HelpName = "file" };
    private readonly Option<bool?> shape = new("--text-shape") { Description = "Whether the length and variety of lyrics are inputs too (true or false)." };
    private readonly Option<bool?> hashLyrics = new("--hash-lyrics") { Description = "Whether lyrics are read as a bag of hashed words and parts of words, as names are (true or false)." };
    private readonly Option<int?> buckets = new Option<int?>("--buckets") { Description = "Buckets that the words and parts of names are hashed into [65536; text: 262144].", HelpName = "buckets" }.Within(1, 1 << 24);
    private readonly Option<int?> parts = new Option<int?>("--name-parts") { Description = "Words and parts of a name that are read at most [192].", HelpName = "parts" }.Within(1, 100_000);

    private IEnumerable<Option> Options => [texts, audio, maxLength, percentile, cut, vocabulary, occurrences, stopWords, stemming, vectors, shape, hashLyrics, buckets, parts];

    public void AddTo(Command command)
    {
        foreach (var option in Options) command.Options.Add(option);
    }

    /// <summary>Refuses options of texts when no model reads any, and word vectors when no model uses them.</summary>
    /// <exception cref="OptionException">None of the learners reads texts, or uses the word vectors given; the message names kinds that do.</exception>
    public void Require(ParseResult parsed, IReadOnlyList<IClassifierTrainer> trainers)
    {
        var asked = Options.Any(option => parsed.GetResult(option) is { Implicit: false }) && !IsNone(parsed);
        if (!trainers.Any(trainer => trainer.LearnsFromText)) ModelKinds.RequireReader(trainers[0], asked);
        if (parsed.GetValue(vectors) is not null && trainers.FirstOrDefault(trainer => trainer.LearnsFromText) is { } reader && !trainers.Any(trainer => trainer.LearnsFromVectors))
            throw ModelKinds.UselessVectors(reader);
    }

    /// <summary>The learner's preference with the user's choices in its place; a learner that does not read texts keeps its own.</summary>
    /// <exception cref="OptionException">A list of stop-words is neither a language nor a file.</exception>
    public PreprocessingOptions Read(ParseResult parsed, IClassifierTrainer trainer, PreprocessingOptions preferred)
    {
        if (!trainer.LearnsFromText) return preferred;
        var usual = preferred.Text ?? new TextOptions();
        var (languages, own) = StopWordsOf(parsed);
        return preferred with
        {
            Audio = parsed.GetValue(audio) ?? preferred.Audio,
            Text = usual with
            {
                Use = parsed.GetValue(texts) switch
                {
                    [] or null => usual.Use,
                    [All] => null,
                    [None] => [],
                    var named => named,
                },
                Artist = parsed.GetValue(texts) is [All] || usual.Artist,
                Tokenizer = usual.Tokenizer with
                {
                    StopWords = languages ?? usual.Tokenizer.StopWords,
                    OwnStopWords = own ?? usual.Tokenizer.OwnStopWords,
                    Stemming = parsed.GetValue(stemming) ?? usual.Tokenizer.Stemming,
                },
                Vocabulary = usual.Vocabulary with
                {
                    MaximumWords = parsed.GetValue(vocabulary) ?? usual.Vocabulary.MaximumWords,
                    MinimumOccurrences = parsed.GetValue(occurrences) ?? usual.Vocabulary.MinimumOccurrences,
                },
                Sequences = usual.Sequences with
                {
                    // A percentile asked for goes before a length that the learner likes.
                    MaximumLength = parsed.GetValue(maxLength) ?? (parsed.GetValue(percentile) is null ? usual.Sequences.MaximumLength : null),
                    LengthPercentile = parsed.GetValue(percentile) ?? usual.Sequences.LengthPercentile,
                    Cut = parsed.GetValue(cut) ?? usual.Sequences.Cut,
                },
                Names = usual.Names with { Buckets = parsed.GetValue(buckets) ?? usual.Names.Buckets },
                MaximumParts = parsed.GetValue(parts) ?? usual.MaximumParts,
                Vectors = (trainer.LearnsFromVectors ? parsed.GetValue(vectors) : null) ?? usual.Vectors,
                Shape = parsed.GetValue(shape) ?? usual.Shape,
                HashLyrics = parsed.GetValue(hashLyrics) ?? usual.HashLyrics,
            },
        };
    }

    /// <summary>Whether the artist is read as text.</summary>
    public bool ReadsArtist(ParseResult parsed) => parsed.GetValue(texts) is { } named && (named is [All] || named.Contains(TextSource.Artist));

    private bool IsNone(ParseResult parsed) => parsed.GetValue(texts) is [None];

    private (IReadOnlyList<TextLanguage>? Languages, IReadOnlyList<string>? Own) StopWordsOf(ParseResult parsed)
    {
        if (parsed.GetValue(stopWords) is not { Length: > 0 } lists) return (null, null);
        var languages = new List<TextLanguage>();
        var own = new List<string>();
        foreach (var list in lists)
        {
            if (Enum.GetNames<TextLanguage>().FirstOrDefault(name => name.Equals(list, StringComparison.OrdinalIgnoreCase)) is { } language) languages.Add(Enum.Parse<TextLanguage>(language));
            else if (list != None) own.AddRange(ReadWords(list));
        }
        return (languages, own);
    }

    private static IReadOnlyList<string> ReadWords(string path)
    {
        if (!File.Exists(path))
            throw new OptionException($"'{path}' is neither a language of stop-words nor a file; the languages are {string.Join(", ", Spelling.ByCloseness(path.ToLowerInvariant(), Enum.GetNames<TextLanguage>().Select(name => name.ToLowerInvariant())))}.");
        try
        {
            return StopWords.Parse(File.ReadAllText(path), Path.GetFileName(path));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"'{path}' cannot be read ({unreadable.Message.TrimEnd('.')}); check its permissions.", unreadable);
        }
    }
}
