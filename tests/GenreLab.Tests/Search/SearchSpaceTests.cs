using GenreLab.Neural;
using GenreLab.Preprocessing;
using GenreLab.Search;
using GenreLab.Text;

namespace GenreLab.Tests.Search;

public sealed class SearchSpaceTests
{
    [Fact]
    public void ListsRangesAndFixedValuesAreReadInTheWordsOfTheCommandLine()
    {
        var space = Spaces.Of("""
            {
              "hidden": ["64,32", [16, 16, 16]], "batch-norm": [true, false], "epochs": 20, "patience": [0],
              "learningRate": { "from": 1e-4, "to": 1e-2, "scale": "log" }, "batchSize": { "from": 8, "to": 64 },
              "scale": ["standard", "piecewise-linear"], "raw": "mode"
            }
            """);
        Assert.Equal(["hidden", "batchNorm", "epochs", "patience", "learningRate", "batchSize", "scale", "raw"], space.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(["hidden", "batchNorm", "learningRate", "batchSize", "scale"], space.Varied.Select(parameter => parameter.Name));
        Assert.Equal(["64,32", "16,16,16"], space.Parameters[0].Grid);
        Assert.True(space.Parameters[4] is RangeParameter { Logarithmic: true, Whole: false, From: 1e-4, To: 1e-2, Steps: null });
        Assert.True(space.Parameters[5] is RangeParameter { Logarithmic: false, Whole: true });
        Assert.False(space.Imputes);
        Assert.True(Spaces.Of("""{ "impute": ["median", "mean"] }""").Imputes);
    }

    [Fact]
    public void ATrialSetsTrainerAndPreprocessing()
    {
        var plan = Spaces.Plan("""{ "hidden": ["8", "16,4"], "dropout": "0.25", "scale": "minMax", "oneHot": false, "bins": 8, "select": "anova:3", "impute": "mean" }""");
        var settings = plan.SettingsOf(plan.Trials[1]);
        Assert.Equal([16, 4], ((MlpTrainer)settings.Trainer).Hidden);
        Assert.Equal([0.25], ((MlpTrainer)settings.Trainer).Dropout);
        Assert.Equal((Scaling.MinMax, false, 8, "anova:3", Imputation.Mean), (settings.Preprocessing.Scaling, settings.Preprocessing.OneHot, settings.Preprocessing.Bins, settings.Preprocessing.Select.ToString(), settings.Preprocessing.Imputation));
    }

    [Fact]
    public void ASpaceOfALearnerThatReadsTextsSaysHowTheyAreRead()
    {
        var text = Spaces.Plan("""
            { "vocabulary": [500, 1000], "max-length": 40, "cut": "start", "minOccurrences": 3, "stop-words": ["none", ["english", "french"]], "stemming": "english", "textShape": true,
              "hash-lyrics": false, "buckets": 1024, "nameParts": 20, "text": ["lyrics", ["lyrics", "track_name"], "all"], "audio": true, "C": 2 }
            """, kind: "text").SettingsOf(new Trial(1, ["1000", "40", "start", "3", "english,french", "english", "true", "false", "1024", "20", "lyrics,track_name", "true", "2"]));
        var (options, preprocessing) = (text.Preprocessing.Text!, text.Preprocessing);
        Assert.Equal((1000, 3, 40, SequenceEnd.Start), (options.Vocabulary.MaximumWords, options.Vocabulary.MinimumOccurrences, options.Sequences.MaximumLength, options.Sequences.Cut));
        Assert.Equal([TextLanguage.English, TextLanguage.French], options.Tokenizer.StopWords);
        Assert.Equal((Stemming.English, true, false, 1024, 20, true), (options.Tokenizer.Stemming, options.Shape, options.HashLyrics, options.Names.Buckets, options.MaximumParts, preprocessing.Audio));
        Assert.Equal(["lyrics", "track_name"], options.Use!);

        var hybrid = Spaces.Plan("""{ "lengthPercentile": { "from": 50, "to": 99 }, "vectors": ["words.txt", "none"], "vocabulary": { "from": 100, "to": 900 }, "audio": [true, false] }""", SearchMethod.Random, trials: 8, kind: "hybrid");
        // What hybrid calls audio is its own option, whether there is a branch.
        Assert.Contains(hybrid.Trials, trial => !((HybridTrainer)hybrid.SettingsOf(trial).Trainer).Audio);
        Assert.All(hybrid.Trials, trial =>
        {
            var read = hybrid.SettingsOf(trial).Preprocessing.Text!;
            Assert.InRange(read.Sequences.LengthPercentile, 50, 99);
            Assert.InRange(read.Vocabulary.MaximumWords!.Value, 100, 900);
            Assert.True(read.Vectors is null or "words.txt");
        });
    }

    [Theory]
    [InlineData("text", """{ "vocabulary": [0, 10] }""", "impossible combination, vocabulary 0: Option maximumWords is 0")]
    [InlineData("text", """{ "vocabulary": { "from": 0, "to": 10 } }""", "lets vocabulary be 0: Option maximumWords is 0")]
    [InlineData("text", """{ "stopWords": ["englisch", "none"] }""", "'englisch' is not a value for stopWords; write english, spanish")]
    [InlineData("text", """{ "vocabulery": [10, 20] }""", "the words are vocabulary")]
    [InlineData("text", """{ "vectors": ["a.txt", "b.txt"] }""", "'vectors', which is no option of text")]
    [InlineData("text", """{ "text": ["lyric", "lyrics"] }""", "'lyric' is no text that a model can read")]
    [InlineData("hybrid", """{ "hashLyrics": [true, false], "vectors": "a.txt" }""", "leave them out where lyrics are hashed")]
    [InlineData("mlp", """{ "vocabulary": [10, 20] }""", "'vocabulary', which is no option of mlp")]
    public void WhatTextsCannotBeIsRefused(string kind, string json, string words) =>
        Assert.Contains(words, Assert.Throws<OptionException>(() => Spaces.Plan(json, kind: kind)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("""{ "learnRate": [1] }""", "'learnRate', which is no option of mlp and no word of preprocessing; the words are learningRate")]
    [InlineData("""{ "hidden": [] }""", "lists no values for hidden")]
    [InlineData("""{ "epochs": [5, 5] }""", "lists '5' twice for epochs")]
    [InlineData("""{ "epochs": [5], "Epochs": [6] }""", "names epochs twice")]
    [InlineData("""{ "epochs": 5 }""", "has nothing to search")]
    [InlineData("""{}""", "has nothing to search")]
    [InlineData("""{ "batchNorm": [true, "perhaps"] }""", "'perhaps' is not a value for batchNorm of mlp; write true or false")]
    [InlineData("""{ "scale": ["standard", "huge"] }""", "'huge' is not a value for scale; write one of none, minMax, standard")]
    [InlineData("""{ "impute": ["median", "drop"] }""", "'drop' is not a value for impute; write one of median, mean, learn")]
    [InlineData("""{ "hidden": [{ "from": 1 }] }""", "lists an object for hidden")]
    [InlineData("""{ "learningRate": { "from": 0.1, "to": 0.01 } }""", "goes from 0.1 to 0.01; the second number must be the larger one")]
    [InlineData("""{ "learningRate": { "from": 0, "to": 0.01, "scale": "log" } }""", "begins at 0, which a logarithmic scale cannot")]
    [InlineData("""{ "learningRate": { "from": -1, "to": 0.01 } }""", "lets learningRate be -1: Option learningRate is -1; it must be a number above 0.")]
    [InlineData("""{ "learningRate": { "from": 0.1 } }""", "lacks the number \"to\"")]
    [InlineData("""{ "learningRate": { "from": 0.1, "to": 1, "scale": "cubic" } }""", "neither \"log\" nor \"linear\"")]
    [InlineData("""{ "learningRate": { "from": 0.1, "to": 1, "step": 3 } }""", "says 'step', which no range has; its words are from, to, scale, whole, steps")]
    [InlineData("""{ "learningRate": { "from": 0.1, "to": 1, "steps": 1 } }""", "steps that are not a whole number from 2")]
    [InlineData("""{ "batchSize": { "from": 0.5, "to": 8 } }""", "whole numbers need whole ends")]
    [InlineData("""{ "activation": { "from": 1, "to": 2 } }""", "activation takes one of ")]
    public void WhatNoSearchCanMeanIsRefused(string json, string words)
    {
        var message = Assert.Throws<OptionException>(() => Spaces.Of(json)).Message;
        Assert.Contains("The space space.json", message, StringComparison.Ordinal);
        Assert.Contains(words, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ \"hidden\": ", "is not JSON (line 1")]
    [InlineData("[1]", "is not a JSON object")]
    [InlineData("", "is not JSON")]
    public void WhatIsNoJsonIsRefused(string text, string words) => Assert.Contains(words, Assert.Throws<DataException>(() => Spaces.Of(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void PositionsAreOnTheScaleOfTheRange()
    {
        var range = new RangeParameter("learningRate", 1e-4, 1e-2, Logarithmic: true, Whole: false, Steps: 3);
        Assert.Equal(["0.0001", "0.001", "0.01"], range.Grid);
        Assert.Equal([0, 0.5, 1], range.Grid.Select(value => Math.Round(range.Position(value), 12)));
        Assert.Equal(["1", "2", "4", "8", "16"], new RangeParameter("batchSize", 1, 16, true, true, 5).Grid);
        Assert.Equal(["1", "2", "3"], new RangeParameter("batchSize", 1, 3, false, true, 10).Grid);
        var choice = new ChoiceParameter("hidden", ["8", "16", "32"]);
        Assert.Equal([0, 0.5, 1], choice.Values.Select(choice.Position));
    }
}
