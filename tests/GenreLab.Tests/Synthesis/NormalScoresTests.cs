using GenreLab.Synthesis;

namespace GenreLab.Tests.Synthesis;

public class NormalScoresTests
{
    [Fact]
    public void ScoresOfDifferentNumbersHaveMeanZeroAndNearlyUnitVariance()
    {
        var scores = NormalScores.Of([.. Enumerable.Range(0, 1000).Select(i => (double)(i * 7 % 1000))]);
        Assert.Equal(0, scores.Average(), 1e-9);
        Assert.InRange(scores.Average(score => score * score), 0.98, 1);
    }

    [Fact]
    public void TiesShareTheMeanOfTheirPart()
    {
        // Half of the distribution each: the mean of a half-normal variable is sqrt(2 / pi).
        var expected = Math.Sqrt(2 / Math.PI);
        var scores = NormalScores.Of([1, 0, double.NaN, 0, 1]);
        Assert.Equal([expected, -expected, 0, -expected, expected], scores, (a, b) => Math.Abs(a - b) < 1e-12);
    }
}
