namespace GenreLab.Preprocessing;

/// <summary>
/// What is gathered about one feature in the first pass over a table: the moments of its values, and how many are missing. A value that
/// merges: threads, and machines, may each gather a part. The default value is that of no rows.
/// </summary>
/// <param name="Values">Moments of the values that are there.</param>
/// <param name="Missing">Rows without one.</param>
public readonly record struct FeatureMoments(Moments Values, long Missing)
{
    /// <summary>Number of rows.</summary>
    public long Rows => Values.Count + Missing;

    /// <summary>The largest |z| of the values, z being a value's distance from the mean in standard deviations; 0 when they are all equal. As z
    /// rises with the value, it is that of the smallest or of the largest, to the bit; no second pass over the data is needed for it.</summary>
    public LargestMagnitude LargestMagnitude => Values.Count == 0 ? default
        : default(LargestMagnitude).Add([Values.Minimum, Values.Maximum], Values.Mean, Values.StandardDeviation);

    /// <summary>These with more rows; NaN is a missing value.</summary>
    public FeatureMoments Add(ReadOnlySpan<double> values)
    {
        var added = Moments.Of(values);
        return Merge(new FeatureMoments(added, values.Length - added.Count));
    }

    /// <summary>Those of both sets of rows.</summary>
    public FeatureMoments Merge(FeatureMoments other) => new(Values.Merge(other.Values), Missing + other.Missing);
}
