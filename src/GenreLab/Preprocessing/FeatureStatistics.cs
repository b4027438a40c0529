using System.Text.Json.Serialization;
using GenreLab.Data;

namespace GenreLab.Preprocessing;

/// <summary>What is known of a feature over all rows that statistics were gathered from.</summary>
/// <param name="Name">The feature's canonical name.</param>
/// <param name="Column">Its column's name.</param>
/// <param name="Count">How many values there are.</param>
/// <param name="Missing">Rows without one.</param>
/// <param name="Mean">Their mean; 0 when there are none, as are all that follow.</param>
/// <param name="SquaredDeviations">The sum of their squared distances from the mean.</param>
/// <param name="Minimum">The smallest.</param>
/// <param name="Maximum">The largest.</param>
public sealed record FeatureStatistics(string Name, string Column, long Count, long Missing, double Mean, double SquaredDeviations, double Minimum, double Maximum)
{
    /// <summary>Population standard deviation (divided by the count); 0 when all are equal.</summary>
    public double StandardDeviation => Moments.Values.StandardDeviation;

    /// <summary>The largest distance from the mean, in standard deviations; 0 when all are equal.</summary>
    public double LargestMagnitude => Moments.LargestMagnitude.Value;

    /// <summary>The same as a value that merges.</summary>
    [JsonIgnore]
    public FeatureMoments Moments => new(Preprocessing.Moments.Restore(Count, Mean, SquaredDeviations, Minimum, Maximum), Missing);

    /// <summary>Whether such statistics can be.</summary>
    [JsonIgnore]
    internal bool IsPossible => Count >= 0 && Missing >= 0 && SquaredDeviations >= 0 && (Count == 0 || (Minimum <= Mean && Mean <= Maximum))
        && double.IsFinite(SquaredDeviations) && Math.Max(Math.Abs(Minimum), Math.Abs(Maximum)) <= Preprocessor.LargestValue;

    /// <summary>The statistics of a feature.</summary>
    public static FeatureStatistics Of(Feature feature, FeatureMoments moments) => new(
        feature.Name, feature.Column, moments.Values.Count, moments.Missing, moments.Values.Mean, moments.Values.SquaredDeviations, moments.Values.Minimum, moments.Values.Maximum);
}
