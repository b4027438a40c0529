using GenreLab.Numerics;

namespace GenreLab.Models;

/// <summary>What the contributions of an explanation add up to.</summary>
public enum ExplainedScore
{
    /// <summary>The genre's probability.</summary>
    Probability,
    /// <summary>The genre's score before the softmax, in nats.</summary>
    Logit,
}

/// <summary>A classifier that can tell exactly what each input contributed to a genre's score: Shapley values, by which the
/// difference between a row's score and the baseline is shared out without remainder.</summary>
public interface IExplainableClassifier : IClassifier
{
    /// <summary>The score that is explained.</summary>
    ExplainedScore ExplainedScore { get; }

    /// <summary>Explains one genre a row.</summary>
    /// <param name="x">Rows × <see cref="IClassifier.FeatureCount"/>.</param>
    /// <param name="labels">For each row the index of the genre to explain.</param>
    /// <param name="contributions">Gets what each input added to the genre's score: rows × <see cref="IClassifier.FeatureCount"/>.</param>
    /// <param name="baselines">Gets for each row the genre's score when no input is known; with the row's contributions it adds up to the row's score.</param>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    void Explain(Matrix x, ReadOnlySpan<int> labels, Matrix contributions, Span<float> baselines);
}
