using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Text;

/// <summary>
/// What a text's terms at length 1 do not say: how many words it has, how many of them differ, and how long they are. Each of the three is cut at the
/// training texts' quantiles; a row marks the part that it lies in. To be put <see cref="SparseMatrix.Beside"/> terms. Immutable and thread-safe.
/// </summary>
public sealed class TextShape
{
    /// <summary>Columns of a row: parts of three measures.</summary>
    public const int Columns = Measures * Parts;

    private const int Measures = 3, Parts = 12;
    // Large beside a term's usual weight, so that a penalty does not hold these few columns back.
    private const float Mark = 0.3f;
    private const string Owner = "text shape";

    private readonly Tokenizer tokenizer;
    // Measures × inner edges, ascending.
    private readonly double[] edges;

    private TextShape(Tokenizer tokenizer, double[] edges)
    {
        this.tokenizer = tokenizer;
        this.edges = edges;
    }

    /// <summary>What the columns are, for people: <c>words 58–71</c>.</summary>
    public IReadOnlyList<string> Names =>
    [
        .. Enumerable.Range(0, Columns).Select(column => (Measure: column / Parts, Part: column % Parts)).Select(one =>
        {
            var name = one.Measure switch { 0 => "words", 1 => "share of different words", _ => "letters a word" };
            string Edge(int part) => Math.Round(edges[one.Measure * (Parts - 1) + part], 2).ToString();
            return one.Part == 0 ? $"{name} below {Edge(0)}" : one.Part == Parts - 1 ? $"{name} from {Edge(Parts - 2)}" : $"{name} {Edge(one.Part - 1)}–{Edge(one.Part)}";
        }),
    ];

    /// <summary>Learns the quantiles.</summary>
    /// <param name="texts">The training texts; a missing one is null.</param>
    /// <param name="options">How they are cut into words.</param>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    /// <exception cref="DataException">No text has words.</exception>
    public static TextShape Fit(IReadOnlyList<string?> texts, TokenizerOptions options)
    {
        var tokenizer = new Tokenizer(options);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var measured = new List<double>[] { [], [], [] };
        Span<double> measures = stackalloc double[Measures];
        foreach (var text in texts)
        {
            if (!Measure(text, tokenizer, seen, measures)) continue;
            for (var measure = 0; measure < Measures; measure++) measured[measure].Add(measures[measure]);
        }
        if (measured[0].Count == 0) throw new DataException($"The {texts.Count:N0} training texts hold no words; check the text column, or allow stop-words and short words.");
        var edges = new double[Measures * (Parts - 1)];
        for (var measure = 0; measure < Measures; measure++)
        {
            measured[measure].Sort();
            for (var part = 1; part < Parts; part++) edges[measure * (Parts - 1) + part - 1] = measured[measure][(int)((long)part * measured[measure].Count / Parts)];
        }
        return new TextShape(tokenizer, edges);
    }

    /// <summary>Turns texts into rows.</summary>
    /// <param name="texts">The texts; one without words gives an empty row.</param>
    /// <param name="threads">Threads to use, 1 or more; they do not change the result.</param>
    /// <returns>Texts × <see cref="Columns"/>.</returns>
    public SparseMatrix Apply(IReadOnlyList<string?> texts, int threads = 1) => SparseRows.Build(texts.Count, Columns, threads, (first, count, rows) =>
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Span<double> measures = stackalloc double[Measures];
        for (var text = first; text < first + count; text++)
        {
            if (Measure(texts[text], tokenizer, seen, measures))
                for (var measure = 0; measure < Measures; measure++) rows.Add(measure * Parts + Part(measure, measures[measure]), Mark);
            rows.EndRow();
        }
    });

    /// <summary>Writes rows of <see cref="Columns"/> numbers, 0 where there is no mark.</summary>
    internal void Encode(ReadOnlySpan<string?> texts, Matrix destination, int firstRow, int column)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Span<double> measures = stackalloc double[Measures];
        for (var i = 0; i < texts.Length; i++)
        {
            var marks = destination.Row(firstRow + i).Slice(column, Columns);
            marks.Clear();
            if (Measure(texts[i], tokenizer, seen, measures))
                for (var measure = 0; measure < Measures; measure++) marks[measure * Parts + Part(measure, measures[measure])] = Mark;
        }
    }

    /// <summary>Takes it apart for storage.</summary>
    public StoredState Export() => new(new JsonObject { ["tokenizer"] = StoredText.Options(tokenizer.Options) }, new Dictionary<string, Tensor> { ["edges"] = Tensor.From<double>(edges) });

    /// <summary>Puts it together again, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The settings or tensors are incomplete, impossible or do not fit each other.</exception>
    public static TextShape Import(StoredState state)
    {
        var options = StoredText.Options<TokenizerOptions>(state, "tokenizer", Owner);
        StoredText.Check(options.Validate, Owner);
        var edges = StoredText.Numbers<double>(state, "edges", Measures * (Parts - 1), Owner);
        return Array.TrueForAll(edges, double.IsFinite) ? new TextShape(new Tokenizer(options), edges) : throw StoredText.Damaged(Owner, "has impossible edges");
    }

    private static bool Measure(string? text, Tokenizer tokenizer, HashSet<string> seen, Span<double> measures)
    {
        seen.Clear();
        var known = seen.GetAlternateLookup<ReadOnlySpan<char>>();
        long words = 0, letters = 0;
        foreach (var word in tokenizer.Read(text))
        {
            words++;
            letters += word.Length;
            known.Add(word);
        }
        (measures[0], measures[1], measures[2]) = (words, (double)seen.Count / words, (double)letters / words);
        return words > 0;
    }

    private int Part(int measure, double value)
    {
        var part = 0;
        foreach (var edge in edges.AsSpan(measure * (Parts - 1), Parts - 1))
            if (value >= edge) part++;
        return part;
    }
}
