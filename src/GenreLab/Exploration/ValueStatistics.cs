using GenreLab.Preprocessing;

namespace GenreLab.Exploration;

/// <summary>Statistics of numbers, as pandas' <c>describe</c> gives them; all null when there are none.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Missing">Rows without one.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="StandardDeviation">Sample standard deviation (divided by count − 1); null for fewer than two.</param>
/// <param name="Minimum">Smallest.</param>
/// <param name="LowerQuartile">A quarter of them is below it (linear between neighbours).</param>
/// <param name="Median">Half of them is below it.</param>
/// <param name="UpperQuartile">Three quarters of them are below it.</param>
/// <param name="Maximum">Largest.</param>
public sealed record ValueStatistics(
    int Count, int Missing, double? Mean, double? StandardDeviation, double? Minimum, double? LowerQuartile, double? Median, double? UpperQuartile, double? Maximum)
{
    /// <summary>Whether there are values and all are equal.</summary>
    public bool IsConstant => Count > 0 && Minimum == Maximum;

    /// <summary>The statistics of numbers by their moments and the three values that quarter them.</summary>
    internal static ValueStatistics Of(Moments moments, long rows, Func<double, double?> quantileOf) =>
        moments.Count == 0 ? Of([], (int)rows) : new ValueStatistics(
            (int)moments.Count, (int)(rows - moments.Count), moments.Mean, moments.Count < 2 ? null : Math.Sqrt(moments.SquaredDeviations / (moments.Count - 1)),
            moments.Minimum, quantileOf(0.25), quantileOf(0.5), quantileOf(0.75), moments.Maximum);

    /// <summary>The statistics of sorted numbers.</summary>
    internal static ValueStatistics Of(ReadOnlySpan<double> sorted, int rows)
    {
        if (sorted.IsEmpty) return new ValueStatistics(0, rows, null, null, null, null, null, null, null);
        double sum = 0, squares = 0;
        foreach (var value in sorted) sum += value;
        var mean = sorted[0] == sorted[^1] ? sorted[0] : sum / sorted.Length;
        foreach (var value in sorted) squares += (value - mean) * (value - mean);
        return new ValueStatistics(
            sorted.Length, rows - sorted.Length, mean, sorted.Length < 2 ? null : Math.Sqrt(squares / (sorted.Length - 1)),
            sorted[0], ColumnEncoder.QuantileOf(sorted, 0.25), ColumnEncoder.QuantileOf(sorted, 0.5), ColumnEncoder.QuantileOf(sorted, 0.75), sorted[^1]);
    }
}
