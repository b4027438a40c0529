using System.Text.Json.Serialization;
using GenreLab.Preprocessing;

namespace GenreLab.Streaming.MapReduce;

/// <summary>
/// What two features have to do with each other, over the rows that have both, as a line that mappers write: see <see cref="CoMoments"/>.
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
    public double? Pearson => Value.Pearson;

    private CoMoments Value => new(Count, FirstMean, SecondMean, FirstSquares, SecondSquares, Products);

    /// <summary>That of two columns of as many values, NaN where missing.</summary>
    public static CorrelationPartial Of(ReadOnlySpan<double> first, ReadOnlySpan<double> second) => From(CoMoments.Of(first, second));

    public CorrelationPartial Merge(CorrelationPartial other) => From(Value.Merge(other.Value));

    private static CorrelationPartial From(CoMoments value) =>
        new(value.Count, value.FirstMean, value.SecondMean, value.FirstSquares, value.SecondSquares, value.Products);
}
