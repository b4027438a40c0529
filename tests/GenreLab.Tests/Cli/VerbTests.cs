using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using GenreLab.Cli;
using GenreLab.Models;
using GenreLab.Tests.Models;

namespace GenreLab.Tests.Cli;

public sealed class VerbTests(CommandLine command) : IClassFixture<CommandLine>
{
    private static readonly string[] EvaluationMembers =
    [
        "rows", "accuracy", "accuracyInterval", "top5Accuracy", "macroPrecision", "macroRecall", "macroF1", "weightedF1", "macroAuc",
        "logLoss", "calibrationError", "perGenre", "confusion", "warnings",
    ];

    private static CommandResult Succeed(params string[] arguments)
    {
        var result = CommandLine.Run(arguments);
        Assert.True(result.Code == 0, result.Error);
        Assert.DoesNotContain("   at ", result.Error);
        return result;
    }

    private static string[] Names(JsonNode? json) => [.. json!.AsObject().Select(member => member.Key)];

    [Fact]
    public void TrainPrintsItsJsonAndSaves()
    {
        var path = command.File("trained.genre");
        var result = Succeed("train", command.Tracks, "--model", "softmax", "--set", "epochs=3", "--set", "learningRate=0.05", "--save", path, "--json");
        var json = result.Json;
        Assert.Equal(["model", "options", "preprocessing", "rows", "seconds", "epochs", "validation", "test", "importance", "learningCurve", "cancelled", "saved", "recorded", "warnings", "checkpoint", "resumed", "from", "transfer", "report", "merge"], Names(json));
        Assert.Equal("softmax", json["model"]!.GetValue<string>());
        Assert.Equal((3, 0.05), (json["options"]!["epochs"]!.GetValue<int>(), json["options"]!["learningRate"]!.GetValue<double>()));
        Assert.Equal(["train", "validation", "test"], Names(json["rows"]));
        Assert.Equal(["load", "prepare", "fit", "evaluate"], Names(json["seconds"]));
        Assert.Equal(3, json["epochs"]!.AsArray().Count);
        Assert.Equal(["epoch", "trainLoss", "trainAccuracy", "validationLoss", "validationAccuracy", "learningRate", "seconds"], Names(json["epochs"]![0]));
        Assert.Equal(EvaluationMembers, Names(json["test"]));
        Assert.Equal(EvaluationMembers, Names(json["validation"]));
        Assert.Contains("softmax: epoch 3/3, loss ", result.Error);
        Assert.Equal("softmax", GenreModel.Load(path).Classifier.Kind);
        Assert.False(File.Exists(path + ".partial"));
    }

    [Fact]
    public void ThreadsDoNotChangeTheModelFile()
    {
        string one = command.File("one.genre"), two = command.File("two.genre");
        foreach (var (path, threads) in ((string, string)[])[(one, "1"), (two, "2")])
            Succeed("train", command.Tracks, "--model", "mlp", "--set", "hidden=16,8", "--set", "epochs=3", "--threads", threads, "--save", path, "--quiet");
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(two));
    }

    [Fact]
    public void TrainTakesTheOptionsOfDataSplitAndPreprocessing()
    {
        var json = Succeed(
            "train", command.Tracks, "--model", "softmax", "--set", "epochs=1", "--genres", "ambient,techno", "--per-genre", "20", "--features=-energy",
            "--split", "stratified", "--test-share", "0.25", "--validation-share", "0.25", "--scale", "z-max-abs", "--one-hot", "false", "--impute", "median", "--json").Json;
        Assert.Equal((20, 10, 10), (json["rows"]!["train"]!.GetValue<int>(), json["rows"]!["validation"]!.GetValue<int>(), json["rows"]!["test"]!.GetValue<int>()));
        Assert.Equal(("zMaxAbs", false, "median"), (json["preprocessing"]!["scaling"]!.GetValue<string>(), json["preprocessing"]!["oneHot"]!.GetValue<bool>(), json["preprocessing"]!["imputation"]!.GetValue<string>()));
        Assert.Equal(["ambient", "techno"], json["test"]!["confusion"]!["labels"]!.AsArray().Select(label => label!.GetValue<string>()));
    }

    [Fact]
    public void EvaluatePrintsItsJson()
    {
        var result = Succeed("evaluate", command.Model, SmallTable.Write(command.Folder, "unseen.csv", seed: 9), "--json");
        Assert.Equal(EvaluationMembers, Names(result.Json));
        Assert.Equal(90, result.Json["rows"]!.GetValue<int>());
        Assert.True(result.Json["accuracy"]!.GetValue<double>() > 0.9);
        Assert.Empty(result.Json["warnings"]!.AsArray());
    }

    [Fact]
    public void EvaluateNoticesTrainingRowsAndCanLeaveThemOut()
    {
        var all = Succeed("evaluate", command.Model, command.Tracks, "--json");
        Assert.Contains("were used to train the model, so these numbers flatter it", all.Json["warnings"]![0]!.GetValue<string>());
        Assert.Contains("warning: ", all.Error);
        var unseen = Succeed("evaluate", command.Model, command.Tracks, "--unseen-only", "--json");
        Assert.True(unseen.Json["rows"]!.GetValue<int>() is > 10 and < 60);
    }

    [Fact]
    public void EvaluateLeavesUnknownGenresOut()
    {
        var table = SmallTable.Write(command.Folder, "more.csv", 80, 12, ["ambient", "folk", "techno", "zydeco"]);
        Assert.Contains("20 of 80 rows (25.0 %) are of a genre the model does not know (zydeco)", Succeed("evaluate", command.Model, table).Error);
    }

    [Fact]
    public void PredictWritesEveryRowWithRunnersUp()
    {
        var table = command.Write("new.csv", "energy,artist,track_id,tempo\n0.8,\"Zoë, the \"\"One\"\"\",a,140\n,\"two\nlines\",b,90\n0.2,,c,90\n");
        var path = command.File("predictions.csv");
        var result = Succeed("predict", command.Model, table, "--out", path, "--top", "9", "--json");
        Assert.Equal((3, 1), (result.Json["rows"]!.GetValue<int>(), result.Json["imputedRows"]!.GetValue<int>()));
        Assert.Contains("1 of 3 rows lack a feature", result.Error);
        var lines = File.ReadAllText(path).Split('\n');
        Assert.Equal("artist,track_id,genre,probability,genre2,probability2,genre3,probability3", lines[0]);
        Assert.StartsWith("\"Zoë, the \"\"One\"\"\",a,techno,0.", lines[1]);
        Assert.Equal("\"two", lines[2]);
        Assert.StartsWith(",c,ambient,0.", lines[4]);
    }

    [Fact]
    public void PredictNumbersRowsThatNothingIdentifies()
    {
        var path = command.File("numbered.csv");
        Succeed("predict", command.Model, command.Write("bare.csv", "tempo;energy\n140;0.8\n90;0.2\n"), "--out", path);
        Assert.Equal(["row,genre,probability", "0,techno", "1,ambient"], File.ReadAllLines(path).Select(line => line.Contains("0.", StringComparison.Ordinal) ? line[..line.LastIndexOf(',')] : line));
    }

    [Fact]
    public void InspectShowsTheModel()
    {
        var json = Succeed("inspect", command.Model, "--json").Json;
        Assert.Equal("softmax", json["classifier"]!["kind"]!.GetValue<string>());
        Assert.Equal(SmallTable.Genres, json["labels"]!.AsArray().Select(label => label!.GetValue<string>()));
        Assert.Equal(9, json["parameters"]!.GetValue<int>());
        var text = Succeed("inspect", command.Model).Output;
        Assert.Contains("3: ambient, folk, techno", text);
        Assert.Contains("epochs 40", text);
    }

    [Fact]
    public void AuditFindsThings()
    {
        var table = command.Write("suspicious.csv", File.ReadAllText(command.Tracks).Replace("track_id,genre", "track_id,genre,playlist_name", StringComparison.Ordinal)
            .Replace(",ambient,", ",ambient,Calm,", StringComparison.Ordinal).Replace(",folk,", ",folk,Fire,", StringComparison.Ordinal).Replace(",techno,", ",techno,Dark,", StringComparison.Ordinal));
        var json = Succeed("audit", table, "--json").Json;
        Assert.Contains(json["findings"]!.AsArray(), finding => finding!["code"]!.GetValue<string>() == "give-away-column" && finding["column"]!.GetValue<string>() == "playlist_name");
        Assert.Contains("[give-away-column]", Succeed("audit", table).Output);
    }

    [Fact]
    public void SynthAndProfileWorkTogether()
    {
        string profile = command.File("mine.profile"), drawn = command.File("drawn.csv"), again = command.File("again.csv");
        Assert.Equal(3, Succeed("profile", command.Tracks, "--out", profile, "--json").Json["genres"]!.GetValue<int>());
        Assert.Equal(200, Succeed("synth", "--rows", "200", "--profile", profile, "--seed", "3", "--out", drawn, "--json").Json["rows"]!.GetValue<int>());
        Succeed("synth", "--rows", "200", "--profile", profile, "--seed", "3", "--out", again);
        Assert.Equal(File.ReadAllBytes(drawn), File.ReadAllBytes(again));
        Assert.Equal(201, File.ReadAllLines(drawn).Length);
        Assert.True(Succeed("evaluate", command.Model, drawn, "--json").Json["accuracy"]!.GetValue<double>() > 0.8);
    }

    [Fact]
    public void ModelsListsEveryKindWithItsOptions()
    {
        var kinds = Succeed("models", "--json").Json["models"]!.AsArray();
        Assert.Equal(ModelKinds.All.Select(kind => kind.Word), kinds.Select(kind => kind!["kind"]!.GetValue<string>()));
        Assert.Contains("learningRate", Succeed("models", "softmax").Output);
    }

    [Fact]
    public void RunMakesModelsReportAndJson()
    {
        var folder = command.File("results");
        var result = Succeed("run", command.Tracks, "--out", folder, "--set", "epochs=2", "--set", "mlp.hidden=8", "--set", "trees=5", "--set", "rounds=5", "--json");
        string[] models = [.. ModelKinds.All.Where(kind => kind.InDefaultRun).Select(kind => kind.Word)];
        Assert.Superset(new HashSet<string> { "softmax", "mlp", "random-forest", "gradient-boosting" }, new HashSet<string>(models));
        Assert.Equal(models.Select(model => $"{model}.genre").Concat(["report.html", "run.json"]).Order(), Directory.GetFiles(folder).Select(Path.GetFileName).Order());
        var json = result.Json;
        Assert.Equal(models.Length, json["leaderboard"]!.AsArray().Count);
        Assert.All(json["leaderboard"]!.AsArray(), line => Assert.Equal(EvaluationMembers, Names(line!["test"])));
        Assert.Contains(json["best"]!.GetValue<string>(), models);
        Assert.Equal(Path.Combine(folder, "report.html"), json["report"]!.GetValue<string>());
        Assert.NotEmpty(json["audit"]!.AsArray());
        Assert.Equal(json.ToJsonString(), JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "run.json")))!.ToJsonString());
        Assert.Contains("</html>", File.ReadAllText(Path.Combine(folder, "report.html")));
    }

    [Fact]
    public void RunWithoutATableSaysThatTracksAreSynthetic()
    {
        var folder = command.File("sample");
        var result = Succeed("run", "--out", folder, "--models", "softmax", "--set", "epochs=1", "--per-genre", "20");
        Assert.Contains("synthetic", result.Error);
        Assert.Contains("synthetic", File.ReadAllText(Path.Combine(folder, "report.html")));
        Assert.Contains("Best by validation accuracy: softmax", result.Output);
    }

    [Fact]
    public void EveryVerbHasHelpWithExamples()
    {
        foreach (var verb in (string[])["run", "train", "tune", "evaluate", "predict", "inspect", "audit", "explore", "normalize", "map", "reduce", "synth", "profile", "models"])
        {
            var help = Succeed(verb, "--help").Output;
            Assert.Contains($"genrelab {verb}", help);
            Assert.Contains($"Examples:{Environment.NewLine}  genrelab {verb}", help);
            Assert.DoesNotContain("GenreLab.Cli", help);
        }
        Assert.Contains("genrelab train dataset.csv", Succeed("--help").Output);
    }

    [Fact]
    public void ALaterPieceOfALargeFileIsPredictedAsTheWhole()
    {
        var text = new StringBuilder("track_id,tempo,energy,track_name\n");
        for (var row = 0; row < 500; row++) text.Append($"t{row},{80 + row % 90},0.{row % 10},\"song \"\"{row}\"\"\n, take 2\"\n");
        var table = command.Write("large.csv", text.ToString());
        var pieces = GenreLab.Data.TableChunks.Read(table, chunkBytes: 777).ToList();
        Assert.True(pieces.Count > 20);
        var whole = GenreLab.Data.TableReader.ReadFile(table);
        var row0 = 0;
        foreach (var piece in pieces)
        {
            var part = GenreLab.Data.TableReader.Read(piece, "piece");
            for (var row = 0; row < part.RowCount; row++)
                Assert.Equal(whole["track_name"].Text(row0 + row), part["track_name"].Text(row));
            row0 += part.RowCount;
        }
        Assert.Equal(500, row0);
    }

    [Fact]
    public void CancelledTrainingKeepsTheBestSoFar()
    {
        using var cancellation = new CancellationTokenSource();
        using var error = new CancellingWriter(cancellation, after: "epoch");
        using var output = new StringWriter();
        var path = command.File("cancelled.genre");
        var code = Application.Run(["train", command.Tracks, "--model", "softmax", "--set", "epochs=1000000", "--save", path], output, error, cancellation.Token);
        Assert.True(code == 0, error.ToString());
        Assert.Contains("cancelled after epoch", error.ToString());
        Assert.Equal(3, GenreModel.Load(path).LabelNames.Count);
    }

    [Theory]
    [InlineData("train", "TRACKS", "--model", "softmax", "--save", "OUT")]
    [InlineData("run", "TRACKS", "--models", "softmax", "--out", "OUT")]
    [InlineData("synth", "--rows", "1000", "--out", "OUT")]
    public void CancelledBeforeAnythingIsDoneWritesNothing(params string[] arguments)
    {
        using var cancellation = new CancellationTokenSource();
        cancellation.Cancel();
        var path = command.File("never");
        var result = CommandLine.Run(cancellation.Token, [.. arguments.Select(word => word == "OUT" ? path : word == "TRACKS" ? command.Tracks : word)]);
        Assert.Equal(1, result.Code);
        Assert.EndsWith($"Cancelled; nothing was written.{Environment.NewLine}", result.Error);
        Assert.Empty(Directory.GetFileSystemEntries(command.Folder, "never*"));
    }

    [Fact]
    public async Task TheProgramItselfTellsItsExitCode()
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", [typeof(Application).Assembly.Location, "models", "sofmax", "--json"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, process.ExitCode);
        Assert.StartsWith("There is no model kind 'sofmax'; the kinds are softmax", await error);
        Assert.Equal(["error"], Names(JsonNode.Parse(output)));
    }

    /// <summary>Standard error that presses Ctrl-C once a word was written.</summary>
    private sealed class CancellingWriter(CancellationTokenSource cancellation, string after) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.Contains(after, StringComparison.Ordinal)) cancellation.Cancel();
        }
    }
}
