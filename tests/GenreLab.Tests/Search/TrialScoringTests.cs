using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Search;
using GenreLab.Tests.Data;
using GenreLab.Tests.Models;

namespace GenreLab.Tests.Search;

public sealed class TrialScoringTests : IDisposable
{
    private const string Json = """{ "hidden": ["8", "4"], "epochs": 6, "learningRate": 0.01, "scale": "standard" }""";
    private readonly TemporaryFolder folder = new();
    private readonly GenreTable table;
    private readonly Split split;

    public TrialScoringTests()
    {
        table = GenreTable.Load(SmallTable.Write(folder.Path, rows: 300));
        split = Splitter.Split(table);
    }

    private static SearchPlan Plan(SearchMethod? method = null, string json = Json, string kind = "mlp", int rows = 192)
    {
        var trainer = ModelKinds.Find(kind).DefaultTrainer;
        return SearchPlan.Make(SearchSpace.Parse(json, "space.json", trainer), new TrialSettings(trainer, trainer.DefaultPreprocessing), method, 2, 3, rows, []);
    }

    [Fact]
    public void OneFoldIsTheTrainingItself()
    {
        var plan = Plan();
        var score = new TrialScoring(table, [split], plan, new TrainingContext()).Score(plan.Trials[0], plan.Rungs[0], default);
        var settings = plan.SettingsOf(plan.Trials[0]);
        Assert.Equal([8], ((MlpTrainer)settings.Trainer).Hidden);
        var run = ModelTraining.Run(table, split, settings.Trainer, settings.Preprocessing, new TrainingContext { Seed = 3 });
        Assert.Equal(run.Validation!.Accuracy, score.Accuracy, 1e-12);
        Assert.Equal(run.Validation.LogLoss, score.LogLoss, 1e-12);
        Assert.Null(score.Deviation);
    }

    [Fact]
    public void SeveralFoldsArePooledAndThreadsDoNotMatter()
    {
        var plan = Plan();
        var folds = CrossValidation.Folds(table, split, 3, seed: 1);
        var score = new TrialScoring(table, folds, plan, new TrainingContext { Threads = 1 }).Score(plan.Trials[1], plan.Rungs[0], default);
        var settings = plan.SettingsOf(plan.Trials[1]);
        var runs = folds.Select(fold => ModelTraining.Run(table, fold, settings.Trainer, settings.Preprocessing, new TrainingContext { Seed = 3, Threads = 2 }).Validation!).ToArray();
        Assert.Equal(runs.Sum(run => run.Accuracy * run.Rows) / runs.Sum(run => run.Rows), score.Accuracy, 1e-12);
        Assert.Equal(runs.Sum(run => run.LogLoss * run.Rows) / runs.Sum(run => run.Rows), score.LogLoss, 1e-12);
        var mean = runs.Average(run => run.Accuracy);
        Assert.Equal(Math.Sqrt(runs.Sum(run => (run.Accuracy - mean) * (run.Accuracy - mean)) / 2), score.Deviation!.Value, 1e-12);
    }

    [Fact]
    public void HalvingByRowsTrainsOnPartsOfTheFold()
    {
        var many = GenreTable.Load(SmallTable.Write(folder.Path, "many.csv", rows: 6_000));
        var fold = Splitter.Split(many);
        var plan = Plan(SearchMethod.Halving, """{ "regularization": { "from": 0.001, "to": 10, "scale": "log" } }""", "logistic-regression", fold.Train.Length) with
        {
            Rungs = [new Rung(1, 2, fold.Train.Length / 9), new Rung(2, 1, fold.Train.Length)],
        };
        var scoring = new TrialScoring(many, [fold], plan, new TrainingContext());
        var small = scoring.Score(plan.Trials[0], plan.Rungs[0], default);
        Assert.NotEqual(small.LogLoss, scoring.Score(plan.Trials[0], plan.Rungs[1], default).LogLoss);
        Assert.Equal(small with { Seconds = 0 }, scoring.Score(plan.Trials[0], plan.Rungs[0], default) with { Seconds = 0 });
    }

    [Fact]
    public void AStoppedTrialHasNoScore()
    {
        var plan = Plan(json: """{ "hidden": ["8", "4"], "epochs": 1000000 }""");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() => new TrialScoring(table, [split], plan, new TrainingContext()).Score(plan.Trials[0], plan.Rungs[0], stop.Token));
    }

    [Fact]
    public void APointOfThePublishedGridBeatsThePublishedNumber()
    {
        var tracks = GenreTable.Load(RealData.File("five-genres", "train.csv"), new LoadOptions { Schema = new SchemaOptions { IncludeYear = true }, Cleaning = new CleaningOptions { DropDuplicates = false } });
        var folds = Splitter.Split(tracks, new SplitOptions { Method = SplitMethod.File, FoldFile = RealData.File("splits", "five-genres.train.published.csv") });
        Assert.Equal(4_286, folds.Validation.Length);
        var trainer = new MlpTrainer();
        var space = SearchSpace.Parse(File.ReadAllText(Path.Combine(ReadmeTests.Root, "experiments", "spaces", "five-genres-grid.json")), "grid", trainer);
        var plan = SearchPlan.Make(space, new TrialSettings(trainer, trainer.DefaultPreprocessing), null, null, 1, folds.Train.Length, tracks.Schema.Features);
        var trial = plan.Trials.Single(one => plan.Describe(one) == "hidden 128,16; batchNorm false; dropout 0.3; learningRate 0.001; batchSize 16; optimizer adam; clipNorm 1.5");
        Assert.InRange(new TrialScoring(tracks, [folds], plan, new TrainingContext()).Score(trial, plan.Rungs[0], default).Accuracy, 0.5747, 0.59);
    }

    public void Dispose() => folder.Dispose();
}
