using GenreLab.Numerics;

namespace GenreLab.Preprocessing.Selection;

/// <summary>How much a feature tells about the group a row is of, in nats; 0 for nothing, at most the entropy of the groups.</summary>
internal static class MutualInformation
{
    /// <summary>Neighbours of the same group that a point's ball reaches to, as scikit-learn has it.</summary>
    public const int Neighbours = 3;

    // Digamma of whole numbers below this is looked up.
    private const int TableLength = 1024;

    private const ulong JitterSeed = 0;

    private static readonly double[] Table = MakeTable();

    /// <summary>
    /// Information of a feature whose values are names or counts of few things: from the shares of value and group together
    /// (scikit-learn's <c>mutual_info_score</c>). Missing values and rows without a group are left out.
    /// </summary>
    public static double OfDiscrete(GroupedValues values)
    {
        var total = values.GroupedCount;
        var ofValue = new Dictionary<double, int>();
        for (var group = 0; group < values.Groups; group++)
            ForEachRun(values.Of(group), (value, run) => ofValue[value] = ofValue.GetValueOrDefault(value) + run);
        var information = 0.0;
        for (var group = 0; group < values.Groups; group++)
        {
            var size = (double)values.Of(group).Length;
            ForEachRun(values.Of(group), (value, run) => information += run / (double)total * Math.Log(run / size * (total / (double)ofValue[value])));
        }
        return Math.Max(0, information);
    }

    /// <summary>The same of values that are counted: for each group how often each of the values occurs.</summary>
    /// <param name="groups">For each group the values in it and their counts.</param>
    public static double OfCounts(IReadOnlyList<(double[] Values, int[] Counts)> groups)
    {
        var total = 0L;
        var ofValue = new Dictionary<double, long>();
        foreach (var (values, counts) in groups)
        {
            for (var i = 0; i < values.Length; i++)
            {
                total += counts[i];
                ofValue[values[i]] = ofValue.GetValueOrDefault(values[i]) + counts[i];
            }
        }
        var information = 0.0;
        foreach (var (values, counts) in groups)
        {
            var size = (double)counts.Sum(count => (long)count);
            for (var i = 0; i < values.Length; i++) information += counts[i] / (double)total * Math.Log(counts[i] / size * (total / (double)ofValue[values[i]]));
        }
        return Math.Max(0, information);
    }

    /// <summary>
    /// Information of a quantity, by the distances to neighbours (Ross, 2014: "Mutual information between discrete and continuous
    /// data sets"), as scikit-learn's <c>mutual_info_classif</c> estimates it with three neighbours: the values are divided by their standard
    /// deviation, and ties are broken by adding a number of the order 1e-10, here made from the row's number by
    /// SplitMix64, so that the result is always the same. Groups with a single row are left out.
    /// </summary>
    /// <param name="values">The values; NaN is a missing one.</param>
    /// <param name="groups">For each value its group, −1 for none.</param>
    /// <param name="groupCount">Number of groups.</param>
    public static double OfContinuous(ReadOnlySpan<double> values, ReadOnlySpan<int> groups, int groupCount)
    {
        var sizes = new int[groupCount];
        for (var row = 0; row < values.Length; row++)
            if (groups[row] >= 0 && !double.IsNaN(values[row])) sizes[groups[row]]++;
        var spread = Spread(values, groups, sizes);
        if (spread.Deviation == 0) return 0;

        // Place and group of each value, in a common ascending order.
        var jittered = GroupedValues.From(Jittered(values, groups, sizes, spread), groups, groupCount);
        var all = jittered.Sorted;
        if (all.IsEmpty) return 0;
        var sum = 0.0;
        for (var group = 0; group < groupCount; group++)
        {
            var members = jittered.Of(group);
            if (members.IsEmpty) continue;
            var neighbours = Math.Min(Neighbours, members.Length - 1);
            for (var i = 0; i < members.Length; i++)
            {
                var radius = RadiusTo(members, i, neighbours);
                sum -= Digamma(CountWithin(all, members[i], radius));
            }
            sum += members.Length * (Digamma(neighbours) - Digamma(members.Length));
        }
        return Math.Max(0, Digamma(all.Length) + sum / all.Length);
    }

    private static (double Deviation, double MeanMagnitude) Spread(ReadOnlySpan<double> values, ReadOnlySpan<int> groups, int[] sizes)
    {
        double sum = 0, magnitude = 0;
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        var count = 0;
        for (var row = 0; row < values.Length; row++)
        {
            if (groups[row] < 0 || sizes[groups[row]] < 2 || double.IsNaN(values[row])) continue;
            count++;
            sum += values[row];
            magnitude += Math.Abs(values[row]);
            minimum = Math.Min(minimum, values[row]);
            maximum = Math.Max(maximum, values[row]);
        }
        if (count == 0 || minimum == maximum) return (0, 0);
        var mean = sum / count;
        var squares = 0.0;
        for (var row = 0; row < values.Length; row++)
            if (groups[row] >= 0 && sizes[groups[row]] >= 2 && !double.IsNaN(values[row])) squares += (values[row] - mean) * (values[row] - mean);
        var deviation = Math.Sqrt(squares / count);
        return (deviation, magnitude / count / deviation);
    }

    private static double[] Jittered(ReadOnlySpan<double> values, ReadOnlySpan<int> groups, int[] sizes, (double Deviation, double MeanMagnitude) spread)
    {
        var amount = 1e-10 * Math.Max(1, spread.MeanMagnitude);
        var jittered = new double[values.Length];
        for (var row = 0; row < values.Length; row++)
            jittered[row] = groups[row] < 0 || sizes[groups[row]] < 2 ? double.NaN : values[row] / spread.Deviation + amount * Uniform(row);
        return jittered;
    }

    /// <summary>A number in [−1, 1) that follows from the row's number.</summary>
    private static double Uniform(int row) => (RandomSource.Mix(JitterSeed, (ulong)row) >> 11) * (2.0 / (1UL << 53)) - 1;

    /// <summary>The distance of a sorted value to its k-th nearest other: the narrowest of the windows of k + 1 values that hold it.</summary>
    private static double RadiusTo(ReadOnlySpan<double> sorted, int index, int neighbours)
    {
        var radius = double.PositiveInfinity;
        for (var first = Math.Max(0, index - neighbours); first <= index && first + neighbours < sorted.Length; first++)
            radius = Math.Min(radius, Math.Max(sorted[index] - sorted[first], sorted[first + neighbours] - sorted[index]));
        return radius;
    }

    /// <summary>How many of the sorted values are nearer than the radius.</summary>
    private static int CountWithin(ReadOnlySpan<double> sorted, double center, double radius)
    {
        int low = 0, high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (center - sorted[middle] >= radius) low = middle + 1;
            else high = middle;
        }
        var first = low;
        high = sorted.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (sorted[middle] - center < radius) low = middle + 1;
            else high = middle;
        }
        return low - first;
    }

    /// <summary>The digamma function of a whole number of 1 or more; beyond the table its asymptotic series (DLMF 5.11.2) is exact to the last digits.</summary>
    private static double Digamma(int number)
    {
        if (number < TableLength) return Table[number];
        double x = number, inverse = 1 / (x * x);
        return Math.Log(x) - 0.5 / x - inverse * (1.0 / 12 - inverse * (1.0 / 120 - inverse / 252));
    }

    private static double[] MakeTable()
    {
        const double eulerGamma = 0.57721566490153286;
        var table = new double[TableLength];
        table[1] = -eulerGamma;
        for (var number = 1; number < TableLength - 1; number++) table[number + 1] = table[number] + 1.0 / number;
        return table;
    }

    private static void ForEachRun(ReadOnlySpan<double> sorted, Action<double, int> run)
    {
        for (var i = 0; i < sorted.Length;)
        {
            var end = i;
            while (end < sorted.Length && sorted[end] == sorted[i]) end++;
            run(sorted[i], end - i);
            i = end;
        }
    }
}
