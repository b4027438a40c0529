using GenreLab.Data;
using GenreLab.Numerics;
using GenreLab.Text;

namespace GenreLab.Preprocessing;

/// <summary>A text with all that was learnt about it.</summary>
/// <param name="Source">The text.</param>
/// <param name="Encoder">Makes tokens of it.</param>
/// <param name="Shape">Makes numbers of its shape; null when they are not wanted.</param>
/// <param name="Summary">What was learnt, for people.</param>
internal sealed record FittedText(TextSource Source, ITokenEncoder Encoder, TextShape? Shape, TextSummary Summary)
{
    private const int HashedLyricsFactor = 8;

    /// <summary>The words' vectors; kept only until the model is stored.</summary>
    public Matrix? Vectors { get; init; }

    /// <summary>Number of columns of its shape.</summary>
    public int ShapeWidth => Shape is null ? 0 : TextShape.Columns;

    /// <summary>What the columns of its shape are called together.</summary>
    public string ShapeName => $"{Source.Name} shape";

    /// <summary>Learns the texts that the options name from the training rows.</summary>
    /// <exception cref="DataException">The table lacks one of them, or it has no words.</exception>
    /// <exception cref="OptionException">There are word vectors but no words.</exception>
    public static FittedText[] FitAll(Table table, Schema schema, int[] rows, TextOptions options, ulong seed)
    {
        options.Validate();
        var fitted = new List<FittedText>();
        foreach (var name in options.Use?.Distinct() ?? TextSource.Names.Where(name => options.Artist || name != TextSource.Artist))
        {
            if (schema.Texts.FirstOrDefault(text => text.Name == name) is not { } source)
            {
                if (options.Use is null) continue;
                throw new DataException($"{table.Name} has no column of {Words(name)} to read; {(schema.Texts.Count == 0 ? "it has no texts at all" : $"its texts are {string.Join(", ", schema.Texts.Select(text => text.Name))}")}.");
            }
            var texts = Array.ConvertAll(rows, row => TextOf(table[source.Column], row));
            if (Fit(source, texts, options, seed) is { } one) fitted.Add(one);
            else if (options.Use is not null) throw new DataException($"The column {Quoted.From(source.Column)} of {table.Name} has no words in any training row; leave it out of the texts.");
        }
        if (options.Vectors is not null && !fitted.Exists(text => text.Encoder.Ordered))
            throw new OptionException("Word vectors are for the words of lyrics, and no lyrics are read; leave the vectors out.");
        // What is read first does not depend on the order in which the user names it.
        return [.. fitted.OrderBy(text => TextSource.Names.Index().First(one => one.Item == text.Source.Name).Index)];
    }

    /// <summary>The text of a row; null when it is missing.</summary>
    public static string? TextOf(Column column, int row) => column.IsMissing(row) ? null : column.Text(row);

    /// <summary>The text's column, found by its canonical name.</summary>
    /// <exception cref="DataException">The table lacks it.</exception>
    public Column Find(Table table, Schema schema) => schema.Texts.FirstOrDefault(text => text.Name == Source.Name) is { } known && table.Find(known.Column) is { } column
        ? column
        : throw new DataException($"{table.Name} lacks the {Words(Source.Name)} that the model reads; its columns are {SchemaDetector.Listed(table)}. Add or rename columns.");

    private static FittedText? Fit(TextSource source, string?[] texts, TextOptions options, ulong seed)
    {
        var isLyrics = source.Name == TextSource.Lyrics;
        var words = new Tokenizer(isLyrics ? options.Tokenizer : options.Names.Tokenizer);
        if (!Array.Exists(texts, text => words.Read(text).MoveNext())) return null;

        ITokenEncoder encoder = isLyrics && !options.HashLyrics
            ? TokenSequences.Fit(texts, options.Tokenizer, options.Vocabulary, options.Sequences)
            : HashedBags.Fit(texts, options.Names, isLyrics ? Math.Min(HashedLyricsFactor * options.MaximumParts, HashedBags.LongestLength) : options.MaximumParts);
        var vocabulary = (encoder as TokenSequences)?.Vocabulary;
        var vectors = vocabulary is null || options.Vectors is null ? null : WordVectors.ReadFile(options.Vectors, vocabulary, seed: seed);
        var summary = new TextSummary
        {
            Name = source.Name,
            Ordered = encoder.Ordered,
            Tokens = encoder.TokenCount,
            Length = encoder.Length,
            Texts = texts.Count(text => text is not null),
            Cut = texts.Count(encoder.IsCut),
            KnownShare = vocabulary is null ? null : Known(vocabulary),
            Vectors = vectors is null ? null : Path.GetFileName(options.Vectors),
            Coverage = vectors?.Coverage,
        };
        return new FittedText(source, encoder, isLyrics && options.Shape ? TextShape.Fit(texts, options.Tokenizer) : null, summary) { Vectors = vectors?.Table };
    }

    private static double Known(Vocabulary vocabulary)
    {
        long all = 0;
        foreach (var count in vocabulary.Occurrences) all += count;
        return 1 - (double)vocabulary.Occurrences[Vocabulary.Unknown] / all;
    }

    private static string Words(string name) => name switch
    {
        "track_name" => "track names",
        "album_name" => "album names",
        TextSource.Artist => "artists",
        _ => name,
    };
}
