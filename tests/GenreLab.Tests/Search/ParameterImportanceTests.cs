using System.Globalization;
using GenreLab.Numerics;
using GenreLab.Search;

namespace GenreLab.Tests.Search;

/// <summary>Against functions whose decomposition is known by arithmetic.</summary>
public sealed class ParameterImportanceTests
{
    private static double[] Mean(IReadOnlyList<double[]> shares) => [.. Enumerable.Range(0, shares[0].Length).Select(i => shares.Average(tree => tree[i]))];

    [Fact]
    public void CategoriesOfAFullGrid()
    {
        // 3a + b with a of 2 and b of 4 categories, repeated, and c that does nothing: variances 9/4 and 5/4 (of 0, 1, 2, 3).
        var places = new List<double[]>();
        for (var copy = 0; copy < 12; copy++)
            for (var a = 0; a < 2; a++)
                for (var b = 0; b < 4; b++) places.Add([a, b, copy % 3]);
        var mean = Mean(ParameterImportance.Shares([.. places], [.. places.Select(place => 3 * place[0] + place[1])], [2, 4, 3], seed: 1));
        Assert.Equal(2.25 / 3.5, mean[0], 0.03);
        Assert.Equal(1.25 / 3.5, mean[1], 0.03);
        Assert.Equal(0, mean[2], 0.001);
    }

    [Fact]
    public void AnInteractionBelongsToNoneAlone()
    {
        // Exclusive or: no parameter explains anything by itself.
        var places = Enumerable.Range(0, 64).Select(i => new double[] { i & 1, (i >> 1) & 1 }).ToArray();
        var mean = Mean(ParameterImportance.Shares(places, [.. places.Select(place => place[0] == place[1] ? 1.0 : 0)], [2, 2], seed: 1));
        Assert.All(mean, share => Assert.InRange(share, 0, 0.05));
    }

    [Fact]
    public void RangesAreWeighedByTheirLength()
    {
        // 2x + y over the unit square: variances 4/12 and 1/12.
        var random = new RandomSource(4);
        var places = Enumerable.Range(0, 600).Select(_ => new[] { random.NextDouble(), random.NextDouble(), random.NextDouble() }).ToArray();
        var mean = Mean(ParameterImportance.Shares(places, [.. places.Select(place => 2 * place[0] + place[1])], [0, 0, 0], seed: 1));
        Assert.Equal(0.8, mean[0], 0.04);
        Assert.Equal(0.2, mean[1], 0.04);
        Assert.InRange(mean[2], 0, 0.01);
        // Where the trials lie does not matter: half of them are beyond a step at 0.9, which still has the variance 0.9 · 0.1 beside y's 1/12.
        var crowded = Enumerable.Range(0, 800).Select(i => new[] { i % 2 == 0 ? 0.9 * random.NextDouble() : 0.9 + 0.1 * random.NextDouble(), random.NextDouble() }).ToArray();
        mean = Mean(ParameterImportance.Shares(crowded, [.. crowded.Select(place => (place[0] < 0.9 ? 0.0 : 1) + place[1])], [0, 0], seed: 1));
        Assert.Equal(0.09 / (0.09 + 1.0 / 12), mean[0], 0.03);
        Assert.Equal(1.0 / 12 / (0.09 + 1.0 / 12), mean[1], 0.03);
    }

    [Fact]
    public void ASearchIsMeasuredOnItsFirstRung()
    {
        var plan = Spaces.Plan("""{ "hidden": ["8", "16", "32"], "learningRate": { "from": 1e-4, "to": 1e-1, "scale": "log" }, "batchNorm": [true, false], "epochs": 9 }""", SearchMethod.Halving, 200);
        var outcome = HyperparameterSearch.Run(plan, (trial, rung, _) =>
            new TrialScore(0.5 + 0.1 * Math.Log10(double.Parse(trial.Values[1], CultureInfo.InvariantCulture)) / 4 + (trial.Values[0] == "32" ? 0.02 : 0) + (rung.Number > 1 && trial.Values[2] == "true" ? 0.3 : 0), null, 1, 0), [], 2, _ => { }, default);
        var importance = ParameterImportance.Measure(outcome);
        Assert.Equal(["learningRate", "hidden", "batchNorm"], importance.Select(parameter => parameter.Feature));
        // Variances 0.075² / 12 and 0.02² · 2/9.
        Assert.InRange(importance[0].Importance, 0.78, 0.9);
        Assert.True(importance.All(parameter => parameter.Low <= parameter.Importance && parameter.Importance <= parameter.High));
        Assert.InRange(importance[2].Importance, 0, 0.02);
        Assert.Equal(importance, ParameterImportance.Measure(outcome));
        Assert.Empty(ParameterImportance.Measure(outcome with { Results = [.. outcome.Results.Take(7)] }));
        Assert.Empty(ParameterImportance.Measure(outcome with { Results = [.. outcome.Results.Select(result => result with { Score = new TrialScore(0.5, null, 1, 0) })] }));
    }
}
