using System.Text;
using System.Text.Json.Nodes;
using GenreLab.Cli;
using GenreLab.Models;
using GenreLab.Search;
using GenreLab.Tests.Models;
using GenreLab.Tests.Search;

namespace GenreLab.Tests.Cli;

/// <summary><c>genrelab tune</c> from a space to a tested model, interrupted, resumed, and given nonsense.</summary>
public sealed class TuneTests : IDisposable
{
    private const string Space = """{ "learningRate": [0.0001, 0.01, 0.1], "epochs": [2, 30], "scale": ["standard", "quantile"] }""";
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-tune-").FullName;
    private readonly string tracks;
    private readonly string space;

    public TuneTests()
    {
        tracks = SmallTable.Write(folder, rows: 240);
        space = Write("space.json", Space);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    private string Write(string name, string content)
    {
        File.WriteAllText(In(name), content);
        return In(name);
    }

    private CommandResult Tune(string destination, params string[] more) =>
        CommandLine.Run(["tune", tracks, "--model", "softmax", "--space", space, "--out", In(destination), .. more.Contains("--folds") ? Array.Empty<string>() : ["--folds", "3"], .. more]);

    private JsonObject Succeed(string destination, params string[] more)
    {
        var result = Tune(destination, [.. more, "--json"]);
        Assert.True(result.Code == 0, result.Error);
        return result.Json;
    }

    /// <summary>The trials without the seconds they took.</summary>
    private static string Trials(JsonObject json)
    {
        var trials = json["trials"]!.DeepClone().AsArray();
        foreach (var trial in trials) trial!["seconds"] = null;
        return trials.ToJsonString();
    }

    private string Refused(int code, string[] words)
    {
        var before = Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order().ToArray();
        var result = CommandLine.Run([.. words, "--json", "--quiet"]);
        Assert.True(code == result.Code, $"exit code {result.Code}: {result.Error}");
        var line = Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine));
        Assert.DoesNotContain("bug", line);
        Assert.Equal(line, result.Json["error"]!.GetValue<string>());
        Assert.Equal(before, Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order());
        return line;
    }

    [Fact]
    public void AGridGivesTrialsAModelAReportAndARecord()
    {
        var json = Succeed("out");
        Assert.Equal(["report.html", "softmax.genre", "trials.csv", "tune.json"], Directory.GetFiles(In("out")).Select(Path.GetFileName).Order());
        Assert.Equal(
            ["model", "method", "scoredOn", "tried", "failed", "unfinished", "best", "importance", "options", "preprocessing", "rows", "validation", "test", "trials", "results", "saved", "report", "recorded", "warnings"],
            json.Select(member => member.Key));
        Assert.Equal(("grid", 12, 0), (json["method"]!.GetValue<string>(), json["tried"]!.GetValue<int>(), json["failed"]!.GetValue<int>()));
        Assert.Equal(13, File.ReadAllLines(In("out/trials.csv")).Length);
        Assert.Equal(json.ToJsonString(), JsonNode.Parse(File.ReadAllText(In("out/tune.json")))!.ToJsonString());

        var best = json["best"]!;
        Assert.Equal(json["trials"]!.AsArray().Max(trial => trial!["accuracy"]!.GetValue<double>()), best["accuracy"]!.GetValue<double>());
        Assert.Equal(best["values"]!["learningRate"]!.GetValue<string>(), json["options"]!["learningRate"]!.ToJsonString());
        Assert.Equal(best["values"]!["scale"]!.GetValue<string>(), json["preprocessing"]!["scaling"]!.GetValue<string>());
        Assert.True(json["test"]!["accuracy"]!.GetValue<double>() > 0.9);
        Assert.Equal("learningRate", json["importance"]![0]!["feature"]!.GetValue<string>());

        // The model is what train gives with the same words.
        var trained = In("again.genre");
        var words = best["values"]!.AsObject().Where(pair => pair.Key != "scale").SelectMany(pair => (string[])["--set", $"{pair.Key}={pair.Value}"]);
        Assert.Equal(0, CommandLine.Run(["train", tracks, "--model", "softmax", "--scale", best["values"]!["scale"]!.GetValue<string>(), .. words, "--save", trained, "--skip-importance", "--quiet"]).Code);
        Assert.Equal(File.ReadAllBytes(trained), File.ReadAllBytes(In("out/softmax.genre")));
        Assert.Equal(3, GenreModel.Load(In("out/softmax.genre")).LabelNames.Count);

        var recorded = CommandLine.Run("runs", "show", json["recorded"]!.ToJsonString(), "--json").Json;
        Assert.Equal(("tune", "finished", 12), (recorded["command"]!.GetValue<string>(), recorded["status"]!.GetValue<string>(), recorded["trials"]!.AsArray().Count));
        Assert.Equal("softmax", Assert.Single(recorded["models"]!.AsArray())!["kind"]!.GetValue<string>());
        Assert.Contains("12 tried; best ", CommandLine.Run("runs", "show", json["recorded"]!.ToJsonString()).Output, StringComparison.Ordinal);

        var report = File.ReadAllText(In("out/report.html"));
        Assert.Contains("Which hyper-parameters matter", report, StringComparison.Ordinal);
        Assert.Contains("Measured once, after the search", report, StringComparison.Ordinal);
    }

    [Fact]
    public void JobsAndThreadsDoNotChangeAnything()
    {
        var one = Succeed("one", "--jobs", "1", "--threads", "1");
        var four = Succeed("four", "--jobs", "4", "--threads", "2");
        Assert.Equal(Trials(one), Trials(four));
        Assert.Equal(File.ReadAllBytes(In("one/softmax.genre")), File.ReadAllBytes(In("four/softmax.genre")));
    }

    [Fact]
    public void NoTrialSeesATestRow()
    {
        var folds = new StringBuilder("row,fold\n");
        for (var row = 0; row < 240; row++) folds.Append($"{row},{(row % 5 == 0 ? "test" : row % 5 == 1 ? "validation" : "train")}\n");
        string[] words = ["--split-file", Write("folds.csv", folds.ToString()), "--features=tempo"];
        var before = Succeed("before", words);
        // Another world in the test rows alone.
        var lines = File.ReadAllLines(tracks);
        for (var row = 0; row < 240; row += 5) lines[row + 1] = $"x{row},{(row % 2 == 0 ? "ambient" : "techno")},{1000 + row},0.5";
        File.WriteAllLines(tracks, lines);
        var after = Succeed("after", words);
        Assert.Equal(Trials(before), Trials(after));
        Assert.NotEqual(before["test"]!["accuracy"]!.ToJsonString(), after["test"]!["accuracy"]!.ToJsonString());

        var once = Succeed("once", [.. words, "--folds", "1"]);
        Assert.Equal("the validation rows", once["scoredOn"]!.GetValue<string>());
        Assert.Equal(once["best"]!["accuracy"]!.GetValue<double>(), once["validation"]!["accuracy"]!.GetValue<double>(), 1e-12);
        Assert.Equal("the validation rows", CommandLine.Run(["tune", tracks, "--model", "softmax", "--space", space, "--out", In("usual"), "--trials", "2", .. words, "--json"]).Json["scoredOn"]!.GetValue<string>());
    }

    [Fact]
    public void AnInterruptedSearchGoesOn()
    {
        var whole = Succeed("whole");
        using var cancellation = new CancellationTokenSource();
        using var error = new CancellingWriter(cancellation);
        using var output = new StringWriter();
        string[] words = ["tune", tracks, "--model", "softmax", "--space", space, "--out", In("parts"), "--folds", "3", "--jobs", "1"];
        Assert.Equal(1, Application.Run(words, output, error, cancellation.Token));
        Assert.Contains("which are kept in", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["trials.csv"], Directory.GetFiles(In("parts")).Select(Path.GetFileName));
        var kept = File.ReadAllText(In("parts/trials.csv"));
        Assert.InRange(kept.Count(letter => letter == '\n'), 2, 12);

        // Killed in the middle of a line.
        File.WriteAllText(In("parts/trials.csv"), kept + kept.Split('\n')[1][..20]);
        var resumed = CommandLine.Run([.. words, "--json"]);
        Assert.Contains("Going on from", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(Trials(whole), Trials(resumed.Json));
        Assert.Equal(File.ReadAllBytes(In("whole/softmax.genre")), File.ReadAllBytes(In("parts/softmax.genre")));
        foreach (var line in kept.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Assert.Contains(line, File.ReadAllLines(In("parts/trials.csv")));
    }

    [Fact]
    public void MoreTrialsGoOnFromFewer()
    {
        Assert.Equal(4, Succeed("more", "--method", "random", "--trials", "4")["tried"]!.GetValue<int>());
        var first = File.ReadAllLines(In("more/trials.csv"));
        Assert.Equal(8, Succeed("more", "--method", "random", "--trials", "8")["tried"]!.GetValue<int>());
        Assert.Equal(first, File.ReadAllLines(In("more/trials.csv"))[..5]);
        // Fewer again lose nothing.
        Succeed("more", "--method", "random", "--trials", "3");
        Assert.Equal(9, File.ReadAllLines(In("more/trials.csv")).Length);
    }

    [Fact]
    public void HalvingGoesFromFewEpochsToAll()
    {
        Write("space.json", """{ "learningRate": { "from": 0.0001, "to": 0.1, "scale": "log" }, "epochs": 9 }""");
        var json = Succeed("halving", "--method", "halving", "--trials", "9");
        Assert.Equal(["1 epochs", "3 epochs", "9 epochs"], json["trials"]!.AsArray().Select(trial => trial!["resource"]!.GetValue<string>()).Distinct());
        Assert.Equal([9, 3, 1], json["trials"]!.AsArray().GroupBy(trial => trial!["rung"]!.GetValue<int>()).Select(rung => rung.Count()));
        Assert.Equal(9, json["options"]!["epochs"]!.GetValue<int>());
        Assert.Contains("Successive halving", File.ReadAllText(In("halving/report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public void ATrialThatFailsIsRecordedAndTheOthersGoOn()
    {
        // More features are to be selected than there are; that is known only once a table is there.
        Write("space.json", """{ "select": ["anova:1", "anova:9", "all"], "epochs": 2 }""");
        var json = Succeed("failing");
        Assert.Equal((3, 1), (json["tried"]!.GetValue<int>(), json["failed"]!.GetValue<int>()));
        var failure = Assert.Single(json["trials"]!.AsArray(), trial => trial!["failure"] is not null)!;
        Assert.Equal("anova:9", failure["values"]!["select"]!.GetValue<string>());
        Assert.Contains("trials failed; trials.csv says why", json["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Write("space.json", """{ "select": ["anova:8", "anova:9"], "epochs": 2 }""");
        var hopeless = Tune("hopeless");
        Assert.Equal(1, hopeless.Code);
        Assert.Contains("All 2 trials failed; the first: ", hopeless.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void TimeEndsASearchWithTheBestSoFar()
    {
        Write("space.json", """{ "learningRate": [0.1, 0.01], "epochs": [1, 1000000] }""");
        var json = Succeed("short", "--minutes", "0.08", "--jobs", "1", "--trials", "4");
        Assert.True(json["unfinished"]!.GetValue<bool>());
        Assert.Equal(1, json["options"]!["epochs"]!.GetValue<int>());
        Assert.Contains("stopped in time", json["warnings"]!.ToJsonString(), StringComparison.Ordinal);
        Write("space.json", """{ "learningRate": [0.1, 0.01], "epochs": 1000000 }""");
        var nothing = Tune("nothing", "--minutes", "0.01");
        Assert.Equal(1, nothing.Code);
        Assert.Contains("No trial was finished within 1 s", nothing.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void MissingFeaturesAreKeptWhereTheSpaceSaysWhatBecomesOfThem()
    {
        var lines = File.ReadAllLines(tracks);
        for (var row = 1; row < 40; row++) lines[row] = string.Join(',', lines[row].Split(',')[..3]) + ",";
        File.WriteAllLines(tracks, lines);
        Write("space.json", """{ "impute": ["median", "mean"], "epochs": 2 }""");
        var json = Succeed("imputed");
        Assert.Equal(240, json["rows"]!.AsObject().Sum(fold => fold.Value!.GetValue<int>()));
    }

    [Theory]
    [InlineData("""{ "learnRate": [1, 2] }""", 2, "'learnRate', which is no option of softmax")]
    [InlineData("""{ "epochs": [] }""", 2, "lists no values for epochs")]
    [InlineData("""{ "epochs": [1, 0] }""", 2, "impossible combination, epochs 0: Option epochs is 0")]
    [InlineData("""{ "learningRate": { "from": 1, "to": 0.1 } }""", 2, "the second number must be the larger one")]
    [InlineData("""{ "epochs": [1, 2], "bins": [1, 300] }""", 2, "The number of bins is 1")]
    [InlineData("""{ "epochs" """, 1, "is not JSON")]
    public void SpacesThatMeanNothingAreRefused(string text, int code, string words) =>
        Assert.Contains(words, Refused(code, ["tune", tracks, "--model", "softmax", "--space", Write("bad.json", text), "--out", In("bad")]), StringComparison.Ordinal);

    [Fact]
    public void OtherNonsenseIsRefused()
    {
        string[] usual = ["tune", tracks, "--model", "softmax", "--space", space, "--out", In("bad")];
        Assert.Contains("There is no space", Refused(1, ["tune", tracks, "--space", In("nowhere.json"), "--out", In("bad")]), StringComparison.Ordinal);
        Assert.Contains("--space", Refused(2, ["tune", tracks]), StringComparison.Ordinal);
        Assert.Contains("cannot be read", Refused(1, ["tune", tracks, "--space", folder, "--out", In("bad")]), StringComparison.Ordinal);
        Assert.Contains("epochs is given by --set and by the space space.json", Refused(2, [.. usual, "--set", "epochs=3"]), StringComparison.Ordinal);
        Assert.Contains("scale is given by --scale and by the space space.json", Refused(2, [.. usual, "--scale", "none"]), StringComparison.Ordinal);
        Assert.Contains("too few for 50 folds", Refused(1, [.. usual, "--per-genre", "5", "--folds", "50"]), StringComparison.Ordinal);
        Assert.Contains("no rows of tracks.csv to validate on", Refused(1, [.. usual, "--validation-share", "0", "--folds", "1"]), StringComparison.Ordinal);
        Assert.Contains("grid, random, halving", Refused(2, [.. usual, "--method", "guess"]), StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherSearchsResultsAreRefusedAndKept()
    {
        Succeed("kept", "--trials", "2");
        var kept = File.ReadAllBytes(In("kept/trials.csv"));
        string[] usual = ["tune", tracks, "--model", "softmax", "--space", space, "--folds", "3", "--trials", "2", "--out", In("kept")];
        Assert.Contains("another search, with other rows, features or folds and seed 1 (now 2)", Refused(1, [.. usual, "--seed", "2"]), StringComparison.Ordinal);
        Assert.Contains("another space, model, option", Refused(1, [.. usual, "--set", "batchSize=8"]), StringComparison.Ordinal);
        Assert.Contains("the method grid (now random)", Refused(1, [.. usual, "--method", "random"]), StringComparison.Ordinal);
        Assert.Contains("other rows", Refused(1, [.. usual, "--per-genre", "50"]), StringComparison.Ordinal);
        Assert.Equal(kept, File.ReadAllBytes(In("kept/trials.csv")));
        File.WriteAllText(In("kept/trials.csv"), "energy,genre\n1,rock\n");
        Assert.Contains("does not hold the results of a search", Refused(1, usual), StringComparison.Ordinal);
    }

    [Fact]
    public void AFullDiskLosesNothing()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "There is no /dev/full on this system.");
        var plan = Spaces.Plan(Space, kind: "softmax");
        var path = In("trials.csv");
        TrialFile Open() => new(path, new TrialTable(plan, new SearchIdentity("0123456789ab", "ba9876543210", "grid", 1)));
        var file = Open();
        file.Begin();
        file.Add(new TrialResult(1, 1, new TrialScore(0.5, null, 1, 1)));
        File.Move(path, In("aside.csv"));
        File.CreateSymbolicLink(path, "/dev/full");
        var message = Assert.Throws<GenreLabException>(() => file.Add(new TrialResult(2, 1, null, "No."))).Message;
        Assert.Contains("trials.csv cannot be written: No space left on device", message, StringComparison.Ordinal);
        Assert.Contains("The results written before (1) are kept", message, StringComparison.Ordinal);
        File.Delete(path);
        File.Move(In("aside.csv"), path);
        Assert.Equal([1], Open().Known.Select(result => result.Trial));
    }

    private sealed class CancellingWriter(CancellationTokenSource cancellation) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.Contains(": trial ", StringComparison.Ordinal)) cancellation.Cancel();
        }
    }
}
