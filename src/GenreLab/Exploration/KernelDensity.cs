using System.Numerics.Tensors;

namespace GenreLab.Exploration;

/// <summary>Gaussian kernel density estimates on equidistant points.</summary>
internal static class KernelDensity
{
    // With so many bins a bandwidth, sharing a value out to the two bins beside it changes the density by at most 1 / (8 · 48²) of its peak.
    private const int BinsPerBandwidth = 48;

    // Beyond so many bandwidths the kernel is below 1e-8 of its peak.
    private const int Reach = 6;

    /// <summary>The density of sorted values at <paramref name="low"/>, <paramref name="low"/> + <paramref name="step"/>, …; undefined when they do not vary.</summary>
    public static DistributionCurve Estimate(ReadOnlySpan<double> sorted, double low, double step, int points)
    {
        if (sorted.IsEmpty || sorted[0] == sorted[^1]) return DistributionCurve.None;
        var bandwidth = Bandwidth(sorted);
        if (!(bandwidth > 0) || !double.IsFinite(bandwidth)) return DistributionCurve.None;
        var density = new double[points];
        if (bandwidth > step / 2) Binned(sorted, bandwidth, low, step, density);
        else Exact(sorted, bandwidth, low, step, density);
        var scale = 1 / (sorted.Length * bandwidth * Math.Sqrt(2 * Math.PI));
        for (var i = 0; i < points; i++) density[i] *= scale;
        return new DistributionCurve(bandwidth, density);
    }

    /// <summary>Silverman's rule of thumb (1986, equation 3.31): 0.9 · min(standard deviation, interquartile range / 1.34) · n^(−1/5), where the standard
    /// deviation stands alone when half of the values are equal and the range is 0.</summary>
    private static double Bandwidth(ReadOnlySpan<double> sorted)
    {
        var statistics = ValueStatistics.Of(sorted, sorted.Length);
        var range = (statistics.UpperQuartile!.Value - statistics.LowerQuartile!.Value) / 1.34;
        var deviation = statistics.StandardDeviation!.Value;
        return 0.9 * (range > 0 ? Math.Min(deviation, range) : deviation) * Math.Pow(sorted.Length, -0.2);
    }

    private static void Exact(ReadOnlySpan<double> sorted, double bandwidth, double low, double step, double[] density)
    {
        var first = 0;
        for (var point = 0; point < density.Length; point++)
        {
            var center = low + point * step;
            while (first < sorted.Length && sorted[first] < center - Reach * bandwidth) first++;
            for (var i = first; i < sorted.Length && sorted[i] <= center + Reach * bandwidth; i++)
            {
                var distance = (sorted[i] - center) / bandwidth;
                density[point] += Math.Exp(-0.5 * distance * distance);
            }
        }
    }

    private static void Binned(ReadOnlySpan<double> sorted, double bandwidth, double low, double step, double[] density)
    {
        // Every point lies on a bin, so that one table of the kernel serves them all.
        var binsPerStep = (int)Math.Ceiling(BinsPerBandwidth * step / bandwidth);
        var bin = step / binsPerStep;
        var margin = (int)Math.Ceiling(Reach * bandwidth / bin);
        var bins = new double[(density.Length - 1) * binsPerStep + 2 * margin + 1];
        foreach (var value in sorted)
        {
            var position = (value - low) / bin + margin;
            if (position < 0 || position >= bins.Length - 1) continue;
            var below = (int)position;
            var share = position - below;
            bins[below] += 1 - share;
            bins[below + 1] += share;
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
