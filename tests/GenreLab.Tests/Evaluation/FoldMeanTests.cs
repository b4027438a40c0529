using System.Text.Json.Nodes;
using GenreLab.Evaluation;

namespace GenreLab.Tests.Evaluation;

public sealed class FoldMeanTests
{
    [Fact]
    public void IntervalsAndProbabilitiesAreSciPys()
    {
        foreach (var test in JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Evaluation", "fold-mean.json")))!.AsArray())
        {
            double Number(string name) => test![name]!.GetValue<double>();
            var mean = FoldMean.Of([.. test!["scores"]!.AsArray().Select(score => score!.GetValue<double>())], Number("ratio"));
            Assert.Equal(Number("mean"), mean.Mean, 1e-12);
            Assert.Equal(Number("deviation"), mean.Deviation, 1e-12);
            Assert.Equal(Number("low"), mean.Interval[0], 1e-7);
            Assert.Equal(Number("high"), mean.Interval[1], 1e-7);
            Assert.Equal(Number("p"), mean.PValue, 1e-6 * Number("p") + 1e-12);
            Assert.Equal(Number("p") < 0.05, mean.DiffersFromZero);
        }
    }

    [Fact]
    public void RepeatingTheSameFoldsDoesNotMakeADifferenceCertain()
    {
        double[] once = [0.01, 0.03, -0.02, 0.02, 0.01];
        double[] often = [.. Enumerable.Repeat(once, 200).SelectMany(folds => folds)];
        Assert.False(FoldMean.Of(once, 0.25).DiffersFromZero);
        Assert.False(FoldMean.Of(often, 0.25).DiffersFromZero);
        // As independent numbers they would.
        Assert.True(FoldMean.Of(often, 0).DiffersFromZero);
    }

    [Fact]
    public void WhatDoesNotVaryHasAnIntervalOfOnePoint()
    {
        Assert.Equal((0.5, 0.5, 0.5, 0), Parts(FoldMean.Of([0.5, 0.5, 0.5], 0.5)));
        Assert.Equal((0, 0, 0, 1), Parts(FoldMean.Of([0, 0], 1)));
        Assert.Throws<ArgumentException>(() => FoldMean.Of([0.5], 1));
    }

    private static (double, double, double, double) Parts(FoldMean mean) => (mean.Mean, mean.Interval[0], mean.Interval[1], mean.PValue);
}
