namespace GenreLab.Exploration;

/// <summary>Numbers, each given once with how often it occurs.</summary>
/// <param name="Values">The different numbers, ascending.</param>
/// <param name="Counts">How often each occurs, 1 or more.</param>
internal sealed record CountedValues(double[] Values, int[] Counts)
{
    /// <summary>How many there are with repetitions.</summary>
    public long Count { get; } = Counts.Sum(count => (long)count);

    /// <summary>Each of sorted numbers with how often it occurs.</summary>
    public static CountedValues Of(ReadOnlySpan<double> sorted)
    {
        var (values, counts) = (new List<double>(), new List<int>());
        foreach (var value in sorted)
        {
            if (values.Count > 0 && values[^1] == value)
            {
                counts[^1]++;
                continue;
            }
            values.Add(value);
            counts.Add(1);
        }
        return new CountedValues([.. values], [.. counts]);
    }

    /// <summary>The value at a share (0 to 1) of the way through all, interpolated as <see cref="Preprocessing.ColumnEncoder.QuantileOf"/> does.</summary>
    public double QuantileOf(double share)
    {
        var position = share * (Count - 1);
        var nearest = Math.Round(position);
        if (Math.Abs(position - nearest) <= 1e-12 * Count) return At((long)nearest);
        var below = (long)position;
        var weight = position - below;
        double low = At(below), high = At(below + 1);
        return weight < 0.5 ? low + (high - low) * weight : high - (high - low) * (1 - weight);
    }

    private double At(long place)
    {
        var value = 0;
        for (var before = 0L; (before += Counts[value]) <= place;) value++;
        return Values[value];
    }
}
