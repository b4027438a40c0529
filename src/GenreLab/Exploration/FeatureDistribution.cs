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

        var (low, high) = (ColumnEncoder.QuantileOf(sorted, TailShare), ColumnEncoder.QuantileOf(sorted, 1 - TailShare));
        if (low == high) (low, high) = (sorted[0], sorted[^1]);
        var step = (high - low) / (points - 1);
        if (step == 0 || !double.IsFinite(step)) return new FeatureDistribution([low], true, DistributionCurve.None, [.. shown.Select(_ => DistributionCurve.None)]);
        var grid = new double[points];
        for (var i = 0; i < points; i++) grid[i] = low + i * step;
        return new FeatureDistribution(
            grid, true, KernelDensity.Estimate(sorted, low, step, points), [.. shown.Select(group => KernelDensity.Estimate(values.Of(group), low, step, points))]);
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
