using GenreLab.Numerics;

namespace GenreLab.Models;

/// <summary>What a feature added to a genre's score; negative when it spoke against the genre.</summary>
/// <param name="Feature">The feature's canonical name, for example <c>energy</c>.</param>
/// <param name="Effect">What it added.</param>
public sealed record FeatureEffect(string Feature, double Effect);

/// <summary>
/// What each feature of a track added to the score of one genre, for several tracks: Shapley values, so that a row's baseline and
/// effects add up to its score.
/// </summary>
/// <param name="Score">What they add up to.</param>
/// <param name="Features">The features' canonical names.</param>
/// <param name="Effects">Rows × features.</param>
/// <param name="Baselines">For each row the genre's score when nothing is known of the track.</param>
public sealed record Explanations(ExplainedScore Score, IReadOnlyList<string> Features, Matrix Effects, IReadOnlyList<float> Baselines)
{
    /// <summary>The features that spoke most for or against the genre, the largest effect in either direction first; those without any effect are left out.</summary>
    /// <param name="row">The row.</param>
    /// <param name="count">At most how many.</param>
    public IReadOnlyList<FeatureEffect> Strongest(int row, int count) =>
        [.. StrongestPositions(row, count).Select(feature => new FeatureEffect(Features[feature], Effects[row, feature]))];

    internal IEnumerable<int> StrongestPositions(int row, int count) => Enumerable.Range(0, Features.Count)
        .Where(feature => Effects[row, feature] != 0)
        .OrderByDescending(feature => Math.Abs(Effects[row, feature]))
        .Take(count);
}
