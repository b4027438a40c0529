using GenreLab.Numerics;

namespace GenreLab.Evaluation;

/// <summary>The percentile bootstrap (Efron, 1979) of the mean of small whole numbers, one a row, over rows or over groups of rows.
/// Of numbers that are 1 for a row predicted rightly and 0 otherwise it is that of the accuracy.</summary>
internal static class MeanBootstrap
{
    /// <summary>The 95 % interval.</summary>
    /// <remarks>
    /// A resample draws as many groups as there are, with replacement. Only how many of each kind (rows, sum) are drawn matters
    /// for the mean, and those numbers are multinomial: a handful of binomial draws gives exactly what drawing every row would.
    /// </remarks>
    public static double[] Interval(ReadOnlySpan<int> values, IReadOnlyList<int>? groups, int resamples, ulong seed)
    {
        var kinds = Kinds(values, groups);
        var groupCount = kinds.Sum(kind => kind.Groups);
        var random = RandomSource.For(seed, 0xB007);
        var means = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            long rows = 0, sum = 0;
            int groupsLeft = groupCount, drawsLeft = groupCount;
            foreach (var kind in kinds)
            {
                var drawn = BinomialSampler.Draw(random, drawsLeft, (double)kind.Groups / groupsLeft);
                rows += (long)drawn * kind.Rows;
                sum += (long)drawn * kind.Sum;
                drawsLeft -= drawn;
                groupsLeft -= kind.Groups;
            }
            means[i] = (double)sum / rows;
        }
        Array.Sort(means);
        return [Quantile(means, 0.025), Quantile(means, 0.975)];
    }

    private static List<Kind> Kinds(ReadOnlySpan<int> values, IReadOnlyList<int>? groups)
    {
        var sizes = new Dictionary<(int Rows, int Sum), int>();
        if (groups is null)
        {
            foreach (var value in values) sizes[(1, value)] = sizes.GetValueOrDefault((1, value)) + 1;
        }
        else
        {
            var ofGroup = new Dictionary<int, (int Rows, int Sum)>();
            for (var row = 0; row < values.Length; row++)
            {
                var (rows, sum) = ofGroup.GetValueOrDefault(groups[row]);
                ofGroup[groups[row]] = (rows + 1, sum + values[row]);
            }
            foreach (var size in ofGroup.Values) sizes[size] = sizes.GetValueOrDefault(size) + 1;
        }
        return [.. sizes.Select(pair => new Kind(pair.Key.Rows, pair.Key.Sum, pair.Value)).OrderBy(kind => kind.Rows).ThenBy(kind => kind.Sum)];
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private readonly record struct Kind(int Rows, int Sum, int Groups);
}
