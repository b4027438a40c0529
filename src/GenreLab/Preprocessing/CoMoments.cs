namespace GenreLab.Preprocessing;

/// <summary>
/// What two features have to do with each other, over the rows that have both: a value that merges (Chan, Golub and LeVeque, 1979; for
/// products as for squares). The default value is that of no rows.
/// </summary>
/// <param name="Count">Rows that have both.</param>
/// <param name="FirstMean">The first feature's mean over them.</param>
/// <param name="SecondMean">The second feature's mean over them.</param>
/// <param name="FirstSquares">The sum of squared distances of the first from its mean.</param>
/// <param name="SecondSquares">The sum of squared distances of the second from its mean.</param>
/// <param name="Products">The sum of the products of both distances.</param>
internal readonly record struct CoMoments(long Count, double FirstMean, double SecondMean, double FirstSquares, double SecondSquares, double Products)
{
    /// <summary>Pearson's correlation, −1 to 1; null where a feature does not vary.</summary>
    public double? Pearson =>
        Count >= 2 && FirstSquares > 0 && SecondSquares > 0 && Products / Math.Sqrt(FirstSquares) / Math.Sqrt(SecondSquares) is var correlation && double.IsFinite(correlation)
            ? Math.Clamp(correlation, -1, 1) : null;

    /// <summary>Of two columns of as many values, NaN where missing.</summary>
    public static CoMoments Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        long count = 0;
        double firstSum = 0, secondSum = 0;
        for (var row = 0; row < first.Length; row++)
        {
            if (double.IsNaN(first[row]) || double.IsNaN(second[row])) continue;
            count++;
            firstSum += first[row];
            secondSum += second[row];
        }
        if (count == 0) return default;
        double firstMean = firstSum / count, secondMean = secondSum / count, firstSquares = 0, secondSquares = 0, products = 0;
        for (var row = 0; row < first.Length; row++)
        {
            if (double.IsNaN(first[row]) || double.IsNaN(second[row])) continue;
            double one = first[row] - firstMean, two = second[row] - secondMean;
            firstSquares += one * one;
            secondSquares += two * two;
            products += one * two;
        }
        return new CoMoments(count, firstMean, secondMean, firstSquares, secondSquares, products);
    }

    /// <summary>Of both values' rows.</summary>
    public CoMoments Merge(CoMoments other)
    {
        if (other.Count == 0) return this;
        if (Count == 0) return other;
        var count = Count + other.Count;
        double first = other.FirstMean - FirstMean, second = other.SecondMean - SecondMean;
        var weight = (double)Count / count * other.Count;
        return new CoMoments(
            count, FirstMean + first * other.Count / count, SecondMean + second * other.Count / count,
            FirstSquares + other.FirstSquares + first * first * weight, SecondSquares + other.SecondSquares + second * second * weight,
            Products + other.Products + first * second * weight);
    }
}
