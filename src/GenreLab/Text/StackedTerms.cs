using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Text;

/// <summary>
/// Logistic regressions on the weighted words of one text, for a learner that reads what they say (stacked generalisation; Wolpert, 1992): one of all
/// training rows, for rows to be predicted, and for each part of the rows one of the other parts. A regression knows the rows it was trained on far better than it
/// will know any other, so a learner that was shown those scores would trust it too much. Which part a row is in follows from its tokens: the same text is
/// never on both sides.
/// </summary>
internal sealed class StackedTerms
{
    /// <summary>Parts of the training rows.</summary>
    public const int Parts = 5;

    // That of all rows, then for each part that of the others.
    private readonly SparseLogistic?[] regressions;
    private readonly TokenTerms terms;

    private StackedTerms(TokenTerms terms, SparseLogistic?[] regressions) => (this.terms, this.regressions) = (terms, regressions);

    /// <summary>Number of terms, each a single token.</summary>
    public int Count => terms.Count;

    /// <summary>The token of a term.</summary>
    public int TokenOf(int term) => terms.TokensOf(term)[0];

    /// <summary>A term's inverse document frequency.</summary>
    public double InverseDocumentFrequency(int term) => terms.InverseDocumentFrequency(term);

    /// <summary>What a term adds to each genre's score; nothing where there was nothing to learn from.</summary>
    /// <param name="term">The term.</param>
    /// <param name="part">The part of the rows that is not to be learnt from; null for none.</param>
    public ReadOnlySpan<float> Weights(int term, int? part) => regressions[part + 1 ?? 0] is { } regression ? regression.Weights(term) : default;

    /// <summary>Learns from training rows, as <see cref="TextTrainer"/> does by default; null when no term is kept.</summary>
    /// <param name="train">The training rows.</param>
    /// <param name="text">Which of their texts.</param>
    /// <param name="context">Threads, which change nothing, and cancellation.</param>
    public static StackedTerms? Fit(Dataset train, TextInputs text, TrainingContext context)
    {
        var options = new TextTrainer();
        var terms = TokenTerms.Fit(train.Features, text, options);
        if (terms.Count == 0) return null;
        var x = SparseRows.Build(train.Rows, terms.Count, context.Threads, (first, count, rows) =>
        {
            var found = new List<long>();
            for (var row = first; row < first + count; row++)
            {
                terms.Add(train.Features.Row(row), 0, found, rows);
                rows.EndRow();
            }
        });
        var (begin, length) = text.Columns.GetOffsetAndLength(train.Inputs.Columns);
        int[] spoken = [.. Enumerable.Range(0, train.Rows).Where(row => !x.RowIndices(row).IsEmpty)];
        int[] parts = Array.ConvertAll(spoken, row => PartOf(train.Features.Row(row).Slice(begin, length), text.Tokens));
        var learning = new SparseLogisticOptions { C = options.C, MaxIterations = options.MaxIterations, Tolerance = options.Tolerance };
        var surroundings = new TrainingContext { Threads = context.Threads, Instructions = context.Instructions, Cancellation = context.Cancellation };
        SparseLogistic? FitWithout(int? part)
        {
            int[] rows = [.. spoken.Where((_, i) => parts[i] != part)];
            var labels = Array.ConvertAll(rows, row => train.Labels[row]);
            return labels.AsSpan().ContainsAnyExcept(labels.FirstOrDefault()) ? SparseLogistic.Fit(x.Select(rows), labels, train.LabelNames.Count, learning, surroundings) : null;
        }
        return new StackedTerms(terms, [FitWithout(null), .. Enumerable.Range(0, Parts).Select(part => FitWithout(part))]);
    }

    /// <summary>Finds the part of the training rows that a row is in, from its tokens in their order (FNV-1a).</summary>
    public struct Part()
    {
        private ulong hash = 0xCBF29CE484222325;

        /// <summary>The part, once all tokens are added; the upper bits are the well mixed ones.</summary>
        public readonly int Number => (int)((hash >> 32) % Parts);

        /// <summary>Adds the next token.</summary>
        public void Add(int token) => hash = (hash ^ (ulong)token) * 0x100000001B3;
    }

    private static int PartOf(ReadOnlySpan<float> tokens, int count)
    {
        var part = new Part();
        foreach (var token in tokens)
        {
            if (!(token >= 0) || token >= count) break;
            part.Add((int)token);
        }
        return part.Number;
    }
}
