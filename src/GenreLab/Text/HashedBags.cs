using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Text;

/// <summary>
/// Texts as bags of hashed words and parts of words (<see cref="HashedNGrams"/>) in a fixed number of places, as many as the longest training
/// text needs, up to a limit: the words first, then the parts in the order of the text, so that what is cut is the end of its parts.
/// </summary>
internal sealed class HashedBags : ITokenEncoder
{
    public const string Word = "hashed";

    /// <summary>Most places.</summary>
    public const int LongestLength = 100_000;

    private const string Owner = "hashed text";

    private readonly HashedNGrams grams;

    private HashedBags(HashedNGrams grams, int length) => (this.grams, Length) = (grams, length);

    /// <inheritdoc/>
    public string Kind => Word;

    /// <inheritdoc/>
    public int Length { get; }

    /// <inheritdoc/>
    public int TokenCount => grams.Options.Buckets;

    /// <inheritdoc/>
    public bool Ordered => false;

    /// <summary>Learns how many places are needed.</summary>
    /// <param name="texts">The training texts; a missing one is null.</param>
    /// <param name="options">What is hashed.</param>
    /// <param name="most">Most places.</param>
    public static HashedBags Fit(IReadOnlyList<string?> texts, HashedNGramOptions options, int most)
    {
        var grams = new HashedNGrams(options);
        var reader = grams.CreateReader();
        var longest = 1;
        foreach (var text in texts) longest = Math.Max(longest, reader.Read(text).Count);
        return new HashedBags(grams, Math.Min(longest, most));
    }

    /// <inheritdoc/>
    public string? WordOf(int token) => null;

    /// <inheritdoc/>
    public void Encode(ReadOnlySpan<string?> texts, Matrix destination, int firstRow, int column)
    {
        var reader = grams.CreateReader();
        for (var i = 0; i < texts.Length; i++)
        {
            var bag = destination.Row(firstRow + i).Slice(column, Length);
            var buckets = reader.Read(texts[i]);
            var count = Math.Min(buckets.Count, Length);
            for (var place = 0; place < count; place++) bag[place] = buckets[place];
            bag[count..].Fill(Vocabulary.Padding);
        }
    }

    /// <inheritdoc/>
    public bool IsCut(string? text) => grams.CreateReader().Read(text).Count > Length;

    /// <inheritdoc/>
    public StoredState Export() => new(new JsonObject { ["options"] = StoredText.Options(grams.Options), ["length"] = Length }, new Dictionary<string, Tensor>());

    /// <summary>Puts it together again, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The settings are incomplete or impossible.</exception>
    public static HashedBags Import(StoredState state)
    {
        var options = StoredText.Options<HashedNGramOptions>(state, "options", Owner);
        StoredText.Check(options.Validate, Owner);
        return new HashedBags(new HashedNGrams(options), StoredText.Number(state, "length", LongestLength, Owner));
    }
}
