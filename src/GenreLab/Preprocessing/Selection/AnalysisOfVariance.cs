namespace GenreLab.Preprocessing.Selection;

/// <summary>One-way analysis of variance (Fisher, 1925): do the groups' means differ by more than chance explains?</summary>
/// <param name="F">Variance between the groups' means over variance within groups; infinite when no group varies within, NaN when it is undefined.</param>
/// <param name="LogP">Natural logarithm of the probability of an F as large by chance; NaN when it is undefined.</param>
/// <param name="EtaSquared">The share of the feature's variance that lies between groups, 0 to 1; NaN when the feature does not vary.</param>
internal readonly record struct AnalysisOfVariance(double F, double LogP, double EtaSquared)
{
    /// <summary>Compares the groups that have values; at least two are needed, and more values than groups.</summary>
    public static AnalysisOfVariance Of(GroupedValues values)
    {
        var groups = 0;
        double total = 0;
        for (var group = 0; group < values.Groups; group++)
        {
            if (values.Of(group).IsEmpty) continue;
            groups++;
            foreach (var value in values.Of(group)) total += value;
        }
        var count = values.GroupedCount;
        if (groups < 2) return new AnalysisOfVariance(double.NaN, double.NaN, double.NaN);

        var grandMean = total / count;
        double between = 0, within = 0;
        for (var group = 0; group < values.Groups; group++)
        {
            var members = values.Of(group);
            if (members.IsEmpty) continue;
            var mean = Mean(members);
            between += members.Length * (mean - grandMean) * (mean - grandMean);
            foreach (var value in members) within += (value - mean) * (value - mean);
        }
        if (IsConstant(values)) return new AnalysisOfVariance(double.NaN, double.NaN, double.NaN);
        var share = between / (between + within);
        if (count == groups) return new AnalysisOfVariance(double.NaN, double.NaN, share);
        var f = between / (groups - 1) / (within / (count - groups));
        return new AnalysisOfVariance(f, FisherDistribution.LogUpperTail(f, groups - 1, count - groups), share);
    }

    /// <summary>Compares the groups by their moments, as they are gathered from a table larger than memory.</summary>
    public static AnalysisOfVariance Of(IReadOnlyList<Moments> moments)
    {
        Moments[] groups = [.. moments.Where(group => group.Count > 0)];
        var all = default(Moments);
        foreach (var group in groups) all = all.Merge(group);
        if (groups.Length < 2 || all.Minimum == all.Maximum) return new AnalysisOfVariance(double.NaN, double.NaN, double.NaN);
        double between = 0, within = 0;
        foreach (var group in groups)
        {
            between += group.Count * (group.Mean - all.Mean) * (group.Mean - all.Mean);
            within += group.SquaredDeviations;
        }
        var share = between / (between + within);
        if (all.Count == groups.Length) return new AnalysisOfVariance(double.NaN, double.NaN, share);
        var f = between / (groups.Length - 1) / (within / (all.Count - groups.Length));
        return new AnalysisOfVariance(f, FisherDistribution.LogUpperTail(f, groups.Length - 1, all.Count - groups.Length), share);
    }

    // All values of a group being equal, their mean is that value to the bit, so that nothing is left within.
    private static double Mean(ReadOnlySpan<double> sorted)
    {
        if (sorted[0] == sorted[^1]) return sorted[0];
        double sum = 0;
        foreach (var value in sorted) sum += value;
        return sum / sorted.Length;
    }

    private static bool IsConstant(GroupedValues values)
    {
        double minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        for (var group = 0; group < values.Groups; group++)
        {
            if (values.Of(group).IsEmpty) continue;
            minimum = Math.Min(minimum, values.Of(group)[0]);
            maximum = Math.Max(maximum, values.Of(group)[^1]);
        }
        return minimum == maximum;
    }
}
