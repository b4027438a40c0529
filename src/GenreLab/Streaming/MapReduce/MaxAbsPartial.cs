using System.Text.Json.Serialization;
using GenreLab.Preprocessing;

namespace GenreLab.Streaming.MapReduce;

/// <summary>The largest |z| of a feature as it is written.</summary>
internal sealed record MaxAbsPartial(double LargestMagnitude) : IPartial<MaxAbsPartial>
{
    [JsonIgnore]
    public bool IsPossible => LargestMagnitude >= 0;

    [JsonIgnore]
    public object Result => this;

    public MaxAbsPartial Merge(MaxAbsPartial other) => new(new LargestMagnitude(LargestMagnitude).Merge(new LargestMagnitude(other.LargestMagnitude)).Value);
}
