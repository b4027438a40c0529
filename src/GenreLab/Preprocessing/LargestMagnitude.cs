namespace GenreLab.Preprocessing;

/// <summary>
/// What is gathered about one feature in the second pass of the Beatport study: the largest |z|, by which z is then divided so that it lies
/// in [−1, 1]. A value that merges. The default value is that of no rows.
/// </summary>
/// <param name="Value">The largest |z|; 0 when there are no values, or all are equal.</param>
public readonly record struct LargestMagnitude(double Value)
{
    /// <summary>This with more values, given the mean and standard deviation that the first pass found; NaN is a missing value.</summary>
    public LargestMagnitude Add(ReadOnlySpan<double> values, double mean, double standardDeviation)
    {
        if (standardDeviation == 0) return this;
        var largest = Value;
        foreach (var value in values)
        {
            var magnitude = Math.Abs((value - mean) / standardDeviation);
            // False for NaN.
            if (magnitude > largest) largest = magnitude;
        }
        return new LargestMagnitude(largest);
    }

    /// <summary>That of both sets of values.</summary>
    public LargestMagnitude Merge(LargestMagnitude other) => new(Math.Max(Value, other.Value));
}
