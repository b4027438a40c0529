using System.Numerics.Tensors;

namespace GenreLab.Exploration;

/// <summary>Gaussian kernel density estimates on equidistant points.</summary>
internal static class KernelDensity
{
    // With so many bins a bandwidth, sharing a value out to the two bins beside it changes the density by at most 1 / (8 · 48²) of its peak.
    private const int BinsPerBandwidth = 48;

    // Beyond so many bandwidths the kernel is below 1e-8 of its peak.
    private const int Reach = 6;

    // Wider kernels (of a feature with values far outside the range shown) would need too many bins.
    private const int MostSteps = 1_000;

    /// <summary>The density of sorted values at <paramref name="low"/>, <paramref name="low"/> + <paramref name="step"/>, …; undefined when they do not vary.</summary>
    public static DistributionCurve Estimate(ReadOnlySpan<double> sorted, double low, double step, int points)
    {
        if (sorted.IsEmpty || sorted[0] == sorted[^1]) return DistributionCurve.None;
        return Estimate(sorted, [], sorted.Length, ValueStatistics.Of(sorted, sorted.Length).StandardDeviation!.Value, low, step, points);
    }

    /// <summary>The density of values that are counted.</summary>
    public static DistributionCurve Estimate(CountedValues values, double standardDeviation, double low, double step, int points) =>
        values.Values.Length < 2 ? DistributionCurve.None : Estimate(values.Values, values.Counts, values.Count, standardDeviation, low, step, points);

    // No counts: each value stands for itself.
    private static DistributionCurve Estimate(
        ReadOnlySpan<double> sorted, ReadOnlySpan<int> counts, long count, double standardDeviation, double low, double step, int points)
    {
        var bandwidth = Bandwidth(count, standardDeviation);
        if (!(bandwidth > 0) || !double.IsFinite(bandwidth)) return DistributionCurve.None;
        var density = new double[points];
        if (bandwidth > step / 2 && bandwidth < MostSteps * step) Binned(sorted, counts, bandwidth, low, step, density);
        else Exact(sorted, counts, bandwidth, low, step, density);
        var scale = 1 / (count * bandwidth * Math.Sqrt(2 * Math.PI));
        for (var i = 0; i < points; i++) density[i] *= scale;
        return new DistributionCurve(bandwidth, density);
    }

    /// <summary>Silverman's rule for the normal distribution (1986, equation 3.28), (4 / 3n)^(1/5) times the sample standard deviation: SciPy's <c>silverman</c>.
    /// His narrower rule by the interquartile range would draw features of which most values are nearly 0 as a needle.</summary>
    private static double Bandwidth(long count, double standardDeviation) => standardDeviation * Math.Pow(0.75 * count, -0.2);

    private static void Exact(ReadOnlySpan<double> sorted, ReadOnlySpan<int> counts, double bandwidth, double low, double step, double[] density)
    {
        var first = 0;
        for (var point = 0; point < density.Length; point++)
        {
            var center = low + point * step;
            while (first < sorted.Length && sorted[first] < center - Reach * bandwidth) first++;
            for (var i = first; i < sorted.Length && sorted[i] <= center + Reach * bandwidth; i++)
            {
                var distance = (sorted[i] - center) / bandwidth;
                density[point] += (counts.IsEmpty ? 1 : counts[i]) * Math.Exp(-0.5 * distance * distance);
            }
        }
    }

    private static void Binned(ReadOnlySpan<double> sorted, ReadOnlySpan<int> counts, double bandwidth, double low, double step, double[] density)
    {
        // Every point lies on a bin, so that one table of the kernel serves them all.
        var binsPerStep = (int)Math.Ceiling(BinsPerBandwidth * step / bandwidth);
        var bin = step / binsPerStep;
        var margin = (int)Math.Ceiling(Reach * bandwidth / bin);
        var bins = new double[(density.Length - 1) * binsPerStep + 2 * margin + 1];
        for (var i = 0; i < sorted.Length; i++)
        {
            var position = (sorted[i] - low) / bin + margin;
            if (position < 0 || position >= bins.Length - 1) continue;
            var below = (int)position;
            var share = position - below;
            double count = counts.IsEmpty ? 1 : counts[i];
            bins[below] += count * (1 - share);
            bins[below + 1] += count * share;
        }
        var kernel = new double[2 * margin + 1];
        for (var i = 0; i < kernel.Length; i++)
        {
            var distance = (i - margin) * bin / bandwidth;
            kernel[i] = Math.Exp(-0.5 * distance * distance);
        }
        for (var point = 0; point < density.Length; point++) density[point] = TensorPrimitives.Dot<double>(bins.AsSpan(point * binsPerStep, kernel.Length), kernel);
    }
}
