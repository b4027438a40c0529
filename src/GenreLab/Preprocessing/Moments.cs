namespace GenreLab.Preprocessing;

/// <summary>
/// Count, mean, spread and extremes of a set of numbers, gathered piece by piece: the moments of two pieces merge to the
/// moments of both (Chan, Golub and LeVeque, 1979, parallel variance), so threads and machines may each gather a part.
/// Missing values (NaN) are not counted. The default value is the empty set.
/// </summary>
public readonly record struct Moments
{
    // Pieces of this size are gathered in one go; being fixed, it makes the result independent of who gathers which piece.
    private const int PieceLength = 4096;

    /// <summary>How many numbers there are.</summary>
    public long Count { get; private init; }

    /// <summary>Their arithmetic mean; 0 when there are none.</summary>
    public double Mean { get; private init; }

    /// <summary>The sum of their squared distances from the mean.</summary>
    public double SquaredDeviations { get; private init; }

    /// <summary>The smallest; 0 when there are none.</summary>
    public double Minimum { get; private init; }

    /// <summary>The largest; 0 when there are none.</summary>
    public double Maximum { get; private init; }

    /// <summary>Population variance (divided by the count); 0 when there are none.</summary>
    public double Variance => Count == 0 ? 0 : SquaredDeviations / Count;

    /// <summary>Population standard deviation, exactly 0 when all numbers are equal.</summary>
    public double StandardDeviation => Minimum == Maximum ? 0 : Math.Sqrt(Variance);

    /// <summary>Moments that were gathered before.</summary>
    internal static Moments Restore(long count, double mean, double squaredDeviations, double minimum, double maximum) => count == 0 ? default : new Moments
    {
        Count = count,
        Mean = mean,
        SquaredDeviations = squaredDeviations,
        Minimum = minimum,
        Maximum = maximum,
    };

    /// <summary>The moments of <paramref name="values"/>, NaN left out.</summary>
    public static Moments Of(ReadOnlySpan<double> values)
    {
        var moments = default(Moments);
        for (; values.Length > PieceLength; values = values[PieceLength..]) moments = moments.Merge(OfPiece(values[..PieceLength]));
        return moments.Merge(OfPiece(values));
    }

    /// <summary>These moments with <paramref name="values"/> added, NaN left out.</summary>
    public Moments Add(ReadOnlySpan<double> values) => Merge(Of(values));

    /// <summary>The moments of both sets together.</summary>
    public Moments Merge(Moments other)
    {
        if (other.Count == 0) return this;
        if (Count == 0) return other;
        var count = Count + other.Count;
        var difference = other.Mean - Mean;
        return new Moments
        {
            Count = count,
            Mean = Mean + difference * other.Count / count,
            SquaredDeviations = SquaredDeviations + other.SquaredDeviations + difference * difference * Count / count * other.Count,
            Minimum = Math.Min(Minimum, other.Minimum),
            Maximum = Math.Max(Maximum, other.Maximum),
        };
    }

    private static Moments OfPiece(ReadOnlySpan<double> values)
    {
        long count = 0;
        double sum = 0, minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        foreach (var value in values)
        {
            if (double.IsNaN(value)) continue;
            count++;
            sum += value;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }
        if (count == 0) return default;

        var mean = minimum == maximum ? minimum : sum / count;
        double squares = 0;
        foreach (var value in values)
            if (!double.IsNaN(value)) squares += (value - mean) * (value - mean);
        return new Moments { Count = count, Mean = mean, SquaredDeviations = squares, Minimum = minimum, Maximum = maximum };
    }
}
