namespace GenreLab.Models;

/// <summary>A classifier that can tell which tokens of texts speak most for a genre.</summary>
public interface ITextClassifier : IClassifier
{
    /// <summary>The tokens, or runs of neighbouring tokens, of ordered texts that speak most for a genre, the strongest first.</summary>
    /// <param name="label">The genre, by its place among the probabilities.</param>
    /// <param name="count">At most so many.</param>
    IReadOnlyList<WeightedTokens> Strongest(int label, int count);
}

/// <summary>Tokens of a text and how much they speak for a genre.</summary>
/// <param name="Text">Which text, for example <c>lyrics</c>.</param>
/// <param name="Tokens">The tokens, side by side in the text.</param>
/// <param name="Weight">How much they speak for the genre; only comparisons mean anything.</param>
public sealed record WeightedTokens(string Text, IReadOnlyList<int> Tokens, double Weight);
