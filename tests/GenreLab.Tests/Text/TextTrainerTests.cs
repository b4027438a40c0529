using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Tests.Data;
using GenreLab.Text;

namespace GenreLab.Tests.Text;

public class TextTrainerTests
{
    private static readonly GenreTable Songs = Csv.Genres(SmallSongs.Csv());
    private static readonly Split Folds = Splitter.Split(Songs, new SplitOptions { Method = SplitMethod.ByArtist });

    [Fact]
    public void LyricsAndNamesTellGenresAndMissingOnesAreServed()
    {
        var run = ModelTraining.Run(Songs, Folds, new TextTrainer { MinimumDocuments = 2 });
        Assert.True(run.Test!.Accuracy > 0.9, $"{run.Test.Accuracy}");
        Assert.Equal(["lyrics", "track_name"], run.Model.Preprocessor.Texts.Select(text => text.Name));
        var importance = run.Model.MeasureImportance(Songs, Folds.Test);
        Assert.Equal(["lyrics shape", "lyrics", "track_name"], importance.Select(feature => feature.Feature));
        Assert.All(run.Model.PredictProbabilities(Songs, Folds.Test).Row(0).ToArray(), probability => Assert.InRange(probability, 0, 1));
    }

    [Fact]
    public void TheWordsThatSpeakForAGenreAreItsOwn()
    {
        var model = ModelTraining.Run(Songs, Folds, new TextTrainer { MinimumDocuments = 2, Words = 2 }, new TextTrainer().DefaultPreprocessing with { Text = new TextOptions { Use = ["lyrics"] } }).Model;
        var words = model.TellingWords(3);
        Assert.Equal(["country", "jazz", "reggae"], words.Select(genre => genre.Genre));
        Assert.Equal(["heartache", "truck", "whiskey"], words[0].Words.Select(word => word.Word).Where(word => !word.Contains(' ')).Order());
        Assert.All(words, genre => Assert.True(genre.Words[0].Weight >= genre.Words[^1].Weight && genre.Words[^1].Weight > 0));
        Assert.Contains(model.TellingWords(1000)[0].Words, word => word.Word.Contains(' '));
    }

    [Fact]
    public void TokensGiveTheTermsThatTheTextsGive()
    {
        string?[] texts = [.. Enumerable.Range(0, 100).Select(row => Songs.Table["lyrics"].Text(row))];
        int[] labels = [.. Enumerable.Range(0, 100).Select(row => row % 3)];
        var sequences = TokenSequences.Fit(texts, new TokenizerOptions(), new VocabularyOptions { MinimumOccurrences = 1 }, new TokenSequenceOptions { LengthPercentile = 100 });
        var x = sequences.Apply(texts);
        var classifier = new TextTrainer { C = 0.7, MinimumDocuments = 3, Words = 2, Tolerance = 1e-12 }.Fit(
            new Dataset(x, labels, ["a", "b", "c"], [.. Enumerable.Range(0, x.Columns).Select(place => $"{place}")]) { Texts = [new TextInputs("lyrics", .., sequences.Vocabulary.Count, true)] },
            null, new TrainingContext());
        var terms = TfIdf.Fit(texts, new TfIdfOptions { MinimumDocuments = 3, Longest = 2, Sublinear = true });
        var reference = SparseLogistic.Fit(terms.Apply(texts), labels, 3, new SparseLogisticOptions { C = 0.7, Tolerance = 1e-12 }, new TrainingContext());
        Matrix expected = new(100, 3), actual = new(100, 3);
        reference.PredictProbabilities(terms.Apply(texts), expected);
        classifier.PredictProbabilities(x, actual);
        for (var row = 0; row < 100; row++)
            for (var label = 0; label < 3; label++) Assert.Equal(expected[row, label], actual[row, label], 1e-5f);
    }

    [Fact]
    public void AModelFileHoldsEverythingAndItsBitsDependOnNoThreads()
    {
        byte[] Saved(int threads)
        {
            using var file = new MemoryStream();
            ModelTraining.Run(Songs, Folds, new TextTrainer(), context: new TrainingContext { Threads = threads }).Model.Save(file);
            return file.ToArray();
        }
        var saved = Saved(1);
        Assert.Equal(saved, Saved(3));
        var loaded = GenreModel.Load(new MemoryStream(saved), "songs.genre");
        var trained = ModelTraining.Run(Songs, Folds, new TextTrainer()).Model;
        Assert.Equal(trained.PredictProbabilities(Songs, Folds.Test).Values, loaded.PredictProbabilities(Songs, Folds.Test).Values);
        Assert.Equal(trained.TellingWords().SelectMany(genre => genre.Words), loaded.TellingWords().SelectMany(genre => genre.Words));
    }

    [Fact]
    public void SongsItWasTrainedOnAreRecognisedByTheirTexts()
    {
        var model = ModelTraining.Run(Songs, Folds, new TextTrainer()).Model;
        Assert.Contains(model.Evaluate(Songs, Folds.Train).Warnings, warning => warning.Contains("no row is unseen"));
        Assert.DoesNotContain(model.Evaluate(Csv.Genres(SmallSongs.Csv(seed: 2))).Warnings, warning => warning.Contains("used to train"));
    }

    [Fact]
    public void TheArtistIsReadOnlyWhenAskedForAndThenWarnedOf()
    {
        var byTrack = Splitter.Split(Songs, new SplitOptions { Method = SplitMethod.Random });
        var options = new TextTrainer().DefaultPreprocessing with { Text = new TextOptions { Use = ["artist"] } };
        var warned = ModelTraining.Run(Songs, byTrack, new TextTrainer { MinimumDocuments = 1 }, options);
        Assert.Contains(warned.Model.Provenance.Warnings, warning => warning.Contains("The artist is read as text") && warning.Contains("Split by artist"));
        Assert.DoesNotContain(ModelTraining.Run(Songs, Folds, new TextTrainer { MinimumDocuments = 1 }, options).Model.Provenance.Warnings, warning => warning.Contains("artist"));
        Assert.Equal("artist-as-text", Auditor.AuditArtistAsText(Songs, byTrack)!.Code);
        Assert.Null(Auditor.AuditArtistAsText(Songs, Folds));
    }

    [Fact]
    public void AudioFeaturesAreLeftOutUnlessWanted()
    {
        var songs = Csv.Genres(SmallSongs.Csv(audio: true), new LoadOptions { Schema = new SchemaOptions { IncludeYear = true } });
        var folds = Splitter.Split(songs, new SplitOptions { Method = SplitMethod.ByArtist });
        Assert.Equal(["year"], ModelTraining.Run(songs, folds, new TextTrainer()).Model.Preprocessor.Features.Select(feature => feature.Name));
        Assert.Equal(["tempo", "energy", "year"], ModelTraining.Run(songs, folds, new TextTrainer(), new TextTrainer().DefaultPreprocessing with { Audio = true }).Model.Preprocessor.Features.Select(feature => feature.Name));
    }

    [Fact]
    public void LearnersThatDoNotReadAreGivenNoTexts()
    {
        var songs = Csv.Genres(SmallSongs.Csv(audio: true));
        var folds = Splitter.Split(songs, new SplitOptions());
        var trainer = new GenreLab.Linear.LogisticRegressionTrainer();
        Assert.Empty(ModelTraining.Run(songs, folds, trainer).Model.Preprocessor.Texts);
        var refused = Assert.Throws<OptionException>(() => ModelTraining.Run(songs, folds, trainer, trainer.DefaultPreprocessing with { Text = new TextOptions() }));
        Assert.Contains("logistic-regression does not read texts; kinds that do are hybrid, text", refused.Message);
    }

    [Fact]
    public void WhatCannotBeLearntIsOneSentence()
    {
        Assert.Contains("lower minimumDocuments", Assert.Throws<DataException>(() =>
            ModelTraining.Run(Songs, Folds, new TextTrainer { MinimumDocuments = 10_000 }, new TextTrainer().DefaultPreprocessing with { Text = new TextOptions() })).Message);
        Assert.Throws<OptionException>(() => new TextTrainer { Words = 3 }.Validate());
        Assert.Throws<OptionException>(() => new TextTrainer { C = -1 }.Validate());
    }

    [Fact]
    public void DamagedModelsAreRefused()
    {
        var state = ModelTraining.Run(Songs, Folds, new TextTrainer { MinimumDocuments = 2 }).Model.Classifier.Export();
        foreach (var damage in (Action<JsonObject>[])
        [
            settings => settings.Remove("terms"), settings => settings["regression"] = null, settings => settings["terms"]!["inputs"] = 0, settings => settings["terms"]!["texts"] = 1,
            settings => settings["terms"]!["texts"]![0]!["first"] = -1, settings => settings["terms"]!["texts"]![0]!["length"] = 1_000_000, settings => settings["terms"]!["texts"]![0]!["tokens"] = 1,
            settings => settings["terms"]!["texts"]![0]!["ordered"] = "yes", settings => settings["terms"]!["texts"]!.AsArray().RemoveAt(0), settings => settings["terms"]!["sublinear"] = 1,
        ])
        {
            var settings = (JsonObject)state.Settings.DeepClone();
            damage(settings);
            Assert.Throws<ModelFileException>(() => TextClassifier.Import(state with { Settings = settings }));
        }
        foreach (var name in state.Tensors.Keys)
            Assert.Throws<ModelFileException>(() => TextClassifier.Import(state with { Tensors = state.Tensors.Where(pair => pair.Key != name).ToDictionary(pair => pair.Key, pair => pair.Value) }));
    }
}
