using GenreLab.Numerics;

namespace GenreLab.Evaluation;

/// <summary>The percentile bootstrap of the accuracy (Efron, 1979), over rows or over groups of rows.</summary>
internal static class AccuracyBootstrap
{
    /// <summary>The 95 % interval.</summary>
    /// <remarks>
    /// A resample draws as many groups as there are, with replacement. Only how many of each kind (rows, correct rows) are drawn matters
    /// for the accuracy, and those numbers are multinomial: a handful of binomial draws gives exactly what drawing every row would.
    /// </remarks>
    public static double[] Interval(ReadOnlySpan<bool> correct, IReadOnlyList<int>? groups, int resamples, ulong seed)
    {
        var kinds = Kinds(correct, groups);
        var groupCount = kinds.Sum(kind => kind.Groups);
        var random = RandomSource.For(seed, 0xB007);
        var accuracies = new double[resamples];
        for (var i = 0; i < resamples; i++)
        {
            long rows = 0, hits = 0;
            int groupsLeft = groupCount, drawsLeft = groupCount;
            foreach (var kind in kinds)
            {
                var drawn = BinomialSampler.Draw(random, drawsLeft, (double)kind.Groups / groupsLeft);
                rows += (long)drawn * kind.Rows;
                hits += (long)drawn * kind.Correct;
                drawsLeft -= drawn;
                groupsLeft -= kind.Groups;
            }
            accuracies[i] = (double)hits / rows;
        }
        Array.Sort(accuracies);
        return [Quantile(accuracies, 0.025), Quantile(accuracies, 0.975)];
    }

    private static List<Kind> Kinds(ReadOnlySpan<bool> correct, IReadOnlyList<int>? groups)
    {
        var sizes = new Dictionary<(int Rows, int Correct), int>();
        if (groups is null)
        {
            var hits = correct.Count(true);
            if (hits > 0) sizes[(1, 1)] = hits;
            if (hits < correct.Length) sizes[(1, 0)] = correct.Length - hits;
        }
        else
        {
            var ofGroup = new Dictionary<int, (int Rows, int Correct)>();
            for (var row = 0; row < correct.Length; row++)
            {
                var (rows, hits) = ofGroup.GetValueOrDefault(groups[row]);
                ofGroup[groups[row]] = (rows + 1, hits + (correct[row] ? 1 : 0));
            }
            foreach (var size in ofGroup.Values) sizes[size] = sizes.GetValueOrDefault(size) + 1;
        }
        return [.. sizes.Select(pair => new Kind(pair.Key.Rows, pair.Key.Correct, pair.Value)).OrderBy(kind => kind.Rows).ThenBy(kind => kind.Correct)];
    }

    private static double Quantile(double[] sorted, double share)
    {
        var at = share * (sorted.Length - 1);
        var below = (int)at;
        return below + 1 < sorted.Length ? sorted[below] + (at - below) * (sorted[below + 1] - sorted[below]) : sorted[below];
    }

    private readonly record struct Kind(int Rows, int Correct, int Groups);
}
