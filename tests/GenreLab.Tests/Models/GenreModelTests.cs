using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Numerics;

namespace GenreLab.Tests.Models;

public sealed class GenreModelTests : IDisposable
{
    private static readonly IReadOnlyList<ModelKind> Kinds = [CentroidTrainer.Registered];

    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-model-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private GenreTable Table(int rows = 90, ulong seed = 1, IReadOnlyList<string>? genres = null) =>
        GenreTable.Load(SmallTable.Write(folder, $"{rows}-{seed}.csv", rows, seed, genres));

    private static Split Thirds(GenreTable table)
    {
        int[] Rows(int fold) => [.. Enumerable.Range(0, table.Table.RowCount).Where(row => row / 3 % 3 == fold)];
        return new Split(Rows(0), Rows(1), Rows(2), "every third");
    }

    private static TrainingRun Run(GenreTable table, TrainingContext? context = null) =>
        ModelTraining.Run(table, Thirds(table), new CentroidTrainer(), context: context);

    private static byte[] Bytes(GenreModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    [Fact]
    public void TheTimeOfAResumedTrainingCountsTheEpochsBefore()
    {
        var checkpoints = new List<TrainingCheckpoint>();
        var (table, trainer) = (Table(), new SoftmaxTrainer { Epochs = 3 });
        TrainingRun Train(TrainingContext context) => ModelTraining.Run(table, Thirds(table), trainer, context: context);
        Train(new TrainingContext { Checkpoints = new Checkpointing { IsDue = _ => true, Keep = checkpoints.Add } });
        // As if the last of the epochs so far had taken a hundred seconds.
        var state = checkpoints[0].State;
        var epochs = state.Tensors["epochs"].Read<double>().ToArray();
        epochs[^1] = 100;
        var slow = new TrainingCheckpoint(checkpoints[0].Identity, state with { Tensors = new Dictionary<string, Tensor>(state.Tensors) { ["epochs"] = Tensor.From<double>(epochs, epochs.Length / 8, 8) } });
        var resumed = Train(new TrainingContext { Checkpoints = new Checkpointing { Resume = Neural.TrainingTable.Stored(slow), Keep = _ => { } } });
        Assert.Equal(3, resumed.Epochs.Count);
        Assert.InRange(resumed.Seconds.Fit, 100, 110);
    }

    [Fact]
    public void TrainingTellsHowItWent()
    {
        var told = new List<EpochRecord>();
        var run = Run(Table(), new TrainingContext { Seed = 5, Progress = told.Add });
        Assert.Equal(3, run.Epochs.Count);
        Assert.Equal(run.Epochs, told);
        Assert.Equal(30, run.Validation!.Rows);
        Assert.Equal(1, run.Test!.Accuracy);
        Assert.False(run.Cancelled);
        Assert.All((double[])[run.Seconds.Prepare, run.Seconds.Fit, run.Seconds.Evaluate], seconds => Assert.True(seconds >= 0));

        var provenance = run.Model.Provenance;
        Assert.Equal(new FoldRows(30, 30, 30), provenance.Rows);
        Assert.Equal((5ul, "every third", "90-1.csv", "genre"), (provenance.Seed, provenance.Split, provenance.Data, provenance.Label));
        Assert.Equal("centroid", provenance.Trainer!["kind"]!.GetValue<string>());
        Assert.Equal(SmallTable.Genres, run.Model.LabelNames);
        Assert.Equal(30, run.Model.Fingerprints.Length);
    }

    [Fact]
    public void SavedModelsPredictTheSameBits()
    {
        var table = Table();
        var model = Run(table).Model;
        var path = Path.Combine(folder, "m.genre");
        model.Save(path);
        var back = GenreModel.Load(path, Kinds);
        var all = Enumerable.Range(0, table.Table.RowCount).ToArray();
        Assert.Equal(model.PredictProbabilities(table, all).Values.ToArray(), back.PredictProbabilities(table, all).Values.ToArray());
        Assert.Equal(model.LabelNames, back.LabelNames);
        Assert.Equal(model.Fingerprints.ToArray(), back.Fingerprints.ToArray());
        Assert.Equal(model.Provenance.Trainer!.ToJsonString(), back.Provenance.Trainer!.ToJsonString());
        Assert.Equal(model.Provenance.Test!.ToJson().ToJsonString(), back.Provenance.Test!.ToJson().ToJsonString());
        Assert.Equal(Bytes(model), Bytes(back));
    }

    [Fact]
    public void TheSameTrainingGivesTheSameFileOnAnyNumberOfThreads() => Assert.Equal(
        Bytes(Run(Table(), new TrainingContext { Threads = 1 }).Model),
        Bytes(Run(Table(), new TrainingContext { Threads = 2 }).Model));

    [Fact]
    public void ManyRowsAreTheSameRowsInChunks()
    {
        var model = Run(Table()).Model;
        var large = Table(rows: 9_001, seed: 2);
        var all = Enumerable.Range(0, 9_001).ToArray();
        var whole = model.PredictProbabilities(large, all, threads: 2);
        int[] some = [9_000, 4_096, 0, 4_095];
        var few = model.PredictProbabilities(large, some);
        for (var i = 0; i < some.Length; i++) Assert.Equal(whole.Row(some[i]).ToArray(), few.Row(i).ToArray());
        Assert.Equal(0, model.PredictProbabilities(large, Array.Empty<int>()).Rows);
    }

    [Fact]
    public void RowsTrainedOnAreNoticedInAnyColumnOrder()
    {
        var table = Table();
        var model = Run(table).Model;
        var warning = Assert.Single(model.Evaluate(table).Warnings);
        Assert.Equal("30 of 90 rows (33.3 %) were used to train the model, so these numbers flatter it; on the 60 unseen rows its accuracy is 1.0000.", warning);

        var lines = File.ReadAllLines(Path.Combine(folder, "90-1.csv")).Select(line => line.Split(','));
        var turned = Path.Combine(folder, "turned.csv");
        File.WriteAllLines(turned, lines.Select(cells => string.Join(',', cells[3], cells[2], cells[1], cells[0])));
        Assert.Contains("30 of 90 rows", Assert.Single(model.Evaluate(GenreTable.Load(turned)).Warnings));

        Assert.Empty(model.Evaluate(Table(seed: 3)).Warnings);
        Assert.Empty(model.Evaluate(table, Thirds(table).Test).Warnings);
    }

    [Fact]
    public void UnseenRowsAloneCanBeScored()
    {
        var table = Table();
        var model = Run(table).Model;
        var result = model.Evaluate(table, unseenOnly: true);
        Assert.Equal(60, result.Rows);
        Assert.Contains("30 of 90 rows (33.3 %) were used to train the model and were left out.", Assert.Single(result.Warnings));
        Assert.Contains("trained on every row", Assert.Throws<DataException>(() => model.Evaluate(table, Thirds(table).Train, unseenOnly: true)).Message);
    }

    [Fact]
    public void UnknownGenresAreLeftOutAndCounted()
    {
        var model = Run(Table()).Model;
        var result = model.Evaluate(Table(rows: 80, seed: 4, genres: ["ambient", "folk", "zydeco", "techno"]));
        Assert.Equal(60, result.Rows);
        Assert.Equal("20 of 80 rows (25.0 %) are of a genre the model does not know (zydeco) and were left out.", result.Warnings[0]);
        var failure = Assert.Throws<DataException>(() => model.Evaluate(Table(rows: 80, seed: 5, genres: ["polka", "zydeco"])));
        Assert.Contains("it knows ambient, folk, techno, the table has polka, zydeco", failure.Message);
    }

    [Fact]
    public void OneGenreCannotBeLearnt()
    {
        var table = Table();
        var ambient = Enumerable.Range(0, 90).Where(row => row % 3 == 0).ToArray();
        var failure = Assert.Throws<DataException>(() => GenreModel.Train(table, new Split(ambient, [], [1, 2], "ambient only"), new CentroidTrainer()));
        Assert.Contains("All 30 training rows", failure.Message);
        Assert.Throws<DataException>(() => GenreModel.Train(table, new Split([], [], [1, 2], "nothing"), new CentroidTrainer()));
    }

    [Fact]
    public void ImpossibleOptionsAreRefusedBeforeTraining() =>
        Assert.Throws<OptionException>(() => GenreModel.Train(Table(), new Split([0, 1], [], [], ""), new CentroidTrainer { Temperature = 0 }));

    [Fact]
    public void WithoutValidationAndTestRowsThereAreNoScores()
    {
        var table = Table();
        var run = ModelTraining.Run(table, new Split([.. Enumerable.Range(0, 90)], [], [], "all"), new CentroidTrainer());
        Assert.Null(run.Validation);
        Assert.Null(run.Test);
        GenreModel.Load(new MemoryStream(Bytes(run.Model)), "m", Kinds);
    }

    [Fact]
    public void DamagedModelsNameTheirPart()
    {
        var path = Path.Combine(folder, "m.genre");
        Run(Table()).Model.Save(path);
        var file = ModelFile.Load(path);
        void Refused(string message, Action<JsonObject, Dictionary<string, Tensor>> damage)
        {
            var document = (JsonObject)file.Document.DeepClone();
            var tensors = new Dictionary<string, Tensor>(file.Tensors);
            damage(document, tensors);
            var bad = Path.Combine(folder, "bad.genre");
            new ModelFile(document, tensors).Save(bad);
            Assert.Contains(message, Assert.Throws<ModelFileException>(() => GenreModel.Load(bad, Kinds)).Message);
        }
        Refused("\"labels\" in model.json", (document, _) => document.Remove("labels"));
        Refused("\"labels\" in model.json", (document, _) => document["labels"] = new JsonArray("a", null, "b"));
        Refused("names a genre twice", (document, _) => document["labels"] = new JsonArray("a", "a", "b"));
        Refused("it names 2 genres, its classifier tells 3 apart", (document, _) => document["labels"] = new JsonArray("a", "b"));
        Refused("\"preprocessor\" in model.json", (document, _) => document.Remove("preprocessor"));
        Refused("\"classifier\" in model.json", (document, _) => document["classifier"] = 3);
        Refused("\"classifier\" in model.json", (document, _) => document["classifier"]!["settings"] = new JsonArray());
        Refused("\"classifier\" in model.json", (_, tensors) => tensors.Remove("classifier.centroids"));
        Refused("of kind 'oracle', which this program does not know", (document, _) => document["classifier"]!["kind"] = "oracle");
        Refused("\"provenance\" in model.json", (document, _) => document["provenance"] = "me");
        Refused("U64 was expected", (_, tensors) => tensors["training.fingerprints"] = Tensor.From<float>([1]));
        Refused("its preprocessor gives 2 inputs, its classifier takes 1", (_, tensors) => tensors["classifier.centroids"] = Tensor.From<float>([1, 2, 3], 3, 1));
    }

    /// <summary>Whatever model.json says, loading gives a model or one clear refusal.</summary>
    [Fact]
    public void RandomlyChangedSettingsNeverEscape()
    {
        var run = ModelTraining.Run(Table(), Thirds(Table()), new MlpTrainer { Hidden = [4], BatchNorm = true, Epochs = 1 });
        using var original = new MemoryStream();
        run.Model.Save(original);
        var file = ModelFile.Read(original, "m");
        file.Document.Remove("provenance");
        var text = file.Document.ToJsonString();
        const string alphabet = "0123456789-.eE\"[]{},:tfnabcdz ";
        var strict = new JsonDocumentOptions { AllowDuplicateProperties = false };
        var random = new RandomSource(17);
        var loaded = 0;
        for (var trial = 0; trial < 3000; trial++)
        {
            var letters = text.ToCharArray();
            for (var change = random.NextInt32(3); change >= 0; change--)
                letters[random.NextInt32(letters.Length)] = alphabet[random.NextInt32(alphabet.Length)];
            try
            {
                var document = JsonNode.Parse(new string(letters), documentOptions: strict) as JsonObject;
                if (document is null) continue;
                using var changed = new MemoryStream();
                new ModelFile(document, file.Tensors).Write(changed);
                GenreModel.Load(changed, "m");
                loaded++;
            }
            catch (Exception failure) when (failure is JsonException or ModelFileException)
            {
                // No JSON, or refused.
            }
        }
        Assert.InRange(loaded, 10, 2000);
    }

    [Fact]
    public void ProvenanceMayBeMissing()
    {
        var path = Path.Combine(folder, "m.genre");
        Run(Table()).Model.Save(path);
        var file = ModelFile.Load(path);
        file.Document.Remove("provenance");
        new ModelFile(file.Document, file.Tensors.Where(pair => pair.Key != "training.fingerprints").ToDictionary()).Save(path);
        var model = GenreModel.Load(path, Kinds);
        Assert.Equal(new Provenance().Rows, model.Provenance.Rows);
        Assert.Empty(model.Evaluate(Table()).Warnings);
    }
}
