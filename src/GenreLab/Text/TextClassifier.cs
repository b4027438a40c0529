using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Text;

/// <summary>The softmax of one weighted sum of terms and numbers a genre.</summary>
internal sealed class TextClassifier : ITextClassifier
{
    private const string Owner = "text model";

    private readonly TextTerms terms;
    private readonly SparseLogistic logistic;

    public TextClassifier(TextTerms terms, SparseLogistic logistic) => (this.terms, this.logistic) = (terms, logistic);

    /// <inheritdoc/>
    public string Kind => "text";

    /// <inheritdoc/>
    public int FeatureCount => terms.Inputs;

    /// <inheritdoc/>
    public int LabelCount => logistic.Labels;

    /// <inheritdoc/>
    public void PredictProbabilities(Matrix x, Matrix destination)
    {
        ClassifierShapes.Require(this, x, destination);
        logistic.PredictProbabilities(terms.Apply(x, threads: 1), destination);
    }

    /// <inheritdoc/>
    public IReadOnlyList<WeightedTokens> Strongest(int label, int count)
    {
        var strongest = new List<WeightedTokens>();
        var first = 0;
        foreach (var text in terms.Texts)
        {
            // Hashed parts stand for nothing that could be shown.
            var columns = text.Text.Ordered ? Enumerable.Range(first, text.Count) : [];
            strongest.AddRange(columns.OrderByDescending(column => logistic.Weights(column)[label]).Take(count)
                .Select(column => new WeightedTokens(text.Text.Name, text.TokensOf(column - first), logistic.Weights(column)[label])));
            first += text.Count;
        }
        return [.. strongest.OrderByDescending(one => one.Weight).Take(count)];
    }

    /// <inheritdoc/>
    public StoredState Export()
    {
        var (learnt, weights) = (terms.Export(), logistic.Export());
        return new StoredState(
            new JsonObject { ["terms"] = learnt.Settings, ["regression"] = weights.Settings },
            learnt.Tensors.Concat(weights.Tensors).ToDictionary(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal));
    }

    /// <summary>Rebuilds a classifier from its stored form, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The settings or tensors are incomplete, impossible or do not fit each other.</exception>
    public static TextClassifier Import(StoredState state)
    {
        StoredState Part(string name) => new(state.Settings[name] as JsonObject ?? throw StoredText.Damaged(Owner, $"lacks its '{name}'"), state.Tensors);
        var terms = TextTerms.Import(Part("terms"));
        var logistic = SparseLogistic.Import(Part("regression"));
        return terms.Count == logistic.Columns
            ? new TextClassifier(terms, logistic)
            : throw StoredText.Damaged(Owner, $"has {terms.Count:N0} terms and numbers but weights for {logistic.Columns:N0}");
    }
}
