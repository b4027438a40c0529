using System.Text.Json.Nodes;
using GenreLab.Models;

namespace GenreLab.Text;

/// <summary>
/// Texts as weighted counts of terms (term frequency × inverse document frequency; Spärck Jones, 1972), learnt from training texts. As scikit-learn's
/// <c>TfidfVectorizer</c>: a term in d of n training texts weighs ln((1 + n) ÷ (1 + d)) + 1, and every row is scaled to length 1;
/// a text without known terms is a row of zeros. Immutable and thread-safe.
/// </summary>
public sealed class TfIdf
{
    private const string Owner = "term weighting";

    private readonly string[] terms;
    private readonly double[] weights;
    private readonly Dictionary<string, int> columns;
    private readonly Tokenizer tokenizer;

    private TfIdf(TfIdfOptions options, string[] terms, double[] weights)
    {
        Options = options;
        this.terms = terms;
        this.weights = weights;
        columns = new Dictionary<string, int>(terms.Length, StringComparer.Ordinal);
        for (var column = 0; column < terms.Length; column++) columns.Add(terms[column], column);
        tokenizer = TermTokenizer(options.Tokenizer, options.Unit);
    }

    /// <summary>How terms are made and weighted.</summary>
    public TfIdfOptions Options { get; }

    /// <summary>The terms in column order, which is ordinal order. A term of characters shows the spaces around words.</summary>
    public IReadOnlyList<string> Terms => terms;

    /// <summary>Each term's inverse document frequency.</summary>
    public ReadOnlySpan<double> InverseDocumentFrequencies => weights;

    /// <summary>Learns terms and weights.</summary>
    /// <param name="texts">The training texts; a missing one is null.</param>
    /// <param name="options">How.</param>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    /// <exception cref="DataException">No term is left.</exception>
    public static TfIdf Fit(IReadOnlyList<string?> texts, TfIdfOptions options)
    {
        options.Validate();
        var reader = new TermReader(TermTokenizer(options.Tokenizer, options.Unit));
        var counts = new TermCounts();
        for (var text = 0; text < texts.Count; text++)
        {
            reader.Read(texts[text]);
            var sink = new CountingSink(counts, text);
            reader.Terms(options.Unit, options.Shortest, options.Longest, ref sink);
        }
        var most = options.MaximumDocumentShare * texts.Count;
        var kept = counts.Terms.Where(term => term.Value.Documents >= options.MinimumDocuments && term.Value.Documents <= most).ToList();
        if (kept.Count == 0)
            throw new DataException(counts.Terms.Count == 0
                ? $"The {texts.Count:N0} training texts hold no words; check the text column, or allow stop-words and short words."
                : $"None of the {counts.Terms.Count:N0} terms of the training texts is kept; lower minimumDocuments ({options.MinimumDocuments}) or raise maximumDocumentShare ({options.MaximumDocumentShare}).");
        kept.Sort((one, other) => string.CompareOrdinal(one.Key, other.Key));
        if (options.MaximumTerms < kept.Count)
            kept = [.. kept.OrderByDescending(term => term.Value.Occurrences).Take(options.MaximumTerms.Value).OrderBy(term => term.Key, StringComparer.Ordinal)];
        return new TfIdf(options, [.. kept.Select(term => term.Key)],
            [.. kept.Select(term => Math.Log((1.0 + texts.Count) / (1.0 + term.Value.Documents)) + 1)]);
    }

    /// <summary>Turns texts into rows.</summary>
    /// <param name="texts">The texts; a missing one is null and gives a row of zeros.</param>
    /// <param name="threads">Threads to use, 1 or more; they do not change the result.</param>
    /// <returns>Texts × terms.</returns>
    public SparseMatrix Apply(IReadOnlyList<string?> texts, int threads = 1) => SparseRows.Build(texts.Count, terms.Length, threads, (first, count, rows) =>
    {
        var reader = new TermReader(tokenizer);
        var found = new List<int>();
        var sink = new LookupSink(columns.GetAlternateLookup<ReadOnlySpan<char>>(), found);
        for (var text = first; text < first + count; text++)
        {
            found.Clear();
            reader.Read(texts[text]);
            reader.Terms(Options.Unit, Options.Shortest, Options.Longest, ref sink);
            Weigh(found, rows);
        }
    });

    /// <summary>Takes it apart for storage.</summary>
    public StoredState Export() => new(new JsonObject { ["options"] = StoredText.Options(Options) }, new Dictionary<string, Tensor>
    {
        ["terms"] = StoredText.Words(terms),
        ["inverse-document-frequency"] = Tensor.From<double>(weights),
    });

    /// <summary>Puts it together again, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The settings or tensors are incomplete, impossible or do not fit each other.</exception>
    public static TfIdf Import(StoredState state)
    {
        var options = StoredText.Options<TfIdfOptions>(state, "options", Owner);
        StoredText.Check(options.Validate, Owner);
        var terms = StoredText.Words(state, "terms", Owner);
        if (terms.Length == 0) throw StoredText.Damaged(Owner, "has no terms");
        var weights = StoredText.Numbers<double>(state, "inverse-document-frequency", terms.Length, Owner);
        if (!Array.TrueForAll(weights, weight => weight is > 0 and < 100)) throw StoredText.Damaged(Owner, "has an impossible weight");
        return new TfIdf(options, terms, weights);
    }

    // Terms of characters lie within words, which scripts without spaces must then not be cut into.
    internal static Tokenizer TermTokenizer(TokenizerOptions options, TermUnit unit) =>
        new(unit == TermUnit.Characters ? options with { SpacelessScripts = SpacelessScript.Whole } : options);

    private void Weigh(List<int> found, SparseRows rows)
    {
        found.Sort();
        double squares = 0;
        for (var i = 0; i < found.Count;)
        {
            var column = found[i];
            var count = 0;
            for (; i < found.Count && found[i] == column; i++) count++;
            var weight = (Options.Sublinear ? 1 + Math.Log(count) : count) * weights[column];
            squares += weight * weight;
            rows.Add(column, (float)weight);
        }
        var length = Math.Sqrt(squares);
        foreach (ref var value in rows.EndRow()) value = (float)(value / length);
    }

    private readonly struct LookupSink(Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> columns, List<int> found) : ITermSink
    {
        public void Add(ReadOnlySpan<char> term)
        {
            if (columns.TryGetValue(term, out var column)) found.Add(column);
        }
    }

    private readonly struct CountingSink(TermCounts counts, int text) : ITermSink
    {
        public void Add(ReadOnlySpan<char> term) => counts.Add(term, text);
    }
}
