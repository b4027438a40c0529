using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Reports;
using GenreLab.Reports.Charts;

namespace GenreLab.Tests.Reports;

public class LearningCurveTests
{
    private static readonly IReadOnlyList<RankedModel> Models = RankedModel.Rank(SampleReport.WithTrees(6, 600).Leaderboard);

    [Theory]
    [InlineData("epoch", 2, 2 * 2 * 20)]
    [InlineData("round", 1, 2 * 300)]
    [InlineData("tree", 1, 100)]
    public void ModelsOfTheSameStepShareAPanel(string step, int models, int points)
    {
        foreach (var chart in new[] { LearningCurveChart.Accuracy(Models, step), LearningCurveChart.Loss(Models, step) })
        {
            Assert.Equal(step, (string?)chart.Specification["encoding"]!["x"]!["title"]);
            Assert.Equal(models, chart.Legend.Count);
            Assert.Equal(points, chart.Specification["data"]!["values"]!.AsArray().Count);
        }
    }

    [Fact]
    public void AModelHasOneColorInAllCharts()
    {
        var learning = new[] { "epoch", "round", "tree" }.SelectMany(step => LearningCurveChart.Loss(Models, step).Legend).OrderBy(entry => entry.Series);
        var importance = ImportanceChart.Permutation(Models, FeatureRanking.Of(Models, entry => entry.PermutationImportance)).Legend;
        Assert.Equal(Models.Select((model, index) => (model.Name, index + 1)), learning);
        Assert.Equal(learning, importance);
    }

    [Fact]
    public void TheForestShowsItsValidationNumbersOnly()
    {
        var forest = Models.Single(model => model.Name == "random-forest");
        var rows = LearningCurveChart.Accuracy([forest], "tree").Specification["data"]!["values"]!.AsArray();
        Assert.All(rows, row => Assert.Equal(1, (double)row![1]!));
        Assert.Equal(forest.Entry.Epochs.Select(epoch => Math.Round(epoch.ValidationAccuracy!.Value, 6)), rows.Select(row => (double)row![3]!));
    }

    [Fact]
    public void PanelsShareAnAxisThatOneTreeDoesNotStretch()
    {
        var ranges = new[] { "epoch", "round", "tree" }.Select(step => LearningCurveChart.Loss(Models, step).Specification["encoding"]!["y"]!["scale"]!["domain"]!.AsArray().GetValues<double>().ToArray()).ToArray();
        Assert.Equal(ranges[0], ranges[1]);
        Assert.Equal(ranges[0], ranges[2]);
        // The first tree loses far more than the logarithm of six, which is what guessing loses.
        Assert.True(Models.Single(model => model.Name == "random-forest").Entry.Epochs[0].ValidationLoss > 10);
        Assert.Equal(Math.Log(6), ranges[0][1], 1e-9);
    }

    [Fact]
    public void ALossThatStaysAboveGuessingIsInThePicture()
    {
        var entry = Models[0].Entry with { LearningStep = "epoch", Epochs = [.. Enumerable.Range(1, 10).Select(epoch => new EpochRecord(epoch, 10, 1, 0.5, epoch, 0.4, 0, 0))] };
        Assert.Equal(10, (double)LearningCurveChart.Loss([new RankedModel("mlp", entry)], "epoch").Specification["encoding"]!["y"]!["scale"]!["domain"]![1]!);
    }

    [Fact]
    public void AStepCalledBadlyIsOnlyText()
    {
        var entry = Models[0].Entry with { LearningStep = SampleReport.Hostile };
        var json = JsonNode.Parse(LearningCurveChart.Loss([new RankedModel("mlp", entry)], SampleReport.Hostile).ToJson())!;
        Assert.Equal(SampleReport.Hostile, (string?)json["encoding"]!["x"]!["title"]);
    }
}
