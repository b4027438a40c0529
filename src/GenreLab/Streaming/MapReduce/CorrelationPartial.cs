using System.Text.Json.Serialization;

namespace GenreLab.Streaming.MapReduce;

/// <summary>
/// What two features have to do with each other, over the rows that have both: a value that merges (Chan, Golub and LeVeque, 1979; for products as for squares).
/// </summary>
/// <param name="Count">Number of rows that have both.</param>
/// <param name="FirstMean">The first feature's mean over them.</param>
/// <param name="SecondMean">The second feature's mean over them.</param>
/// <param name="FirstSquares">The sum of squared distances of the first from its mean.</param>
/// <param name="SecondSquares">The sum of squared distances of the second from its mean.</param>
/// <param name="Products">The sum of the products of both distances.</param>
internal sealed record CorrelationPartial(long Count, double FirstMean, double SecondMean, double FirstSquares, double SecondSquares, double Products) : IPartial<CorrelationPartial>
{
    [JsonIgnore]
    public bool IsPossible => Count >= 0 && FirstSquares >= 0 && SecondSquares >= 0 && double.IsFinite(FirstMean + SecondMean + FirstSquares + SecondSquares + Products);

    [JsonIgnore]
    public object Result => new { Count, Pearson, Covariance = Count == 0 ? (double?)null : Products / Count };

    /// <summary>Pearson's correlation, −1 to 1; null where a feature does not vary.</summary>
    [JsonIgnore]
    public double? Pearson => FirstSquares > 0 && SecondSquares > 0 ? Math.Clamp(Products / Math.Sqrt(FirstSquares) / Math.Sqrt(SecondSquares), -1, 1) : null;

    /// <summary>That of two columns of as many values, NaN where missing.</summary>
    public static CorrelationPartial Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
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
        if (count == 0) return new CorrelationPartial(0, 0, 0, 0, 0, 0);
        double firstMean = firstSum / count, secondMean = secondSum / count, firstSquares = 0, secondSquares = 0, products = 0;
        for (var row = 0; row < first.Length; row++)
        {
            if (double.IsNaN(first[row]) || double.IsNaN(second[row])) continue;
            double one = first[row] - firstMean, two = second[row] - secondMean;
            firstSquares += one * one;
            secondSquares += two * two;
            products += one * two;
        }
        return new CorrelationPartial(count, firstMean, secondMean, firstSquares, secondSquares, products);
    }

    public CorrelationPartial Merge(CorrelationPartial other)
    {
        if (other.Count == 0) return this;
        if (Count == 0) return other;
        var count = Count + other.Count;
        double first = other.FirstMean - FirstMean, second = other.SecondMean - SecondMean;
        var weight = (double)Count / count * other.Count;
        return new CorrelationPartial(
            count, FirstMean + first * other.Count / count, SecondMean + second * other.Count / count,
            FirstSquares + other.FirstSquares + first * first * weight, SecondSquares + other.SecondSquares + second * second * weight,
            Products + other.Products + first * second * weight);
    }
}
