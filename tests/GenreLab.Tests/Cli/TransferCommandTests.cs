using GenreLab.Tests.Models;

namespace GenreLab.Tests.Cli;

/// <summary>Training from a trained model on the command line.</summary>
public sealed class TransferCommandTests : IDisposable
{
    private readonly CommandLine command = new();
    private readonly string old, tracks;

    public TransferCommandTests()
    {
        old = command.File("old.genre");
        Succeed("train", command.Tracks, "--set", "hidden=8", "--set", "epochs=5", "--scale", "standard", "--save", old, "--skip-importance");
        tracks = SmallTable.Write(command.Folder, "new.csv", 400, 2, ["folk", "jazz", "opera", "techno"]);
    }

    public void Dispose() => command.Dispose();

    private static CommandResult Succeed(params string[] arguments)
    {
        var result = CommandLine.Run([.. arguments, "--quiet"]);
        Assert.True(result.Code == 0, result.Error);
        return result;
    }

    private string Refused(params string[] arguments)
    {
        var before = Directory.GetFileSystemEntries(command.Folder).Order().ToArray();
        var result = CommandLine.Run([.. arguments, "--json", "--quiet"]);
        Assert.True(result.Code is 1 or 2, $"exit code {result.Code}: {result.Error}");
        var line = Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine));
        Assert.DoesNotContain("bug", line);
        Assert.Equal(before, Directory.GetFileSystemEntries(command.Folder).Order());
        return line;
    }

    [Fact]
    public void ATrainingStartsFromAModelAndIsComparedWithScratch()
    {
        var (saved, report) = (command.File("new.genre"), command.File("transfer.html"));
        var json = Succeed("train", tracks, "--from", old, "--freeze", "1", "--compare-scratch", "--report", report, "--save", saved, "--skip-importance", "--json").Json;
        Assert.Equal("mlp", json["model"]!.GetValue<string>());
        Assert.Equal("8", json["options"]!["hidden"]![0]!.ToJsonString());
        Assert.Equal("standard", json["preprocessing"]!["scaling"]!.GetValue<string>());
        Assert.Equal(("old.genre", "1"), (json["from"]!["file"]!.GetValue<string>(), json["from"]!["freeze"]!.GetValue<string>()));
        Assert.Equal(4, json["transfer"]!["points"]!.AsArray().Count);
        Assert.All(json["transfer"]!["points"]!.AsArray(), point => Assert.NotNull(point!["difference"]!["interval"]));
        var page = File.ReadAllText(report);
        Assert.Contains("id=\"transfer\"", page);
        Assert.Contains("from old.genre", page);

        var inspected = Succeed("inspect", saved);
        Assert.Contains("started from", inspected.Output);
        Assert.Contains("old.genre (mlp of 3 genres, trained on tracks.csv; frozen layers 1; SHA-256", inspected.Output.ReplaceLineEndings(" ").Replace("  ", " ", StringComparison.Ordinal));
        Assert.Contains("from 256 rows", Succeed("train", tracks, "--from", old, "--learning-curve", "--skip-importance").Output);
    }

    [Fact]
    public void WhatDoesNotFitIsRefusedInOneSentence()
    {
        var damaged = command.Write("damaged.genre", "no model");
        Assert.Contains("not a model file", Refused("train", tracks, "--from", damaged));
        Assert.Contains("There is no model file", Refused("train", tracks, "--from", command.File("absent.genre")));
        Assert.Contains("leave out the options that shape the network", Refused("train", tracks, "--from", old, "--set", "hidden=16"));
        Assert.Contains("is a model of kind mlp, so softmax cannot start from it", Refused("train", tracks, "--from", old, "--model", "softmax"));
        Assert.Contains("2 layers cannot be frozen", Refused("train", tracks, "--from", old, "--freeze", "2"));
        Assert.Contains("does not say which layers", Refused("train", tracks, "--from", old, "--freeze", "most"));
        Assert.Contains("preprocessing is that of old.genre", Refused("train", tracks, "--from", old, "--scale", "quantile"));
        Assert.Contains("leave out --features", Refused("train", tracks, "--from", old, "--features", "tempo"));
        Assert.Contains("leave out --year", Refused("train", tracks, "--from", old, "--year"));
        Assert.Contains("name the model with --from", Refused("train", tracks, "--freeze", "1"));
        Assert.Contains("name the model with --from", Refused("train", tracks, "--compare-scratch"));
        Assert.Contains("nothing to compare on", Refused("train", tracks, "--from", old, "--compare-scratch", "--test-share", "0"));
        Assert.Contains("nothing to report", Refused("train", tracks, "--report", command.File("r.html"), "--test-share", "0"));
        var narrow = command.Write("narrow.csv", "genre,tempo\nfolk,100\njazz,120\n");
        Assert.Contains("lacks the feature energy that the model needs", Refused("train", narrow, "--from", old));
    }

    [Fact]
    public void AnExperimentStartsFromAnother()
    {
        command.Write("first.json", """{"section": "S", "title": "first", "data": "tracks.csv", "options": {"scale": "standard"}, "model": {"kind": "mlp", "hidden": [8], "epochs": 3}}""");
        var second = command.Write("second.json", """{"section": "S", "title": "second", "data": "new.csv", "from": "first", "freeze": "1", "model": {"kind": "mlp", "epochs": 2}}""");
        var line = Succeed("run", "--experiment", second, "--data-root", command.Folder, "--no-record", "--json").Json["experiments"]![0]!;
        Assert.Equal(("[8]", "2"), (line["options"]!["hidden"]!.ToJsonString(), line["options"]!["epochs"]!.ToJsonString()));

        command.Write("a.json", """{"section": "S", "title": "a", "data": "new.csv", "from": "b", "model": {"kind": "mlp"}}""");
        command.Write("b.json", """{"section": "S", "title": "b", "data": "new.csv", "from": "a", "model": {"kind": "mlp"}}""");
        Assert.Contains("in a circle", Refused("run", "--experiment", command.File("a.json"), "--data-root", command.Folder, "--no-record"));
        command.Write("c.json", """{"section": "S", "title": "c", "data": "new.csv", "freeze": "1", "model": {"kind": "mlp"}}""");
        Assert.Contains("without \"from\"", Refused("run", "--experiment", command.File("c.json"), "--data-root", command.Folder, "--no-record"));
    }
}
