using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GenreLab.Models;

namespace GenreLab.Text;

/// <summary>
/// The words known from training texts as numbers, called tokens: 1 is the most frequent word, words of equal frequency are in ordinal order,
/// <see cref="Unknown"/> (0) stands for every other word and <see cref="Padding"/> (−1) for none. Immutable and thread-safe.
/// </summary>
public sealed class Vocabulary
{
    /// <summary>The token of words that are not known.</summary>
    public const int Unknown = 0;

    /// <summary>The token that fills up sequences.</summary>
    public const int Padding = -1;

    private const int MostWords = 10_000_000;
    private const string Owner = "vocabulary";

    private readonly string[] words;
    private readonly long[] occurrences;
    private readonly Dictionary<string, int> tokens;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;

    private Vocabulary(string[] words, long[] occurrences)
    {
        this.words = words;
        this.occurrences = occurrences;
        tokens = new Dictionary<string, int>(words.Length, StringComparer.Ordinal);
        for (var word = 0; word < words.Length; word++) tokens.Add(words[word], word + 1);
        lookup = tokens.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Number of tokens: the words and the unknown one.</summary>
    public int Count => words.Length + 1;

    /// <summary>The known words; the word at index i has the token i + 1.</summary>
    public IReadOnlyList<string> Words => words;

    /// <summary>How often each token occurs in the training texts; first the unknown one, which stands for all words left out.</summary>
    public ReadOnlySpan<long> Occurrences => occurrences;

    /// <summary>A word's token; <see cref="Unknown"/> when it is not known.</summary>
    public int TokenOf(ReadOnlySpan<char> word) => lookup.TryGetValue(word, out var token) ? token : Unknown;

    /// <summary>Learns the words of training texts.</summary>
    /// <param name="texts">The texts; a missing one is null.</param>
    /// <param name="tokenizer">Cuts them into words.</param>
    /// <param name="options">Which words are kept.</param>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    /// <exception cref="DataException">No word is left.</exception>
    public static Vocabulary Fit(IEnumerable<string?> texts, Tokenizer tokenizer, VocabularyOptions options)
    {
        options.Validate();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        var lookup = counts.GetAlternateLookup<ReadOnlySpan<char>>();
        long all = 0;
        foreach (var text in texts)
        {
            foreach (var word in tokenizer.Read(text))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(lookup, word, out _)++;
                all++;
            }
        }
        var kept = counts.Where(word => word.Value >= options.MinimumOccurrences)
            .OrderByDescending(word => word.Value).ThenBy(word => word.Key, StringComparer.Ordinal)
            .Take(Math.Min(options.MaximumWords ?? MostWords, MostWords)).ToArray();
        if (kept.Length == 0)
            throw new DataException(counts.Count == 0
                ? "The training texts hold no words; check the text column, or allow stop-words and short words."
                : $"None of the {counts.Count:N0} words of the training texts occurs {options.MinimumOccurrences} times; lower minimumOccurrences.");
        return new Vocabulary(Array.ConvertAll(kept, word => word.Key), [all - kept.Sum(word => word.Value), .. kept.Select(word => word.Value)]);
    }

    /// <summary>Takes it apart for storage.</summary>
    public StoredState Export() => new(new JsonObject { ["words"] = words.Length }, new Dictionary<string, Tensor>
    {
        ["words"] = StoredText.Words(words),
        ["occurrences"] = Tensor.From<long>(occurrences),
    });

    /// <summary>Puts it together again, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The tensors are incomplete, impossible or do not fit each other.</exception>
    public static Vocabulary Import(StoredState state)
    {
        var words = StoredText.Words(state, "words", Owner);
        if (words.Length is 0 or > MostWords) throw StoredText.Damaged(Owner, $"has {words.Length:N0} words");
        var occurrences = StoredText.Numbers<long>(state, "occurrences", words.Length + 1, Owner);
        return Array.TrueForAll(occurrences, count => count >= 0) ? new Vocabulary(words, occurrences) : throw StoredText.Damaged(Owner, "has negative counts");
    }
}
