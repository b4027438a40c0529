using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Text;

/// <summary>Texts as sequences of tokens of equal length, learnt from training texts: what an embedding layer reads. Immutable and thread-safe.</summary>
public sealed class TokenSequences : ITokenEncoder
{
    private const int BlockRows = 1024, LongestLength = 100_000;

    /// <summary>What the model file calls it.</summary>
    internal const string Word = "words";

    private const string Owner = "token sequences";

    private readonly Tokenizer tokenizer;

    private TokenSequences(Tokenizer tokenizer, Vocabulary vocabulary, TokenSequenceOptions options, int length)
    {
        this.tokenizer = tokenizer;
        Vocabulary = vocabulary;
        Options = options;
        Length = length;
    }

    /// <summary>How texts are cut into words.</summary>
    public TokenizerOptions TokenizerOptions => tokenizer.Options;

    /// <summary>The words known.</summary>
    public Vocabulary Vocabulary { get; }

    /// <summary>Where sequences are cut and filled up.</summary>
    public TokenSequenceOptions Options { get; }

    /// <summary>Tokens of a sequence.</summary>
    public int Length { get; }

    /// <summary>Learns the vocabulary and the length.</summary>
    /// <param name="texts">The training texts; a missing one is null.</param>
    /// <param name="tokenizer">How they are cut into words.</param>
    /// <param name="vocabulary">Which words are known.</param>
    /// <param name="options">How long sequences are.</param>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    /// <exception cref="DataException">The texts hold no words, or none that is kept.</exception>
    public static TokenSequences Fit(IReadOnlyList<string?> texts, TokenizerOptions tokenizer, VocabularyOptions vocabulary, TokenSequenceOptions options)
    {
        options.Validate();
        var words = new Tokenizer(tokenizer);
        var known = Vocabulary.Fit(texts, words, vocabulary);
        return new TokenSequences(words, known, options, options.MaximumLength ?? Percentile(texts, words, options.LengthPercentile));
    }

    /// <summary>Turns texts into rows of tokens, filled up with <see cref="Text.Vocabulary.Padding"/>; a text without words is padding alone.</summary>
    /// <param name="texts">The texts; a missing one is null.</param>
    /// <param name="threads">Threads to use, 1 or more; they do not change the result.</param>
    /// <returns>Texts × <see cref="Length"/>.</returns>
    public Matrix Apply(IReadOnlyList<string?> texts, int threads = 1)
    {
        var sequences = new Matrix(texts.Count, Length);
        Parallel.For(0, (texts.Count + BlockRows - 1) / BlockRows, new ParallelOptions { MaxDegreeOfParallelism = threads }, block =>
        {
            var last = Math.Min(texts.Count, (block + 1) * BlockRows);
            for (var text = block * BlockRows; text < last; text++) Fill(texts[text], sequences.Row(text));
        });
        return sequences;
    }

    string ITokenEncoder.Kind => Word;

    int ITokenEncoder.TokenCount => Vocabulary.Count;

    bool ITokenEncoder.Ordered => true;

    string? ITokenEncoder.WordOf(int token) => token > Vocabulary.Unknown && token < Vocabulary.Count ? Vocabulary.Words[token - 1] : null;

    void ITokenEncoder.Encode(ReadOnlySpan<string?> texts, Matrix destination, int firstRow, int column)
    {
        for (var i = 0; i < texts.Length; i++) Fill(texts[i], destination.Row(firstRow + i).Slice(column, Length));
    }

    bool ITokenEncoder.IsCut(string? text)
    {
        var length = 0;
        foreach (var _ in tokenizer.Read(text))
            if (++length > Length) return true;
        return false;
    }

    /// <summary>Takes it apart for storage.</summary>
    public StoredState Export()
    {
        var vocabulary = Vocabulary.Export();
        var settings = new JsonObject { ["tokenizer"] = StoredText.Options(TokenizerOptions), ["options"] = StoredText.Options(Options), ["length"] = Length };
        return new StoredState(settings, vocabulary.Tensors);
    }

    /// <summary>Puts it together again, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The settings or tensors are incomplete, impossible or do not fit each other.</exception>
    public static TokenSequences Import(StoredState state)
    {
        var tokenizer = StoredText.Options<TokenizerOptions>(state, "tokenizer", Owner);
        var options = StoredText.Options<TokenSequenceOptions>(state, "options", Owner);
        StoredText.Check(tokenizer.Validate, Owner);
        StoredText.Check(options.Validate, Owner);
        return new TokenSequences(new Tokenizer(tokenizer), Vocabulary.Import(state), options, StoredText.Number(state, "length", LongestLength, Owner));
    }

    private void Fill(string? text, Span<float> sequence)
    {
        // The last words are found by going around.
        var count = 0;
        foreach (var word in tokenizer.Read(text))
        {
            if (count >= sequence.Length && Options.Cut == SequenceEnd.End) break;
            sequence[count++ % sequence.Length] = Vocabulary.TokenOf(word);
        }
        if (count > sequence.Length) Rotate(sequence, count % sequence.Length);
        if (count >= sequence.Length) return;
        sequence[count..].Fill(Vocabulary.Padding);
        if (Options.Pad == SequenceEnd.Start) Rotate(sequence, count);
    }

    // Brings the values from a place on to the front.
    private static void Rotate(Span<float> values, int place)
    {
        values[..place].Reverse();
        values[place..].Reverse();
        values.Reverse();
    }

    // The smallest length that enough of the texts with words do not exceed (nearest rank).
    private static int Percentile(IReadOnlyList<string?> texts, Tokenizer tokenizer, double percentile)
    {
        var lengths = new List<int>();
        foreach (var text in texts)
        {
            var length = 0;
            foreach (var _ in tokenizer.Read(text)) length++;
            if (length > 0) lengths.Add(length);
        }
        lengths.Sort();
        var rank = (int)Math.Ceiling(percentile / 100 * lengths.Count);
        return Math.Min(lengths[Math.Clamp(rank, 1, lengths.Count) - 1], LongestLength);
    }
}
