using System.Text.Json.Serialization;

namespace GenreLab.Streaming.MapReduce;

/// <summary>Counts of a feature's values in bins of equal width.</summary>
/// <param name="From">Where the first bin begins.</param>
/// <param name="To">Where the last bin ends; a value just there is in it.</param>
/// <param name="Counts">Number of values in each bin.</param>
/// <param name="Below">Number of values below the first bin.</param>
/// <param name="Above">Number of values above the last bin.</param>
/// <param name="Missing">Rows without a value.</param>
internal sealed record HistogramPartial(double From, double To, long[] Counts, long Below, long Above, long Missing) : IPartial<HistogramPartial>
{
    public const int MostBins = 10_000;

    [JsonIgnore]
    public bool IsPossible => From <= To && Counts is { Length: >= 1 and <= MostBins } && Array.TrueForAll(Counts, count => count >= 0) && Below >= 0 && Above >= 0 && Missing >= 0;

    [JsonIgnore]
    public object Result => this;

    /// <summary>The histogram of values, NaN where missing.</summary>
    public static HistogramPartial Of(double from, double to, int bins, ReadOnlySpan<double> values)
    {
        var counts = new long[bins];
        long below = 0, above = 0, missing = 0;
        var perUnit = to > from ? bins / (to - from) : 0;
        foreach (var value in values)
        {
            if (double.IsNaN(value)) missing++;
            else if (value < from) below++;
            else if (value > to) above++;
            else counts[Math.Min(bins - 1, (int)((value - from) * perUnit))]++;
        }
        return new HistogramPartial(from, to, counts, below, above, missing);
    }

    public HistogramPartial Merge(HistogramPartial other)
    {
        if (From != other.From || To != other.To || Counts.Length != other.Counts.Length)
            throw new DataException($"One histogram has {Counts.Length} bins from {From:R} to {To:R}, another {other.Counts.Length} from {other.From:R} to {other.To:R}; map all rows with the same --statistics and --bins");
        return new HistogramPartial(From, To, [.. Counts.Zip(other.Counts, (one, two) => one + two)], Below + other.Below, Above + other.Above, Missing + other.Missing);
    }
}
