using GenreLab.Evaluation;
using GenreLab.Numerics;

namespace GenreLab.Tests.Evaluation;

public class BinomialSamplerTests
{
    [Theory]
    [InlineData(12, 0.3)]
    [InlineData(40, 0.5)]
    [InlineData(60, 0.8)]
    [InlineData(1000, 0.02)]
    public void DrawsFollowTheDistribution(int trials, double probability)
    {
        const int draws = 200_000;
        var random = new RandomSource(11);
        var counts = new int[trials + 1];
        for (var i = 0; i < draws; i++) counts[BinomialSampler.Draw(random, trials, probability)]++;
        double chiSquare = 0, logChoose = 0;
        var kinds = 0;
        for (var k = 0; k <= trials; k++)
        {
            if (k > 0) logChoose += Math.Log((trials - k + 1.0) / k);
            var expected = draws * Math.Exp(logChoose + k * Math.Log(probability) + (trials - k) * Math.Log(1 - probability));
            if (expected < 20) continue;
            chiSquare += (counts[k] - expected) * (counts[k] - expected) / expected;
            kinds++;
        }
        Assert.True(chiSquare < kinds + 5 * Math.Sqrt(2.0 * kinds), $"chi-square {chiSquare} over {kinds} values");
    }

    [Fact]
    public void CertainOutcomesAreCertain()
    {
        var random = new RandomSource(1);
        Assert.Equal(0, BinomialSampler.Draw(random, 0, 0.5));
        Assert.Equal(0, BinomialSampler.Draw(random, 9, 0));
        Assert.Equal(9, BinomialSampler.Draw(random, 9, 1));
    }
}
