using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Tests.Preprocessing;

public class MomentsTests
{
    [Fact]
    public void AreTheTextbookOnes()
    {
        var moments = Moments.Of([2, 4, double.NaN, 4, 4, 5, 5, 7, 9]);
        Assert.Equal(8, moments.Count);
        Assert.Equal(5, moments.Mean, 12);
        Assert.Equal(2, moments.StandardDeviation, 12);
        Assert.Equal(2, moments.Minimum);
        Assert.Equal(9, moments.Maximum);
    }

    [Fact]
    public void PartsMergeToTheWhole()
    {
        var random = new RandomSource(4);
        var values = new double[10_000];
        for (var i = 0; i < values.Length; i++) values[i] = 1e6 + random.NextNormal();
        var whole = Moments.Of(values);
        var merged = default(Moments);
        foreach (var part in values.Chunk(777)) merged = merged.Merge(Moments.Of(part));
        Assert.Equal(whole.Count, merged.Count);
        Assert.Equal(whole.Mean, merged.Mean, 1e-8);
        Assert.Equal(whole.Variance, merged.Variance, 1e-8);
        Assert.InRange(whole.Variance, 0.95, 1.05);
        Assert.Equal(whole, default(Moments).Add(values));
    }

    [Fact]
    public void ConstantNumbersHaveNoSpread()
    {
        var values = new double[9_999];
        Array.Fill(values, 0.1);
        Assert.Equal(0, Moments.Of(values).StandardDeviation);
        Assert.Equal(0.1, Moments.Of(values).Mean);
    }

    [Fact]
    public void NothingHasNoMoments() => Assert.Equal(default, Moments.Of([double.NaN]));
}
