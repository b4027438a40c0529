using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Text;

/// <summary>
/// The terms of one text's tokens with their weights, as <see cref="TfIdf"/> has them of the text itself: a token, or with an order two neighbouring
/// ones. The unknown word of an ordered text is no term. Immutable and thread-safe.
/// </summary>
internal sealed class TokenTerms
{
    private const int MostTokens = 1 << 24, MostColumns = 1 << 24;
    private const string Owner = "terms of a text";

    // A token t is the term t; two neighbours a, b are the term tokens + a · tokens + b.
    private readonly long[] terms;
    private readonly double[] weights;
    private readonly bool sublinear;
    private readonly int first, length;
    // The column of each single token, −1 for none.
    private readonly int[] singles;
    private readonly Dictionary<long, int> pairs = [];

    private TokenTerms(TextInputs text, int first, int length, bool sublinear, long[] terms, double[] weights)
    {
        (Text, this.first, this.length, this.sublinear, this.terms, this.weights) = (text, first, length, sublinear, terms, weights);
        singles = new int[text.Tokens];
        Array.Fill(singles, -1);
        for (var column = 0; column < terms.Length; column++)
            if (terms[column] < text.Tokens) singles[terms[column]] = column;
            else pairs.Add(terms[column], column);
    }

    /// <summary>The text they are of.</summary>
    public TextInputs Text { get; }

    /// <summary>Number of terms.</summary>
    public int Count => terms.Length;

    /// <summary>The tokens of a term.</summary>
    public IReadOnlyList<int> TokensOf(int term) => terms[term] < Text.Tokens
        ? [(int)terms[term]]
        : [(int)((terms[term] - Text.Tokens) / Text.Tokens), (int)((terms[term] - Text.Tokens) % Text.Tokens)];

    /// <summary>A term's inverse document frequency.</summary>
    public double InverseDocumentFrequency(int term) => weights[term];

    /// <summary>Learns terms and weights from training rows; there may be none.</summary>
    public static TokenTerms Fit(Matrix x, TextInputs text, TextTrainer options)
    {
        var (first, length) = text.Columns.GetOffsetAndLength(x.Columns);
        var counts = new Dictionary<long, (int Rows, int Occurrences, int LastRow)>();
        var found = new List<long>();
        for (var row = 0; row < x.Rows; row++)
        {
            found.Clear();
            Collect(x.Row(row).Slice(first, length), text, options.Words > 1, found);
            foreach (var term in found)
            {
                ref var count = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(counts, term, out var known);
                count = (count.Rows + (known && count.LastRow == row ? 0 : 1), count.Occurrences + 1, row);
            }
        }
        var most = options.MaximumDocumentShare * x.Rows;
        var kept = counts.Where(term => term.Value.Rows >= options.MinimumDocuments && term.Value.Rows <= most).ToArray();
        if (options.MaximumTerms < kept.Length)
            kept = [.. kept.OrderByDescending(term => term.Value.Occurrences).ThenBy(term => term.Key).Take(options.MaximumTerms.Value)];
        Array.Sort(kept, (one, other) => one.Key.CompareTo(other.Key));
        return new TokenTerms(text with { Vectors = null }, first, length, options.Sublinear, Array.ConvertAll(kept, term => term.Key),
            Array.ConvertAll(kept, term => Math.Log((1.0 + x.Rows) / (1.0 + term.Value.Rows)) + 1));
    }

    /// <summary>Adds a row's weighted terms, whose squares sum to 1, to a sparse row.</summary>
    /// <param name="inputs">The row's inputs, those of this text and others.</param>
    /// <param name="firstColumn">The column of the first term.</param>
    /// <param name="found">A buffer.</param>
    /// <param name="rows">Gets the terms.</param>
    public void Add(ReadOnlySpan<float> inputs, int firstColumn, List<long> found, SparseRows rows)
    {
        found.Clear();
        Collect(inputs.Slice(first, length), Text, pairs.Count > 0, found);
        var count = 0;
        foreach (var term in found)
        {
            var column = term < singles.Length ? singles[term] : pairs.GetValueOrDefault(term, -1);
            if (column >= 0) System.Runtime.InteropServices.CollectionsMarshal.AsSpan(found)[count++] = column;
        }
        var columns = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(found)[..count];
        columns.Sort();
        double squares = 0;
        for (var pass = 0; pass < 2; pass++)
        {
            var scale = pass == 0 ? 0 : 1 / Math.Sqrt(squares);
            for (var i = 0; i < count;)
            {
                var column = (int)columns[i];
                var times = 0;
                for (; i < count && columns[i] == column; i++) times++;
                var weight = (sublinear ? 1 + Math.Log(times) : times) * weights[column];
                if (pass == 0) squares += weight * weight;
                else rows.Add(firstColumn + column, (float)(weight * scale));
            }
        }
    }

    /// <summary>Takes it apart for storage.</summary>
    public JsonObject Export(string prefix, Dictionary<string, Tensor> tensors)
    {
        tensors.Add(prefix + "terms", Tensor.From<long>(terms));
        tensors.Add(prefix + "inverse-document-frequency", Tensor.From<double>(weights));
        return new JsonObject { ["name"] = Text.Name, ["first"] = first, ["length"] = length, ["tokens"] = Text.Tokens, ["ordered"] = Text.Ordered };
    }

    /// <summary>Puts it together again, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The settings or tensors are incomplete or impossible.</exception>
    public static TokenTerms Import(JsonObject settings, string prefix, IReadOnlyDictionary<string, Tensor> tensors, int columns, bool sublinear)
    {
        var state = new StoredState(settings, tensors);
        var length = StoredText.Number(state, "length", columns, Owner);
        var tokens = StoredText.Number(state, "tokens", MostTokens, Owner);
        if (settings["first"] is not JsonValue value || !value.TryGetValue(out int first) || first < 0 || first > columns - length) throw StoredText.Damaged(Owner, "lacks its 'first' column");
        if (settings["ordered"] is not JsonValue orderedValue || !orderedValue.TryGetValue(out bool ordered)) throw StoredText.Damaged(Owner, "does not say whether it is 'ordered'");
        if (settings["name"] is not JsonValue nameValue || !nameValue.TryGetValue(out string? name)) throw StoredText.Damaged(Owner, "has no 'name'");
        if (!tensors.TryGetValue(prefix + "terms", out var tensor) || tensor.Shape is not [var count] || count > MostColumns) throw StoredText.Damaged(Owner, "lacks the terms");
        var terms = StoredText.Numbers<long>(state, prefix + "terms", (int)count, Owner);
        var weights = StoredText.Numbers<double>(state, prefix + "inverse-document-frequency", (int)count, Owner);
        for (var i = 0; i < terms.Length; i++)
            if (terms[i] < 0 || terms[i] >= tokens + (ordered ? (long)tokens * tokens : 0) || (i > 0 && terms[i] <= terms[i - 1])) throw StoredText.Damaged(Owner, "has terms that do not ascend or do not exist");
        if (!Array.TrueForAll(weights, weight => weight is > 0 and < 100)) throw StoredText.Damaged(Owner, "has an impossible weight");
        return new TokenTerms(new TextInputs(name, first..(first + length), tokens, ordered), first, length, sublinear, terms, weights);
    }

    private static void Collect(ReadOnlySpan<float> tokens, TextInputs text, bool pairs, List<long> found)
    {
        var before = -1L;
        foreach (var value in tokens)
        {
            // NaN, and tokens of other texts than were learnt from, are no terms.
            if (!(value >= 0) || value >= text.Tokens) break;
            var token = (long)value;
            if (text.Ordered && token == Vocabulary.Unknown)
            {
                before = -1;
                continue;
            }
            found.Add(token);
            if (pairs && text.Ordered && before >= 0) found.Add(text.Tokens + before * text.Tokens + token);
            before = token;
        }
    }
}
