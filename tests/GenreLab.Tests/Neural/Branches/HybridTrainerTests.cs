using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural.Branches;

public class HybridTrainerTests
{
    private static readonly HybridTrainer Small = new() { Reading = LyricsReading.Sequence, Units = [12], VectorWidth = 12, BagWidth = 12, Hidden = [24], Epochs = 20, BatchSize = 50, LearningRate = 0.01 };

    [Theory]
    [InlineData("units", "0", "whole numbers from 1 to 2,048")]
    [InlineData("hidden", "80,-3", "whole numbers from 1 to 65,536")]
    [InlineData("audioHidden", "0", "whole numbers from 1 to 65,536")]
    [InlineData("vectorWidth", "0", "a whole number from 1 to 4,096")]
    [InlineData("bagWidth", "5000", "a whole number from 1 to 4,096")]
    [InlineData("wordDropout", "1", "at least 0 and below 1")]
    [InlineData("branchDropout", "-0.1", "at least 0 and below 1")]
    [InlineData("textDropout", "1", "at least 0 and below 1")]
    [InlineData("dropout", "1", "at least 0 and below 1")]
    [InlineData("inputDropout", "1", "at least 0 and below 1")]
    [InlineData("recurrentDropout", "1", "at least 0 and below 1")]
    [InlineData("reading", "backwards", "words, sequence")]
    public void ImpossibleOptionsAreRefusedInOneSentence(string option, string value, string complaint)
    {
        var refusal = Assert.ThrowsAny<GenreLabException>(() => TrainerOptions.Set(new HybridTrainer(), option, value).Validate());
        Assert.Contains(complaint, refusal.Message, StringComparison.Ordinal);
        Assert.Contains(option, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutBranchesThereIsNothingToLearnFrom()
    {
        Assert.Contains("true unless lyrics or names are read", Assert.Throws<OptionException>(() => new HybridTrainer { Audio = false, Lyrics = false, Names = false }.Validate()).Message);
        var data = BranchSamples.Table(30, 1);
        string Refused(HybridTrainer trainer, Dataset train) => Assert.Throws<DataException>(() => trainer.Fit(train, null, new TrainingContext())).Message;
        Assert.Equal(
            "There is nothing for the hybrid network to learn from: of texts it has track_name, and lyrics and names are switched off. Switch another branch on, or choose other texts.",
            Refused(Small with { Lyrics = false, Names = false }, new Dataset(new Matrix(3, 10), [0, 1, 0], ["a", "b"], []) { Texts = [new TextInputs("track_name", Range.All, 5, false)] }));
        Assert.Contains("the table gives it no text, and audio is switched off", Refused(Small with { Audio = false }, data with { Texts = [] }));
        Assert.Contains("the table gives it no text and no features", Refused(Small, new Dataset(new Matrix(3, 0), [0, 1, 0], ["a", "b"], [])));
    }

    [Fact]
    public void ANetworkTooLargeIsRefused()
    {
        var data = new Dataset(new Matrix(3, 20_000), [0, 1, 0], ["a", "b"], []) { Texts = [new TextInputs("lyrics", Range.All, 5, true)] };
        Assert.Contains("cut the texts shorter", Assert.Throws<OptionException>(() => new HybridTrainer { Reading = LyricsReading.Sequence }.Fit(data, null, new TrainingContext())).Message);
        Assert.Contains("cut the texts shorter", Assert.Throws<OptionException>(() => new HybridTrainer { Reading = LyricsReading.Sequence, VectorWidth = 8, Units = [64] }.Fit(data, null, new TrainingContext())).Message);
    }

    [Theory]
    [InlineData(false, "bidirectional=true")]
    [InlineData(true, "bidirectional=true")]
    [InlineData(true, "bidirectional=false", "pooling=last")]
    [InlineData(true, "units=10,8", "layerNorm=true", "pooling=mean", "wordDropout=0")]
    [InlineData(false, "reading=words")]
    [InlineData(true, "reading=both")]
    [InlineData(false, "units=", "pooling=mean")]
    [InlineData(false, "audioHidden=12", "batchNorm=true", "inputDropout=0.1", "recurrentDropout=0.1")]
    public void EachBranchTellsWhatTheOthersCannot(bool inOrder, params string[] options)
    {
        IClassifierTrainer trainer = Small;
        foreach (var option in options) trainer = TrainerOptions.Set(trainer, option.Split('=')[0], option.Split('=')[1]);
        Dataset train = BranchSamples.Table(1500, 1, inOrder), test = BranchSamples.Table(600, 2, inOrder);
        var hybrid = trainer.Fit(train, null, new TrainingContext());
        for (var branch = 0; branch < 3; branch++) Assert.True(Accuracy(hybrid, test, branch) > 0.85, $"branch {branch}: {Accuracy(hybrid, test, branch)}");
    }

    [Theory]
    [InlineData("audio", 0)]
    [InlineData("lyrics", 1)]
    [InlineData("names", 2)]
    public void ABranchSwitchedOffTellsNothing(string option, int branch)
    {
        Dataset train = BranchSamples.Table(900, 1), test = BranchSamples.Table(600, 2);
        var hybrid = TrainerOptions.Set(Small with { Epochs = 10 }, option, "false").Fit(train, null, new TrainingContext());
        Assert.InRange(Accuracy(hybrid, test, branch), 0, 0.5);
        Assert.True(Accuracy(hybrid, test, (branch + 1) % 3) > 0.85);
        Assert.DoesNotContain(option switch { "lyrics" => "\"lstm\"", "names" => "embeddingBag", _ => "[0,4]" }, hybrid.Export().Settings.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void NamesAloneAreLearntFrom()
    {
        Dataset train = BranchSamples.Table(900, 1), test = BranchSamples.Table(600, 2);
        var names = (Small with { Audio = false, Lyrics = false, Epochs = 10 }).Fit(train, null, new TrainingContext());
        Assert.True(Accuracy(names, test, 2) > 0.85, $"{Accuracy(names, test, 2)}");
    }

    [Fact]
    public void GivenVectorsStartTheTableAndStayAsTheyAreUnlessTrainedOn()
    {
        var vectors = new Matrix(36, 10);
        var random = new RandomSource(9);
        for (var word = 0; word < 36; word++)
            foreach (ref var value in vectors.Row(word)) value = (float)random.NextNormal();
        var train = BranchSamples.Table(200, 1);
        train = train with { Texts = [train.Texts[0] with { Vectors = vectors }, train.Texts[1]] };
        float[] Table(bool trainVectors)
        {
            var state = (Small with { Epochs = 1, TrainVectors = trainVectors }).Fit(train, null, new TrainingContext()).Export();
            return state.Tensors.Single(tensor => tensor.Value.Shape is [36, 10]).Value.Read<float>().ToArray();
        }
        float[] given = [.. Enumerable.Range(0, 36).SelectMany(word => vectors.Row(word).ToArray())];
        Assert.Equal(given, Table(false));
        var trained = Table(true);
        Assert.NotEqual(given, trained);
        Assert.All(given.Zip(trained), pair => Assert.Equal(pair.First, pair.Second, 0.2f));
    }

    [Theory]
    [InlineData(LyricsReading.Sequence)]
    [InlineData(LyricsReading.Both)]
    public void InterruptedTrainingGoesOnToTheSameBitsWithAnyNumberOfThreads(LyricsReading reading)
    {
        Dataset train = BranchSamples.Table(230, 1), validation = BranchSamples.Table(90, 2);
        var trainer = Small with { Reading = reading, Epochs = 4, Members = 2, ClipNorm = 1 };
        var plain = TrainingTable.Train(trainer, train, validation, new TrainingContext { Threads = 1 });
        var checkpoints = new List<TrainingCheckpoint>();
        Assert.Equal(plain.Bits, TrainingTable.Train(trainer, train, validation, new TrainingContext
        {
            Threads = 2,
            Checkpoints = new Checkpointing { IsDue = _ => true, Keep = checkpoints.Add },
        }).Bits);
        Assert.True(checkpoints.Count >= 8);
        foreach (var checkpoint in checkpoints)
        {
            var resumed = TrainingTable.Train(trainer, train, validation, new TrainingContext { Threads = 2, Checkpoints = new Checkpointing { Resume = TrainingTable.Stored(checkpoint), Keep = _ => { } } });
            Assert.Equal(plain.Bits, resumed.Bits);
            Assert.Equal(plain.Epochs, resumed.Epochs);
        }
    }

    [Theory]
    [InlineData("select", "columns", "[[3,2]]", "pairs of a first column and an end among 26")]
    [InlineData("select", "columns", "[[0,27]]", "pairs of a first column and an end among 26")]
    [InlineData("select", "columns", "[[0]]", "pairs of a first column and an end among 26")]
    [InlineData("select", "columns", "[]", "lacks the list 'columns'")]
    [InlineData("select", "columns", "[[4,15]]", "inputs where layer")]
    [InlineData("select", "inputs", "30", "takes 26 inputs where the network has 30 inputs")]
    [InlineData("join", "layers", "[0,99,3]", "do not come before it or have no 'sizes'")]
    [InlineData("join", "layers", "[0]", "do not come before it or have no 'sizes'")]
    [InlineData("join", "sizes", "[5,12,4]", "inputs where layer")]
    [InlineData("join", "layers", "[0,0,0]", "inputs where layer")]
    [InlineData("embeddingBag", "tokens", "0", "lacks the number 'tokens' (1 to 16,777,216)")]
    [InlineData("embeddingBag", "tokens", "16000000", "far larger than the weights in the file")]
    [InlineData("embeddingBag", "width", "900000", "inputs where layer", "larger than GenreLab trains", "far larger")]
    [InlineData("embeddingBag", "steps", "3", "inputs where layer")]
    [InlineData("tokenDropout", "rate", "1", "lacks a dropout 'rate'")]
    [InlineData("tokenDropout", "rowRate", "null", "lacks a dropout 'rowRate'")]
    public void DamagedSettingsAreRefusedInOneSentence(string type, string setting, string value, params string[] complaints)
    {
        var state = (Small with { Epochs = 1 }).Fit(BranchSamples.Table(60, 1), null, new TrainingContext()).Export();
        var settings = (JsonObject)state.Settings.DeepClone();
        settings["layers"]!.AsArray().First(layer => layer!["type"]!.GetValue<string>() == type)![setting] = JsonNode.Parse(value);
        var refusal = Assert.Throws<ModelFileException>(() => NetworkClassifier.Import("hybrid", new StoredState(settings, state.Tensors)));
        Assert.Contains(complaints, complaint => refusal.Message.Contains(complaint, StringComparison.Ordinal));
    }

    [Fact]
    public void NoValueIsReadTwice()
    {
        var state = (Small with { Epochs = 1, WordDropout = 0, BranchDropout = 0, TextDropout = 0 }).Fit(BranchSamples.Table(60, 1), null, new TrainingContext()).Export();
        var settings = (JsonObject)state.Settings.DeepClone();
        var join = settings["layers"]!.AsArray().First(layer => layer!["type"]!.GetValue<string>() == "join")!;
        (join["layers"]![1], join["sizes"]![1]) = ((JsonNode)(int)join["layers"]![0]!, (JsonNode)(int)join["sizes"]![0]!);
        Assert.Contains("which another layer reads already", Assert.Throws<ModelFileException>(() => NetworkClassifier.Import("hybrid", new StoredState(settings, state.Tensors))).Message);
    }

    private static double Accuracy(IClassifier classifier, Dataset data, int branch)
    {
        var probabilities = new Matrix(data.Rows, classifier.LabelCount);
        classifier.PredictProbabilities(data.Features, probabilities);
        var rows = Enumerable.Range(0, data.Rows).Where(row => row % 3 == branch);
        return rows.Average(row => System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(probabilities.Row(row)) == data.Labels[row] ? 1.0 : 0.0);
    }
}
