using GenreLab.Data;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Optimizers;
using GenreLab.Neural.Recurrent;
using GenreLab.Preprocessing;
using GenreLab.Tests.Text;
using GenreLab.Trees.Forests;

namespace GenreLab.Tests.Models;

/// <summary>Trainings that start from a trained model.</summary>
public sealed class TransferTests : IDisposable
{
    private static readonly string[] Others = ["folk", "jazz", "opera", "techno"];

    // So small a learning rate that no weight moves.
    private const double Still = 1e-30;

    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-transfer-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private GenreTable Table(ulong seed, IReadOnlyList<string>? genres = null, int rows = 180) =>
        GenreTable.Load(SmallTable.Write(folder, $"{seed}-{rows}.csv", rows, seed, genres));

    private static Split Thirds(GenreTable table)
    {
        int[] Rows(int fold) => [.. Enumerable.Range(0, table.Table.RowCount).Where(row => row / 4 % 3 == fold)];
        return new Split(Rows(0), Rows(1), Rows(2), "thirds");
    }

    private static TrainingRun Train(GenreTable table, IClassifierTrainer trainer, TrainingContext? context = null) => ModelTraining.Run(table, Thirds(table), trainer, context: context);

    private Transfer From(IClassifierTrainer trainer, Freeze? freeze = null) =>
        new(Train(Table(1), trainer, new TrainingContext { Seed = 3 }).Model) { Name = "old.genre", Freeze = freeze ?? Freeze.None };

    private static float[] Numbers(GenreModel model, string name) => model.Classifier.Export().Tensors[name].Read<float>().ToArray();

    private static byte[] Bytes(GenreModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    private static string Refused<T>(Action work) where T : GenreLabException => Assert.Throws<T>(work).Message;

    [Fact]
    public void LayersAndSharedOutputsAreTakenOverAndNewOutputsBeginAnew()
    {
        var trainer = new MlpTrainer { Hidden = [12, 7], Epochs = 4, BatchSize = 32 };
        var from = From(trainer);
        var still = trainer with { Epochs = 1, LearningRate = Still };
        var table = Table(2, Others);
        var run = Train(table, still, new TrainingContext { Seed = 9, From = from });
        // With the same seed a training from scratch on the same shapes starts from the fresh values.
        var scratch = ModelTraining.Run(table, Thirds(table), still, from.Model.Preprocessor.Options, new TrainingContext { Seed = 9 });
        foreach (var name in (string[])["layers.0.weight", "layers.0.bias", "layers.2.weight", "layers.2.bias"])
            Assert.Equal(Numbers(from.Model, name), Numbers(run.Model, name));
        foreach (var (name, rows) in (IEnumerable<(string, int)>)[("layers.4.weight", 7), ("layers.4.bias", 1)])
        {
            var (old, now, fresh) = (Numbers(from.Model, name), Numbers(run.Model, name), Numbers(scratch.Model, name));
            Assert.Equal((rows * 3, rows * 4), (old.Length, now.Length));
            for (var row = 0; row < rows; row++)
            {
                // The old genres are ambient, folk, techno; the new ones folk, jazz, opera, techno.
                Assert.Equal(old[row * 3 + 1], now[row * 4], 1e-20f);
                Assert.Equal(fresh[row * 4 + 1], now[row * 4 + 1], 1e-20f);
                Assert.Equal(fresh[row * 4 + 2], now[row * 4 + 2], 1e-20f);
                Assert.Equal(old[row * 3 + 2], now[row * 4 + 3], 1e-20f);
            }
        }
        Assert.Same(from.Model.Preprocessor, run.Model.Preprocessor);
        Assert.Equal(Others, run.Model.LabelNames);
    }

    public static TheoryData<string, NetworkTrainer, string, string[]> Frozen => new()
    {
        { "one of three", new MlpTrainer { Hidden = [12, 7], Epochs = 3, BatchSize = 16, ClipNorm = 1 }, "1", ["layers.0."] },
        { "all but the output", new MlpTrainer { Hidden = [12, 7], Epochs = 3, BatchSize = 16 }, "all-but-output", ["layers.0.", "layers.2."] },
        { "batch normalisation's running statistics too", new MlpTrainer { Hidden = [12, 7], BatchNorm = true, Epochs = 3, BatchSize = 16 }, "2", ["layers.0.", "layers.1."] },
        { "with momentum and decay", new MlpTrainer { Hidden = [12], BatchNorm = true, Optimizer = Optimizer.Sgd, LearningRate = 0.1, WeightDecay = 0.1, Epochs = 3, BatchSize = 16 }, "all-but-output", ["layers.0.", "layers.1."] },
        { "a recurrent network", new LstmTrainer { Units = [9, 6], Dense = 5, LayerNorm = true, Pooling = Pooling.Max, InputDropout = 0.2, Dropout = 0.2, Epochs = 3, BatchSize = 16 }, "3", ["layers.0.", "layers.1.", "layers.2."] },
        { "none", new MlpTrainer { Hidden = [12], Epochs = 3, BatchSize = 16 }, "none", [] },
    };

    [Theory]
    [MemberData(nameof(Frozen))]
    public void FrozenLayersKeepTheirBitsAndTheOthersLearn(string name, NetworkTrainer trainer, string freeze, string[] frozen)
    {
        var from = From(trainer, Freeze.Parse(freeze));
        var table = Table(2);
        var one = Train(table, trainer, new TrainingContext { From = from, Threads = 1 });
        var two = Train(table, trainer, new TrainingContext { From = from, Threads = 2 });
        Assert.Equal(Bytes(one.Model), Bytes(two.Model));
        var tensors = one.Model.Classifier.Export().Tensors;
        foreach (var (tensor, _) in tensors)
        {
            var same = Numbers(from.Model, tensor).SequenceEqual(Numbers(one.Model, tensor));
            Assert.True(same == frozen.Any(prefix => tensor.StartsWith(prefix, StringComparison.Ordinal)), $"{name}: {tensor} {(same ? "stayed" : "moved")}");
        }
    }

    [Fact]
    public void FrozenLayersRunAsInPrediction()
    {
        // With all below the output frozen and no dropout above, training is softmax regression on fixed values: the first epoch's loss is that of the start.
        var trainer = new MlpTrainer { Hidden = [12], Dropout = [], BatchNorm = true, Epochs = 3, BatchSize = 1000 };
        var from = From(trainer, Freeze.AllButOutput);
        var table = Table(2);
        var still = trainer with { Epochs = 1, LearningRate = Still, RestoreBest = false };
        var run = Train(table, still, new TrainingContext { From = from });
        var split = Thirds(table);
        var inputs = from.Model.Preprocessor.Transform(table.Table, table.Schema, split.Train);
        var labels = table.Labels(run.Model.LabelNames);
        var probabilities = new GenreLab.Numerics.Matrix(inputs.Rows, 3);
        run.Model.Classifier.PredictProbabilities(inputs, probabilities);
        Assert.Equal(split.Train.Select((row, i) => -Math.Log(probabilities[i, labels[row]])).Average(), run.Epochs[0].TrainLoss!.Value, 1e-5);
    }

    [Theory]
    [InlineData(false, "none")]
    [InlineData(false, "all-but-output")]
    [InlineData(true, "none")]
    [InlineData(true, "all-but-output")]
    public void WordVectorsAreThoseOfTheModelNotOfTheirFile(bool trained, string freeze)
    {
        string vectors = Path.Combine(folder, "vectors.txt"), model = Path.Combine(folder, "songs.genre");
        string[] words = ["babylon", "jah", "whiskey", "truck", "swing", "moonlight", "love", "night", "heart"];
        File.WriteAllLines(vectors, words.Select((word, i) => $"{word} {string.Join(' ', Enumerable.Range(0, 5).Select(column => $"0.{(i + 1) * (column + 3) % 10}"))}"));
        GenreTable Songs(ulong seed)
        {
            File.WriteAllText(Path.Combine(folder, $"songs{seed}.csv"), SmallSongs.Csv(90, audio: true, seed));
            return GenreTable.Load(Path.Combine(folder, $"songs{seed}.csv"));
        }
        static float[] Vectors(GenreModel of) => of.Classifier.Export().Tensors.Single(tensor => tensor.Key.EndsWith("table", StringComparison.Ordinal)).Value.Read<float>().ToArray();
        static float[] Output(GenreModel of) => of.Classifier.Export().Tensors.Last(tensor => tensor.Key.EndsWith("weight", StringComparison.Ordinal)).Value.Read<float>().ToArray();

        var trainer = new HybridTrainer { Units = [4], Hidden = [6], AudioHidden = [], Epochs = 2, BatchSize = 32, TrainVectors = trained, Reading = LyricsReading.Sequence };
        GenreTable first = Songs(1), second = Songs(2);
        var old = ModelTraining.Run(first, Thirds(first), trainer, trainer.DefaultPreprocessing with { Text = new TextOptions { Use = ["lyrics"], Vectors = vectors } }).Model;
        old.Save(model);
        File.Delete(vectors);
        var from = Transfer.Load(model, Freeze.Parse(freeze));
        var run = ModelTraining.Run(second, Thirds(second), from.Trainer(), context: new TrainingContext { From = from });
        Assert.Equal(0, Vectors(old).Length % 5);
        if (trained && freeze == "none") Assert.NotEqual(Vectors(old), Vectors(run.Model));
        else Assert.Equal(Vectors(old), Vectors(run.Model));
        Assert.NotEqual(Output(old), Output(run.Model));
        // The successor is saved, read and gone on from as its predecessor was.
        run.Model.Save(model);
        var next = ModelTraining.Run(first, Thirds(first), from.Trainer(), context: new TrainingContext { From = Transfer.Load(model, Freeze.AllButOutput) });
        Assert.Equal(Vectors(run.Model), Vectors(next.Model));
    }

    [Fact]
    public void EachOfSeveralNetworksGoesOnFromItsOwn()
    {
        var trainer = new MlpTrainer { Hidden = [6], Epochs = 2, Members = 2 };
        var from = From(trainer);
        var run = Train(Table(2), trainer with { Epochs = 1, LearningRate = Still, Members = 3 }, new TrainingContext { From = from });
        for (var member = 0; member < 3; member++)
            Assert.Equal(Numbers(from.Model, $"members.{member % 2}.layers.0.weight"), Numbers(run.Model, $"members.{member}.layers.0.weight"));
        Assert.NotEqual(Numbers(run.Model, "members.0.layers.0.weight"), Numbers(run.Model, "members.1.layers.0.weight"));
    }

    [Fact]
    public void OptionsOfTrainingMayDiffer()
    {
        var from = From(new MlpTrainer { Hidden = [6], Epochs = 2, Dropout = [0.3] });
        Assert.Equal(from.Trainer(), new MlpTrainer { Hidden = [6], Epochs = 2, Dropout = [0.3] });
        var run = Train(Table(2), new MlpTrainer { Hidden = [6], Dropout = [], LabelSmoothing = 0.1, Epochs = 1, LearningRate = Still }, new TrainingContext { From = from });
        Assert.Equal(Numbers(from.Model, "layers.2.weight"), Numbers(run.Model, "layers.1.weight"));
    }

    [Fact]
    public void GoingOnFromACheckpointGivesTheSameBits()
    {
        var trainer = new MlpTrainer { Hidden = [12, 7], BatchNorm = true, Epochs = 4, BatchSize = 16, Members = 2 };
        var from = From(trainer, Freeze.First(1));
        var table = Table(2, Others);
        var checkpoints = new List<TrainingCheckpoint>();
        var whole = Bytes(Train(table, trainer, new TrainingContext { From = from, Checkpoints = new Checkpointing { IsDue = _ => true, Keep = checkpoints.Add } }).Model);
        TrainingContext Resumed(TrainingCheckpoint checkpoint, Transfer? start) =>
            new() { From = start, Threads = 2, Checkpoints = new Checkpointing { Resume = Neural.TrainingTable.Stored(checkpoint), Keep = _ => { } } };
        foreach (var checkpoint in checkpoints.Where((_, i) => i % 3 == 0)) Assert.Equal(whole, Bytes(Train(table, trainer, Resumed(checkpoint, from)).Model));

        Assert.Contains("another starting model or other frozen layers", Refused<ModelFileException>(() => Train(table, trainer, Resumed(checkpoints[0], @from with { Freeze = Freeze.None }))), StringComparison.Ordinal);
        var other = new Transfer(Train(Table(1), trainer, new TrainingContext { Seed = 4 }).Model);
        Assert.Contains("another starting model", Refused<ModelFileException>(() => Train(table, trainer, Resumed(checkpoints[0], other with { Freeze = from.Freeze }))), StringComparison.Ordinal);
        Assert.Contains("a starting model (now none)", Refused<ModelFileException>(() => ModelTraining.Run(table, Thirds(table), trainer, from.Model.Preprocessor.Options, Resumed(checkpoints[0], null))), StringComparison.Ordinal);
    }

    [Fact]
    public void ProvenanceNamesTheStartingModelAndFingerprintsCoverBoth()
    {
        var trainer = new SoftmaxTrainer { Epochs = 2 };
        var from = From(trainer);
        var run = Train(Table(2, Others), trainer, new TrainingContext { From = from });
        using var file = new MemoryStream();
        run.Model.Save(file);
        file.Position = 0;
        var remembered = GenreModel.Load(file, "new.genre").Provenance.From!;
        Assert.Equal(("old.genre", "softmax", "none", "1-180.csv"), (remembered.File, remembered.Kind, remembered.Freeze, remembered.Data));
        Assert.Equal(SmallTable.Genres, remembered.Genres);
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Bytes(from.Model))), remembered.Hash);
        Assert.Null(from.Model.Provenance.From);
        Assert.Equal(120, run.Model.Fingerprints.Length);
        // Rows the starting model learnt from are noticed when its successor is scored on them; the successor does not know ambient.
        var first = Table(1);
        Assert.Contains("30 of 120 rows", Assert.Single(run.Model.Evaluate(first).Warnings, warning => warning.Contains("used to train", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void RowsTheStartingModelWasTrainedOnAreNoticed()
    {
        var trainer = new SoftmaxTrainer { Epochs = 2 };
        var from = From(trainer);
        var table = Table(1);
        var split = Thirds(table);
        // Its training rows are now to be validated on, and half of the test rows are its training rows.
        var other = new Split(split.Validation, split.Train[..30], [.. split.Train[30..], .. split.Test[..30]], "other way round");
        var run = ModelTraining.Run(table, other, trainer, context: new TrainingContext { From = from });
        Assert.Collection(
            run.Model.Provenance.Warnings,
            warning => Assert.Equal("30 of 30 validation rows (100.0 %) were used to train old.genre, which this model started from, so these numbers may flatter it; no row is unseen.", warning),
            warning => Assert.StartsWith("30 of 60 test rows (50.0 %) were used to train old.genre, which this model started from, so these numbers may flatter it; on the 30 unseen rows its accuracy is ", warning, StringComparison.Ordinal));
        Assert.Equal(run.Model.Provenance.Warnings[1], Assert.Single(run.Test!.Warnings));

        var comparison = TransferComparison.Measure(table, other, run, new TrainingContext { From = from }, [0.5, 1]);
        Assert.Equal(30, comparison.SeenRows);
        Assert.Equal([30, 60], comparison.Points.Select(point => point.Rows));
        Assert.All(comparison.Points, point => Assert.Equal((30, 30, 30), (point.Transferred.Test.Rows, point.FromScratch.Test.Rows, point.Difference.Rows)));
        Assert.Contains("every test row", Refused<DataException>(() => TransferComparison.Measure(table, new Split(split.Validation, [], split.Train, "leaky"), run, new TrainingContext { From = from })), StringComparison.Ordinal);
        Assert.Contains("no rows", Refused<DataException>(() => TransferComparison.Measure(table, split with { Test = [] }, run, new TrainingContext { From = from })), StringComparison.Ordinal);
    }

    [Fact]
    public void AtSmallSizesTheTrainedModelHelps()
    {
        var trainer = new MlpTrainer { Hidden = [12], Epochs = 6, BatchSize = 16 };
        var from = From(trainer);
        var table = Table(2, rows: 600);
        var context = new TrainingContext { From = from };
        var run = Train(table, trainer, context);
        var comparison = TransferComparison.Measure(table, Thirds(table), run, context);
        Assert.Equal(TransferComparison.DefaultShares, comparison.Points.Select(point => point.Transferred.Share));
        Assert.Equal(0, comparison.SeenRows);
        Assert.Same(run.Test, comparison.Points[^1].Transferred.Test);
        Assert.True(comparison.Points[0].Difference.Interval[0] > 0, $"{comparison.Points[0].Difference.Difference}");
        // The side from scratch is an ordinary training on the part.
        var rows = TrainingSizeCurve.NestedOrder(Thirds(table).Train, table.Labels(table.LabelNames), 3, 1)[..comparison.Points[1].Rows];
        Array.Sort(rows);
        var scratch = ModelTraining.Run(table, Thirds(table) with { Train = rows }, trainer, from.Model.Preprocessor.Options);
        Assert.Equal(scratch.Test!.ToJson().ToJsonString(), comparison.Points[1].FromScratch.Test.ToJson().ToJsonString());
        Assert.Throws<ArgumentException>(() => TransferComparison.Measure(table, Thirds(table), run, new TrainingContext()));
    }

    [Fact]
    public void WhatDoesNotFitIsRefusedInOneSentence()
    {
        var mlp = new MlpTrainer { Hidden = [12], Epochs = 1 };
        var from = From(mlp);
        var context = new TrainingContext { From = from };
        var table = Table(2);
        Assert.Equal("old.genre is a model of kind mlp, so softmax cannot start from it; train mlp, or start from a model of kind softmax.", Refused<OptionException>(() => Train(table, new SoftmaxTrainer(), context)));
        Assert.StartsWith("Training of random-forest cannot start from another model; kinds that can are softmax, mlp, lstm", Refused<OptionException>(() => Train(table, new RandomForestTrainer(), context)), StringComparison.Ordinal);
        Assert.StartsWith("Training of random-forest cannot", Refused<OptionException>(() => new Transfer(Train(table, new RandomForestTrainer { Trees = 2 }).Model).Trainer()), StringComparison.Ordinal);
        foreach (var other in (MlpTrainer[])[mlp with { Hidden = [13] }, mlp with { Hidden = [12, 12] }, mlp with { Hidden = [] }, mlp with { BatchNorm = true }, mlp with { Activation = Activation.Tanh }])
            Assert.Contains("leave out the options that shape the network", Refused<OptionException>(() => Train(table, other, context)), StringComparison.Ordinal);
        Assert.Contains("(inputs 34, outputs 12, activation relu) as layer 1, where these options make dense (inputs 34, outputs 13, activation relu)", Refused<OptionException>(() => Train(table, mlp with { Hidden = [13] }, context)), StringComparison.Ordinal);
        Assert.Equal(
            "2 layers cannot be frozen: the network of old.genre has 1 layer with parameters below its output layer, which must learn.",
            Refused<OptionException>(() => Train(table, mlp, new TrainingContext { From = @from with { Freeze = Freeze.First(2) } })));
        Assert.Contains("preprocessing is that of old.genre", Refused<OptionException>(() => ModelTraining.Run(table, Thirds(table), mlp, new PreprocessingOptions { Scaling = Scaling.Standard }, context)), StringComparison.Ordinal);
        var path = Path.Combine(folder, "energy.csv");
        File.WriteAllLines(path, File.ReadLines(Path.Combine(folder, "2-180.csv")).Select(line => string.Join(',', line.Split(',').Where((_, i) => i != 2))));
        Assert.Contains("lacks the feature tempo", Refused<DataException>(() => Train(GenreTable.Load(path), mlp, context)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData("all-but-output", null)]
    [InlineData("3", 3)]
    public void WhatIsFrozenIsReadAndWritten(string text, int? layers)
    {
        Assert.Equal(layers, Freeze.Parse(text).Layers);
        Assert.Equal(text, Freeze.Parse(text).ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("all")]
    [InlineData("1.5")]
    [InlineData("99999999999")]
    public void WhatCannotBeFrozenIsRefused(string text) => Assert.Contains("all-but-output", Refused<OptionException>(() => Freeze.Parse(text)), StringComparison.Ordinal);
}
