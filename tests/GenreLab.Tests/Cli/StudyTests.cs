using System.Text.Json.Nodes;
using GenreLab.Tests.Models;

namespace GenreLab.Tests.Cli;

/// <summary>What <c>train</c> and <c>run</c> find out about a model beyond its scores.</summary>
public sealed class StudyTests(CommandLine command) : IClassFixture<CommandLine>
{
    private static CommandResult Succeed(params string[] arguments)
    {
        var result = CommandLine.Run(arguments);
        Assert.True(result.Code == 0, result.Error);
        return result;
    }

    private static string[] Names(JsonNode? json) => [.. json!.AsObject().Select(member => member.Key)];

    [Fact]
    public void TrainMeasuresWhatFeaturesAreWorth()
    {
        string[] line = ["train", command.Tracks, "--model", "softmax", "--set", "epochs=30", "--set", "learningRate=0.1"];
        var json = Succeed([.. line, "--json"]).Json;
        Assert.Equal(["gain", "permutation"], Names(json["importance"]));
        Assert.Empty(json["importance"]!["gain"]!.AsArray());
        var features = json["importance"]!["permutation"]!.AsArray();
        Assert.Equal(["tempo", "energy"], features.Select(feature => feature!["feature"]!.GetValue<string>()));
        foreach (var feature in features)
        {
            Assert.Equal(["feature", "importance", "low", "high"], Names(feature));
            Assert.InRange(feature!["importance"]!.GetValue<double>(), feature["low"]!.GetValue<double>(), feature["high"]!.GetValue<double>());
        }
        Assert.True(features.Max(feature => feature!["importance"]!.GetValue<double>()) > 0.05);
        Assert.Empty(json["learningCurve"]!.AsArray());
        Assert.Matches(@"most important      (tempo|energy) [0-9.]+(, (tempo|energy) [0-9.]+)? \(points of test accuracy lost when shuffled\)", Succeed(line).Output);
    }

    [Fact]
    public void ImportanceCanBeSkipped()
    {
        string[] line = ["train", command.Tracks, "--model", "softmax", "--set", "epochs=1", "--skip-importance"];
        Assert.Empty(Succeed([.. line, "--json"]).Json["importance"]!["permutation"]!.AsArray());
        Assert.DoesNotContain("most important", Succeed(line).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TheLearningCurveEndsWithTheModelItself()
    {
        var table = SmallTable.Write(command.Folder, "curve.csv", rows: 400);
        string[] line = ["train", table, "--model", "softmax", "--set", "epochs=3", "--learning-curve"];
        var json = Succeed([.. line, "--json"]).Json;
        var curve = json["learningCurve"]!.AsArray();
        Assert.Equal([1 / 16.0, 1 / 8.0, 0.25, 0.5, 1], curve.Select(point => point!["share"]!.GetValue<double>()));
        Assert.Equal(["rows", "share", "accuracy", "low", "high", "logLoss", "fitSeconds"], Names(curve[0]));
        Assert.Equal(json["rows"]!["train"]!.GetValue<int>(), curve[^1]!["rows"]!.GetValue<int>());
        Assert.Equal(json["test"]!["accuracy"]!.GetValue<double>(), curve[^1]!["accuracy"]!.GetValue<double>());
        var result = Succeed(line);
        Assert.Contains("from 128 rows       ", result.Output, StringComparison.Ordinal);
        Assert.Contains("softmax: training on parts of the training rows", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void WithoutTestRowsThereIsNothingToMeasureOn()
    {
        string[] line = ["train", command.Tracks, "--model", "softmax", "--set", "epochs=1", "--test-share", "0"];
        Assert.Empty(Succeed([.. line, "--json"]).Json["importance"]!["permutation"]!.AsArray());
        var refused = CommandLine.Run([.. line, "--learning-curve"]);
        Assert.Equal(1, refused.Code);
        Assert.Contains("so there is no learning curve; choose a --test-share above 0", refused.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void RunMeasuresEveryModel()
    {
        var folder = command.File("studied");
        var json = Succeed("run", command.Tracks, "--out", folder, "--models", "softmax,mlp", "--set", "epochs=2", "--set", "hidden=8", "--learning-curve", "--json").Json;
        foreach (var line in json["leaderboard"]!.AsArray())
        {
            Assert.Equal(2, line!["importance"]!["permutation"]!.AsArray().Count);
            Assert.NotEmpty(line["learningCurve"]!.AsArray());
        }
    }

    [Fact]
    public void AnOptionWithoutAKindIsForTheModelsThatHaveIt()
    {
        var folder = command.File("some-have");
        var json = Succeed("run", command.Tracks, "--out", folder, "--models", "softmax,mlp", "--set", "epochs=1", "--set", "hidden=6", "--skip-importance", "--json").Json;
        var options = json["leaderboard"]!.AsArray().ToDictionary(line => line!["model"]!.GetValue<string>(), line => line!["options"]!);
        Assert.Equal("[6]", options["mlp"]["hidden"]!.ToJsonString());
        Assert.Null(options["softmax"]["hidden"]);
        var refused = CommandLine.Run("run", command.Tracks, "--out", folder, "--models", "softmax,mlp", "--set", "hiden=6");
        Assert.Equal(2, refused.Code);
        Assert.Contains("has no option 'hiden'", refused.Error, StringComparison.Ordinal);
    }

    /// <summary>The small table without every fifth tempo.</summary>
    private string TableWithHoles()
    {
        var lines = File.ReadAllLines(command.Tracks);
        for (var i = 1; i < lines.Length; i += 5) lines[i] = string.Join(',', lines[i].Split(',').Select((cell, column) => column == 2 ? "" : cell));
        return command.Write("holes.csv", string.Join('\n', lines));
    }

    [Fact]
    public void ATreeLearnsFromMissingValuesAndKnowsItsGains()
    {
        string table = TableWithHoles(), model = command.File("holes.genre");
        var json = Succeed("train", table, "--model", "random-forest", "--set", "trees=20", "--impute", "learn", "--save", model, "--json").Json;
        Assert.Equal("learn", json["preprocessing"]!["imputation"]!.GetValue<string>());
        var gain = json["importance"]!["gain"]!.AsArray();
        Assert.Equal(["tempo", "energy"], gain.Select(feature => feature!["feature"]!.GetValue<string>()));
        Assert.Equal(1, gain.Sum(feature => feature!["importance"]!.GetValue<double>()), 1e-9);
        var predicted = Succeed("predict", model, table, "--out", command.File("holes-predicted.csv"));
        Assert.Contains("18 of 90 rows lack a feature; the model goes by the features that are there.", predicted.Error, StringComparison.Ordinal);
        Assert.True(Succeed("evaluate", model, SmallTable.Write(command.Folder, "later.csv", seed: 5), "--json").Json["accuracy"]!.GetValue<double>() > 0.9);
    }

    [Fact]
    public void OtherModelsGetTheMedianInTheirPlace()
    {
        var table = TableWithHoles();
        string[] line = ["train", table, "--model", "softmax", "--set", "epochs=1", "--skip-importance", "--json"];
        JsonObject dropped = Succeed(line).Json, learnt = Succeed([.. line, "--impute", "learn"]).Json;
        Assert.Equal("median", learnt["preprocessing"]!["imputation"]!.GetValue<string>());
        static int Rows(JsonObject json) => json["rows"]!.AsObject().Sum(fold => fold.Value!.GetValue<int>());
        Assert.Equal(90, Rows(learnt));
        Assert.True(Rows(dropped) < 90);
    }
}
