using System.Globalization;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Preprocessing;
using GenreLab.Search;

namespace GenreLab.Tests.Search;

public sealed class SearchPlanTests
{
    private const string Small = """{ "hidden": ["8", "16"], "batchNorm": [true, false], "epochs": [1, 2, 3] }""";

    [Fact]
    public void AGridIsEveryCombinationOnce()
    {
        var plan = Spaces.Plan(Small);
        Assert.Equal(SearchMethod.Grid, plan.Method);
        Assert.Equal(12, plan.Trials.Count);
        Assert.Equal("1: hidden 8; batchNorm true; epochs 1", plan.Words()[0]);
        Assert.Equal("12: hidden 16; batchNorm false; epochs 3", plan.Words()[^1]);
        Assert.Equal(12, plan.Words().Distinct().Count());
        Assert.Equal(new Rung(1, 12, null), Assert.Single(plan.Rungs));
    }

    [Fact]
    public void SomeOfAGridAreAmongMoreOfIt()
    {
        var five = Spaces.Plan(Small, trials: 5).Words();
        Assert.Equal(5, five.Length);
        Assert.Subset(new HashSet<string>(Spaces.Plan(Small, trials: 8).Words()), new HashSet<string>(five));
        Assert.Subset(new HashSet<string>(Spaces.Plan(Small).Words()), new HashSet<string>(five));
        Assert.NotEqual(five, Spaces.Plan(Small, trials: 5, seed: 2).Words());
    }

    [Fact]
    public void RandomTrialsAreDistinctSeededAndTheFirstOfMore()
    {
        const string json = """{ "hidden": ["8", "16"], "learningRate": { "from": 1e-4, "to": 1e-1, "scale": "log" }, "batchSize": { "from": 1, "to": 4 }, "dropout": { "from": 0, "to": 0.5 } }""";
        var plan = Spaces.Plan(json, trials: 400);
        Assert.Equal(SearchMethod.Random, plan.Method);
        Assert.Equal(400, plan.Words().Select(word => word.Split(": ")[1]).Distinct().Count());
        Assert.Equal(plan.Words().Take(20), Spaces.Plan(json, trials: 20).Words());
        Assert.NotEqual(plan.Words(), Spaces.Plan(json, trials: 400, seed: 2).Words());
        double[] Of(int parameter) => [.. plan.Trials.Select(trial => double.Parse(trial.Values[parameter], CultureInfo.InvariantCulture))];
        // Uniform on the logarithmic scale: a third in each decade; whole numbers equally often.
        foreach (var decade in (double[])[1e-4, 1e-3, 1e-2]) Assert.InRange(Of(1).Count(rate => rate >= decade && rate < 10 * decade), 105, 162);
        for (var size = 1; size <= 4; size++) Assert.InRange(Of(2).Count(one => one == size), 75, 125);
        Assert.All(Of(3), rate => Assert.InRange(rate, 0, 0.5));
        Assert.InRange(Of(3).Average(), 0.22, 0.28);
    }

    [Fact]
    public void ASmallSpaceIsExhausted() => Assert.Equal(12, Spaces.Plan(Small, SearchMethod.Random, trials: 100).Trials.Count);

    [Fact]
    public void HalvingSharesOutEpochsRoundsTreesOrRows()
    {
        var plan = Spaces.Plan("""{ "hidden": ["8", "16"], "learningRate": { "from": 1e-4, "to": 1e-1 }, "epochs": 27 }""", SearchMethod.Halving, trials: 30);
        Assert.Equal("epochs", plan.Resource);
        Assert.Equal([new Rung(1, 30, 1), new Rung(2, 10, 3), new Rung(3, 3, 9), new Rung(4, 1, 27)], plan.Rungs);
        var trial = plan.Trials[0];
        Assert.Equal([1, 3, 9, 27], plan.Rungs.Select(rung => ((MlpTrainer)plan.SettingsOf(trial, rung).Trainer).Epochs));
        var rows = Spaces.Plan("""{ "regularization": { "from": 0.1, "to": 50 } }""", SearchMethod.Halving, 27, kind: "logistic-regression", rows: 5_000);
        Assert.Equal([new Rung(1, 27, 556), new Rung(2, 9, 1667), new Rung(3, 3, 5000)], rows.Rungs);
        Assert.Equal([111, 333, 1000], rows.Rungs.Select(rung => rows.RowsOf(rung, 1000)));
    }

    [Theory]
    [InlineData("gradient-boosting", "maxDepth", "rounds")]
    [InlineData("random-forest", "minLeaf", "trees")]
    [InlineData("decision-tree", "minLeaf", "rows")]
    [InlineData("logistic-regression", "regularization", "rows")]
    public void TheResourceIsWhatTheLearnerHas(string kind, string option, string resource) =>
        Assert.Equal(resource, Spaces.Plan($$"""{ "{{option}}": { "from": 1, "to": 50 } }""", SearchMethod.Halving, 9, kind: kind).Resource);

    [Theory]
    [InlineData("""{ "hidden": ["8,8", "8,8,8"], "dropout": ["0.1,0.2"] }""", null, "impossible combination, hidden 8,8,8: Option dropout is 0.1,0.2; it must be one rate, or one for each of the 3 hidden layers.")]
    [InlineData("""{ "learningRate": [0.1, -1] }""", null, "impossible combination, learningRate -1: Option learningRate is -1")]
    [InlineData("""{ "bins": [16, 1000] }""", null, "impossible combination, bins 1000: The number of bins is 1000")]
    [InlineData("""{ "raw": ["mode", "loudness"] }""", null, "'mode' is to be passed through unscaled but is no feature")]
    [InlineData("""{ "epochs": [1, 2] }""", SearchMethod.Halving, "searches epochs, which successive halving shares out itself")]
    [InlineData("""{ "learningRate": { "from": 0.1, "to": 0.2 } }""", SearchMethod.Grid, "gives learningRate as a range, of which a grid has no points; add \"steps\"")]
    [InlineData("""{ "epochs": { "from": 1, "to": 9999, "steps": 9999 }, "batchSize": [1, 2] }""", SearchMethod.Grid, "makes a grid of 19,998 combinations; a search tries at most 10,000")]
    public void ImpossibleSearchesAreRefusedBeforeAnythingIsTrained(string json, SearchMethod? method, string words) =>
        Assert.Contains(words, Assert.Throws<OptionException>(() => Spaces.Plan(json, method)).Message, StringComparison.Ordinal);

    [Fact]
    public void ThePublishedGridHas192Points()
    {
        var trainer = new MlpTrainer();
        var file = Path.Combine(ReadmeTests.Root, "experiments", "spaces", "five-genres-grid.json");
        var space = SearchSpace.Parse(File.ReadAllText(file), "five-genres-grid.json", trainer);
        var plan = SearchPlan.Make(space, new TrialSettings(trainer, trainer.DefaultPreprocessing), null, null, 1, 17_142, [new GenreLab.Data.Feature("mode", "mode", GenreLab.Data.FeatureKind.Flag)]);
        Assert.Equal(192, plan.Trials.Count);
        var published = plan.Trials.Single(trial => plan.Describe(trial) == "hidden 128,16; batchNorm false; dropout 0.3; learningRate 0.001; batchSize 32; optimizer adam; clipNorm 1.5");
        var settings = plan.SettingsOf(published);
        Assert.Equal(TrainerOptions.ToJson(new MlpTrainer
        {
            Hidden = [128, 16],
            Dropout = [0.3],
            LearningRate = 0.001,
            BatchSize = 32,
            Optimizer = GenreLab.Neural.Optimizers.Optimizer.Adam,
            ClipNorm = 1.5,
            Epochs = 20,
            WeightDecay = 0,
            Schedule = GenreLab.Neural.Schedules.Schedule.Constant,
        }).ToJsonString(), TrainerOptions.ToJson(settings.Trainer).ToJsonString());
        Assert.Equal(Scaling.Standard, settings.Preprocessing.Scaling);
    }
}
