using GenreLab.Data;
using GenreLab.Preprocessing;
using GenreLab.Preprocessing.Selection;

namespace GenreLab.Exploration;

/// <summary>How a feature's values are distributed over all rows and within each genre: densities of a quantity, shares of the values of a flag or category.</summary>
/// <param name="Points">Where the curves are known: equal steps over the range that holds all but the outermost half percent on either side, or the values of a flag or category.</param>
/// <param name="IsDensity">Whether the curves are densities (per unit of the feature); otherwise they are shares, which add up to 1.</param>
/// <param name="Overall">The curve of all rows.</param>
/// <param name="ByGenre">The curves of the genres, in the order of <see cref="ExplorationResult.Genres"/>.</param>
public sealed record FeatureDistribution(IReadOnlyList<double> Points, bool IsDensity, DistributionCurve Overall, IReadOnlyList<DistributionCurve> ByGenre)
{
    private const double TailShare = 0.005;

    // Values of a flag or category with shares of their own; a category of more values is shown as a quantity.
    private const int MostValues = 50;

    /// <summary>The distribution of grouped values, of which only the groups listed get a curve; null when there are none.</summary>
    internal static FeatureDistribution? Of(FeatureKind kind, GroupedValues values, IReadOnlyList<int> shown, int points)
    {
        var sorted = values.Sorted;
        if (sorted.IsEmpty) return null;
        if (kind != FeatureKind.Numeric && DistinctValues(sorted) is { } distinct)
            return new FeatureDistribution(distinct, false, Shares(sorted, distinct), [.. shown.Select(group => Shares(values.Of(group), distinct))]);

        var (low, step) = Grid(ColumnEncoder.QuantileOf(sorted, TailShare), ColumnEncoder.QuantileOf(sorted, 1 - TailShare), sorted[0], sorted[^1], points);
        if (step == 0) return new FeatureDistribution([low], true, DistributionCurve.None, [.. shown.Select(_ => DistributionCurve.None)]);
        return new FeatureDistribution(
            Steps(low, step, points), true, KernelDensity.Estimate(sorted, low, step, points), [.. shown.Select(group => KernelDensity.Estimate(values.Of(group), low, step, points))]);
    }

    /// <summary>The first point and the distance of two; 0 when there is no range to divide.</summary>
    private static (double Low, double Step) Grid(double low, double high, double minimum, double maximum, int points)
    {
        if (low == high) (low, high) = (minimum, maximum);
        var step = (high - low) / (points - 1);
        return (low, double.IsFinite(step) ? step : 0);
    }

    private static double[] Steps(double low, double step, int points)
    {
        var grid = new double[points];
        for (var i = 0; i < points; i++) grid[i] = low + i * step;
        return grid;
    }

    /// <summary>The distribution of values that are counted; null when there are none.</summary>
    /// <param name="kind">What they mean.</param>
    /// <param name="all">All of them.</param>
    /// <param name="deviation">Their standard deviation.</param>
    /// <param name="shown">Those of the genres that get a curve, and their standard deviations.</param>
    /// <param name="points">Points of a density.</param>
    internal static FeatureDistribution? Of(FeatureKind kind, CountedValues all, double deviation, IReadOnlyList<(CountedValues Values, double Deviation)> shown, int points)
    {
        if (all.Count == 0) return null;
        if (kind != FeatureKind.Numeric && all.Values.Length <= MostValues)
            return new FeatureDistribution(all.Values, false, Shares(all, all.Values), [.. shown.Select(genre => Shares(genre.Values, all.Values))]);
        var (low, step) = Grid(all.QuantileOf(TailShare), all.QuantileOf(1 - TailShare), all.Values[0], all.Values[^1], points);
        if (step == 0) return new FeatureDistribution([low], true, DistributionCurve.None, [.. shown.Select(_ => DistributionCurve.None)]);
        return new FeatureDistribution(
            Steps(low, step, points), true, KernelDensity.Estimate(all, deviation, low, step, points), [.. shown.Select(genre => KernelDensity.Estimate(genre.Values, genre.Deviation, low, step, points))]);
    }

    private static double[]? DistinctValues(ReadOnlySpan<double> sorted)
    {
        var distinct = new List<double>();
        foreach (var value in sorted)
        {
            if (distinct.Count > 0 && distinct[^1] == value) continue;
            if (distinct.Count == MostValues) return null;
            distinct.Add(value);
        }
        return [.. distinct];
    }

    private static DistributionCurve Shares(CountedValues values, double[] distinct)
    {
        if (values.Count == 0) return DistributionCurve.None;
        var shares = new double[distinct.Length];
        for (var i = 0; i < values.Values.Length; i++) shares[Array.BinarySearch(distinct, values.Values[i])] = values.Counts[i] / (double)values.Count;
        return new DistributionCurve(null, shares);
    }

    private static DistributionCurve Shares(ReadOnlySpan<double> sorted, double[] distinct)
    {
        if (sorted.IsEmpty) return DistributionCurve.None;
        var shares = new double[distinct.Length];
        foreach (var value in sorted) shares[Array.BinarySearch(distinct, value)]++;
        for (var i = 0; i < shares.Length; i++) shares[i] /= sorted.Length;
        return new DistributionCurve(null, shares);
    }
}

/// <summary>One curve of a distribution.</summary>
/// <param name="Bandwidth">The standard deviation of the Gaussian kernel, in the feature's unit; null for shares.</param>
/// <param name="Values">Its height at each of the points; null when it is undefined, as the density of a single or constant value is.</param>
public sealed record DistributionCurve(double? Bandwidth, IReadOnlyList<double>? Values)
{
    /// <summary>The curve of values that have none.</summary>
    internal static DistributionCurve None { get; } = new(null, null);
}
