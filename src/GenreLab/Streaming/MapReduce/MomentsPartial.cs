using System.Text.Json.Serialization;
using GenreLab.Preprocessing;

namespace GenreLab.Streaming.MapReduce;

/// <summary>Moments of a feature as they are written.</summary>
internal sealed record MomentsPartial(long Count, long Missing, double Mean, double SquaredDeviations, double Minimum, double Maximum) : IPartial<MomentsPartial>
{
    [JsonIgnore]
    public FeatureMoments Moments => new(Preprocessing.Moments.Restore(Count, Mean, SquaredDeviations, Minimum, Maximum), Missing);

    [JsonIgnore]
    public bool IsPossible => Statistics("").IsPossible;

    [JsonIgnore]
    public object Result
    {
        get
        {
            var all = Statistics("");
            return new { Count, Missing, Mean, all.StandardDeviation, Minimum, Maximum, all.LargestMagnitude, SquaredDeviations };
        }
    }

    public static MomentsPartial Of(FeatureMoments moments) => new(
        moments.Values.Count, moments.Missing, moments.Values.Mean, moments.Values.SquaredDeviations, moments.Values.Minimum, moments.Values.Maximum);

    public MomentsPartial Merge(MomentsPartial other) => Of(Moments.Merge(other.Moments));

    public FeatureStatistics Statistics(string feature) => new(feature, feature, Count, Missing, Mean, SquaredDeviations, Minimum, Maximum);
}
