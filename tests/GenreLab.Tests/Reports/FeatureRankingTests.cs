using GenreLab.Evaluation;
using GenreLab.Reports;
using GenreLab.Reports.Charts;

namespace GenreLab.Tests.Reports;

public class FeatureRankingTests
{
    private static readonly LeaderboardEntry Any = SampleReport.Of(5, 200).Leaderboard[0];

    [Fact]
    public void FeaturesAreInTheOrderOfTheirMeanImportance()
    {
        var ranking = FeatureRanking.Of([Model("a", ("tempo", 0.1), ("energy", 0.3)), Model("none"), Model("b", ("tempo", 0.4), ("key", 0.2))], entry => entry.PermutationImportance);
        Assert.Equal(["a", "b"], ranking.Models.Select(model => model.Name));
        Assert.Equal(["energy", "tempo", "key"], ranking.Features.Select(feature => feature.Name));
        Assert.Equal([0.3, 0.25, 0.2], ranking.Features.Select(feature => feature.Mean), (expected, actual) => Math.Abs(expected - actual) < 1e-12);
        Assert.Null(ranking.Features[0].ByModel[1]);
    }

    [Fact]
    public void WhatIsNotANumberComesLastAndIsNotDrawn()
    {
        RankedModel[] models = [Model("a", ("broken", double.NaN), ("harmful", -0.1), ("energy", 0.3))];
        var ranking = FeatureRanking.Of(models, entry => entry.PermutationImportance);
        Assert.Equal(["energy", "harmful", "broken"], ranking.Features.Select(feature => feature.Name));
        Assert.Equal("[[0,0,30,29,31],[0,1,-10,-11,-9],[0,2,null,null,null]]", ImportanceChart.Permutation(models, ranking).Specification["data"]!["values"]!.ToJsonString());
    }

    [Fact]
    public void TheChartShowsTheMostImportantAndKeepsItsColors()
    {
        RankedModel[] models = [Model("none"), Model("a", [.. Enumerable.Range(0, 60).Select(feature => ($"feature {feature}", feature / 100.0))])];
        var chart = ImportanceChart.Gain(models, FeatureRanking.Of(models, entry => entry.PermutationImportance));
        var rows = chart.Specification["data"]!["values"]!.AsArray();
        Assert.Equal(ImportanceChart.MostFeatures, rows.Count);
        Assert.Equal("[1,0,0.59,0.58,0.6]", rows[0]!.ToJsonString());
        Assert.Equal([("a", 2)], chart.Legend);
    }

    private static RankedModel Model(string name, params (string Feature, double Importance)[] importances) => new(name, Any with
    {
        PermutationImportance = [.. importances.Select(one => new FeatureImportance(one.Feature, one.Importance, one.Importance - 0.01, one.Importance + 0.01))],
    });
}
