using GenreLab.Evaluation;
using GenreLab.Reports;
using GenreLab.Reports.Charts;
using GenreLab.Reports.Sections;

namespace GenreLab.Tests.Reports;

public class TrainingSizeTests
{
    private static readonly LeaderboardEntry Any = SampleReport.Of(5, 200).Leaderboard[0];

    [Fact]
    public void TheLastDoublingIsCompared()
    {
        var gain = TrainingSizeGain.Of([Point(1_000, 0.20, 0.01), Point(5_000, 0.30, 0.03), Point(10_000, 0.33, 0.04)])!;
        Assert.Equal((5_000, 10_000, 1.0), (gain.FromRows, gain.ToRows, gain.Doublings));
        Assert.Equal(0.03, gain.Gain, 1e-12);
        // Intervals of ±0.03 and ±0.04 make one of ±0.05 for the difference.
        Assert.Equal(-0.02, gain.Low, 1e-12);
        Assert.Equal(0.08, gain.High, 1e-12);
        Assert.False(gain.Helps || gain.Harms);
    }

    [Fact]
    public void OtherStepsAreCountedInDoublings()
    {
        var gain = TrainingSizeGain.Of([Point(8_000, 0.40, 0.006), Point(1_000, 0.31, 0.008)])!;
        Assert.Equal(3, gain.Doublings);
        Assert.Equal(0.03, gain.Gain, 1e-12);
        Assert.Equal(0.03 - 0.01 / 3, gain.Low, 1e-12);
        Assert.True(gain.Helps);
    }

    [Fact]
    public void OneSizeSaysNothing()
    {
        Assert.Null(TrainingSizeGain.Of([]));
        Assert.Null(TrainingSizeGain.Of([Point(1_000, 0.3, 0.01)]));
        Assert.Null(TrainingSizeGain.Of([Point(1_000, 0.3, 0.01), Point(1_000, 0.31, 0.01)]));
    }

    [Fact]
    public void TheFindingFollowsTheNumbers()
    {
        var finding = TrainingSizeSection.Finding(
        [
            Model("forest", Point(500, 0.30, 0.005), Point(1_000, 0.34, 0.005)),
            Model("mlp", Point(500, 0.30, 0.005), Point(1_000, 0.32, 0.005)),
            Model("softmax", Point(500, 0.20, 0.005), Point(1_000, 0.201, 0.005)),
            Model("broken", Point(500, 0.20, 0.005), Point(1_000, 0.15, 0.005)),
        ]);
        Assert.Equal(
            "More training rows would probably still help forest (+4.0 points) and mlp (+2.0 points). Whether more would help softmax (+0.1 points) cannot be told: chance alone could explain the change. "
            + "More rows were no help to broken (−5.0 points). In brackets: what the last doubling, from 500 to 1,000 rows, did to accuracy.", finding);
    }

    [Fact]
    public void TheFindingDoesNotCallEveryStepADoubling()
    {
        Assert.EndsWith("what a doubling, measured from 500 to 2,000 rows, did to accuracy.", TrainingSizeSection.Finding([Model("mlp", Point(500, 0.3, 0.01), Point(2_000, 0.4, 0.01))]), StringComparison.Ordinal);
        Assert.EndsWith("what the last doubling, at the end of each curve, did to accuracy.", TrainingSizeSection.Finding(
            [Model("a", Point(500, 0.3, 0.01), Point(1_000, 0.4, 0.01)), Model("b", Point(400, 0.3, 0.01), Point(800, 0.4, 0.01))]), StringComparison.Ordinal);
    }

    [Fact]
    public void TheChartHoldsThePoints()
    {
        var model = Model("mlp", Point(500, 0.3, 0.01), Point(1_000, 0.4, 0.02));
        var chart = TrainingSizeChart.Of([Model("other"), model], [model]);
        Assert.Equal("[[1,500,0.3,0.29,0.31],[1,1000,0.4,0.38,0.42]]", chart.Specification["data"]!["values"]!.ToJsonString());
        Assert.Equal("log", (string?)chart.Specification["encoding"]!["x"]!["scale"]!["type"]);
        Assert.Equal("[500,1000]", chart.Specification["encoding"]!["x"]!["axis"]!["values"]!.ToJsonString());
    }

    private static RankedModel Model(string name, params TrainingSizePoint[] points) => new(name, Any with { TrainingSizes = points });

    private static TrainingSizePoint Point(int rows, double accuracy, double half) =>
        new(rows, rows / 10_000.0, Any.Test with { Accuracy = accuracy, AccuracyInterval = [accuracy - half, accuracy + half] }, 1);
}
