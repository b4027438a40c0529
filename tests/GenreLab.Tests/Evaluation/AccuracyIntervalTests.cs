using GenreLab.Evaluation;
using GenreLab.Numerics;

namespace GenreLab.Tests.Evaluation;

public class AccuracyIntervalTests
{
    [Fact]
    public void CoversTheNormalApproximation()
    {
        var interval = Interval(rows: 10_000, correct: row => row % 4 == 0, groups: null);
        var halfWidth = 1.96 * Math.Sqrt(0.25 * 0.75 / 10_000);
        Assert.Equal(0.25 - halfWidth, interval[0], 1e-3);
        Assert.Equal(0.25 + halfWidth, interval[1], 1e-3);
    }

    [Fact]
    public void RowsOfOneGroupAreResampledTogether()
    {
        // Groups of four equal rows: a quarter of the independent evidence, twice the width.
        var alone = Interval(rows: 10_000, correct: row => row / 4 % 3 == 0, groups: null);
        var together = Interval(rows: 10_000, correct: row => row / 4 % 3 == 0, groups: row => row / 4);
        Assert.Equal(2, (together[1] - together[0]) / (alone[1] - alone[0]), 0.2);
    }

    [Fact]
    public void EqualsABootstrapThatDrawsEveryGroup()
    {
        const int rows = 900;
        static bool Correct(int row) => row * 7 % 10 < 4;
        static int Group(int row) => row < 300 ? row : row < 600 ? row / 3 : 1000 + row / 10;
        var groups = Enumerable.Range(0, rows).GroupBy(Group).Select(group => (Rows: group.Count(), Hits: group.Count(Correct))).ToArray();
        var random = new RandomSource(9);
        var drawn = new double[20_000];
        for (var i = 0; i < drawn.Length; i++)
        {
            double total = 0, hits = 0;
            for (var j = 0; j < groups.Length; j++)
            {
                var group = groups[random.NextInt32(groups.Length)];
                total += group.Rows;
                hits += group.Hits;
            }
            drawn[i] = hits / total;
        }
        Array.Sort(drawn);
        var interval = Interval(rows, Correct, Group, resamples: 20_000);
        Assert.Equal(drawn[500], interval[0], 2e-3);
        Assert.Equal(drawn[19_500], interval[1], 2e-3);
    }

    [Fact]
    public void AllOrNoneCorrectHasNoWidth()
    {
        Assert.Equal([1.0, 1.0], Interval(50, _ => true, null));
        Assert.Equal([0.0, 0.0], Interval(50, _ => false, null));
        Assert.Equal([1.0, 1.0], Interval(1, _ => true, null, resamples: 1));
    }

    [Fact]
    public void TheSeedDecides()
    {
        Assert.Equal(Draw(1), Draw(1));
        Assert.NotEqual(Draw(1), Draw(2));

        static IReadOnlyList<double> Draw(ulong seed) => Interval(5_001, row => row % 3 == 0, null, resamples: 50, seed);
    }

    private static IReadOnlyList<double> Interval(int rows, Func<int, bool> correct, Func<int, int>? groups, int resamples = 4000, ulong seed = 1)
    {
        var probabilities = new Matrix(rows, 2);
        for (var row = 0; row < rows; row++) probabilities[row, correct(row) ? 0 : 1] = 1;
        var options = new EvaluationOptions { Resamples = resamples, Seed = seed, Groups = groups is null ? null : [.. Enumerable.Range(0, rows).Select(groups)] };
        return Evaluator.Evaluate(probabilities, new int[rows], ["jazz", "rock"], options).AccuracyInterval;
    }
}
