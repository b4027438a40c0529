using GenreLab.Preprocessing;
using MathNet.Numerics.Distributions;

namespace GenreLab.Tests.Preprocessing;

public class NormalDistributionTests
{
    [Theory]
    [InlineData(1e-15)]
    [InlineData(1e-7)]
    [InlineData(0.003)]
    [InlineData(0.0749)]
    [InlineData(0.31)]
    [InlineData(0.5)]
    [InlineData(0.93)]
    [InlineData(0.999999)]
    public void QuantileInvertsTheCumulativeDistribution(double probability) =>
        Assert.Equal(1, Normal.CDF(0, 1, NormalDistribution.Quantile(probability)) / probability, 12);

    [Fact]
    public void TheEndsAreInfinite()
    {
        Assert.Equal(double.NegativeInfinity, NormalDistribution.Quantile(0));
        Assert.Equal(double.PositiveInfinity, NormalDistribution.Quantile(1));
    }
}
