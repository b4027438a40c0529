using System.Text;
using System.Text.Json.Nodes;
using GenreLab.Cli;
using GenreLab.Tests.Models;
using GenreLab.Tests.Text;

namespace GenreLab.Tests.Cli;

/// <summary><c>genrelab cross-validate</c> from a table to a report, interrupted, resumed, and given nonsense.</summary>
public sealed class CrossValidateTests : IDisposable
{
    private static readonly string[] Trees = ["--model", "deep: decision-tree", "--model", "shallow: decision-tree maxDepth=1"];
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-cross-").FullName;
    private readonly string tracks;

    public CrossValidateTests() => tracks = SmallTable.Write(folder, rows: 120);

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string In(string name) => Path.Combine(folder, name);

    private JsonObject Succeed(string table, string destination, params string[] more)
    {
        var result = CommandLine.Run(["cross-validate", table, "--out", In(destination), "--folds", "3", "--json", .. more]);
        Assert.True(result.Code == 0, result.Error);
        return result.Json;
    }

    private string Refused(int code, params string[] words)
    {
        var before = Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order().ToArray();
        var result = CommandLine.Run(["cross-validate", .. words, "--out", In("bad"), "--json", "--quiet"]);
        Assert.True(code == result.Code, $"exit code {result.Code}: {result.Error}");
        var line = Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine));
        Assert.DoesNotContain("bug", line, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(folder, "*", SearchOption.AllDirectories).Order());
        return line;
    }

    /// <summary>The scores without the seconds they took.</summary>
    private static string Scores(JsonObject json)
    {
        var scores = json["scores"]!.DeepClone().AsArray();
        foreach (var score in scores) score!["seconds"] = null;
        return scores.ToJsonString();
    }

    [Fact]
    public void ModelsPairsFoldsAReportAndARecord()
    {
        var json = Succeed(tracks, "out", Trees);
        Assert.Equal(["cross-validate.json", "folds.csv", "report.html"], Directory.GetFiles(In("out")).Select(Path.GetFileName).Order());
        Assert.Equal(["folds", "models", "pairs", "scores", "results", "report", "recorded", "warnings"], json.Select(member => member.Key));
        Assert.Equal("3 folds, 2 times over, tracks kept together, seed 1", json["folds"]!.GetValue<string>());
        var (deep, shallow) = (json["models"]![0]!, json["models"]![1]!);
        Assert.Equal(("deep", "decision-tree", 1), (deep["name"]!.GetValue<string>(), deep["kind"]!.GetValue<string>(), shallow["options"]!["maxDepth"]!.GetValue<int>()));
        var mean = deep["accuracy"]!["mean"]!.GetValue<double>();
        Assert.InRange(mean, deep["accuracy"]!["interval"]![0]!.GetValue<double>(), deep["accuracy"]!["interval"]![1]!.GetValue<double>());
        var pair = Assert.Single(json["pairs"]!.AsArray())!;
        Assert.Equal(("deep", "shallow", true), (pair["first"]!.GetValue<string>(), pair["second"]!.GetValue<string>(), pair["isBetter"]!.GetValue<bool>()));
        Assert.Equal(mean - shallow["accuracy"]!["mean"]!.GetValue<double>(), pair["accuracy"]!["mean"]!.GetValue<double>(), 1e-12);
        Assert.StartsWith("deep is better than shallow: ", pair["words"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(12, json["scores"]!.AsArray().Count);
        Assert.Equal(13, File.ReadAllLines(In("out/folds.csv")).Length);
        Assert.Equal(json.ToJsonString(), JsonNode.Parse(File.ReadAllText(In("out/cross-validate.json")))!.ToJsonString());
        Assert.Contains("deep is better than shallow", File.ReadAllText(In("out/report.html")), StringComparison.Ordinal);

        var recorded = CommandLine.Run("runs", "show", json["recorded"]!.ToJsonString(), "--json").Json;
        Assert.Equal(("cross-validate", "finished", 2), (recorded["command"]!.GetValue<string>(), recorded["status"]!.GetValue<string>(), recorded["trials"]!.AsArray().Count));

        var shown = CommandLine.Run(["cross-validate", tracks, "--out", In("out"), "--folds", "3", "--threads", "1", .. Trees]);
        Assert.Contains("Going on from 12 scores", shown.Error, StringComparison.Ordinal);
        Assert.Contains("deep is better than shallow", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void TestRowsOfASplitFileAreInNoFold()
    {
        var lines = new StringBuilder("row,fold\n");
        for (var row = 0; row < 120; row++) lines.Append($"{row},{(row % 4 == 0 ? "test" : "train")}\n");
        File.WriteAllText(In("folds.csv"), lines.ToString());
        string[] words = ["--split-file", In("folds.csv"), "--features=tempo", .. Trees];
        var before = Succeed(tracks, "before", words);
        Assert.Equal(90 * 2 * 2, before["scores"]!.AsArray().Sum(score => score!["rows"]!.GetValue<int>()));
        Assert.Contains("30 rows to test on are in none", before["folds"]!.GetValue<string>(), StringComparison.Ordinal);
        // Another world in the test rows alone.
        var table = File.ReadAllLines(tracks);
        for (var row = 0; row < 120; row += 4) table[row + 1] = $"x{row},{(row % 8 == 0 ? "ambient" : "techno")},{1000 + row},0.5";
        File.WriteAllLines(tracks, table);
        Assert.Equal(Scores(before), Scores(Succeed(tracks, "after", words)));
        // Without a file there are none, unless they are asked for.
        Assert.Equal(120 * 2 * 2, Succeed(tracks, "all", Trees)["scores"]!.AsArray().Sum(score => score!["rows"]!.GetValue<int>()));
        Assert.Contains("rows to test on are in none", Succeed(tracks, "some", [.. Trees, "--test-share", "0.25"])["folds"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void BranchesAreSwitchedOffAndArtistsStayTogether()
    {
        var songs = In("songs.csv");
        File.WriteAllText(songs, SmallSongs.Csv(rows: 144, audio: true));
        var json = Succeed(
            songs, "songs", "--split", "by-artist", "--year", "--text", "lyrics", "--repeats", "1", "--set", "epochs=15", "--set", "hybrid.batchSize=16", "--set", "hybrid.learningRate=0.01", "--set", "units=8", "--set", "hidden=16", "--set", "audioHidden=8",
            "--model", "both: hybrid", "--model", "lyrics: hybrid audio=false", "--model", "audio and year: hybrid lyrics=false", "--model", "audio: hybrid lyrics=false without=year epochs=2");
        Assert.Contains("artists kept together", json["folds"]!.GetValue<string>(), StringComparison.Ordinal);
        JsonNode Model(string name) => json["models"]!.AsArray().Single(model => model!["name"]!.GetValue<string>() == name)!;
        double Accuracy(string name) => Model(name)["accuracy"]!["mean"]!.GetValue<double>();
        // The words of these songs tell their genres, the rest says nothing.
        Assert.True(Accuracy("lyrics") > Accuracy("audio and year") + 0.2);
        Assert.True(Accuracy("both") > Accuracy("audio") + 0.2);
        Assert.Equal((15, 2, "year"), (Model("both")["options"]!["epochs"]!.GetValue<int>(), Model("audio")["options"]!["epochs"]!.GetValue<int>(), Model("audio")["without"]![0]!.GetValue<string>()));
        Assert.Equal(6, json["pairs"]!.AsArray().Count);
    }

    [Fact]
    public void AnInterruptedComparisonGoesOn()
    {
        var whole = Succeed(tracks, "whole", Trees);
        using var cancellation = new CancellationTokenSource();
        using var error = new CancellingWriter(cancellation);
        using var output = new StringWriter();
        string[] words = ["cross-validate", tracks, "--out", In("parts"), "--folds", "3", .. Trees];
        Assert.Equal(1, Application.Run(words, output, error, cancellation.Token));
        Assert.Contains("which are kept in", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["folds.csv"], Directory.GetFiles(In("parts")).Select(Path.GetFileName));
        var kept = File.ReadAllLines(In("parts/folds.csv"));
        Assert.InRange(kept.Length, 2, 12);
        // Killed in the middle of a line.
        File.AppendAllText(In("parts/folds.csv"), kept[1][..20]);
        var resumed = CommandLine.Run([.. words, "--json"]);
        Assert.Contains("Going on from", resumed.Error, StringComparison.Ordinal);
        Assert.Equal(Scores(whole), Scores(resumed.Json));
        foreach (var line in kept) Assert.Contains(line, File.ReadAllLines(In("parts/folds.csv")));
    }

    [Fact]
    public void NonsenseIsRefused()
    {
        Assert.Contains("--model", Refused(2, tracks), StringComparison.Ordinal);
        Assert.Contains("There is no model kind 'mpl'", Refused(2, tracks, "--model", "mpl"), StringComparison.Ordinal);
        Assert.Contains("Two models are called 'a'", Refused(2, tracks, "--model", "a: mlp", "--model", "a: softmax"), StringComparison.Ordinal);
        Assert.Contains("None of the models has the option trees", Refused(2, tracks, "--model", "mlp", "--set", "trees=3"), StringComparison.Ordinal);
        Assert.Contains("Option epochs is 0", Refused(2, tracks, "--model", "mlp epochs=0"), StringComparison.Ordinal);
        Assert.Contains("write --split by-track or --split by-artist", Refused(2, tracks, "--model", "mlp", "--split", "random"), StringComparison.Ordinal);
        Assert.Contains("no artist column", Refused(1, tracks, "--model", "mlp", "--split", "by-artist"), StringComparison.Ordinal);
        Assert.Contains("too few for 50 folds", Refused(1, tracks, "--model", "mlp", "--folds", "50", "--per-genre", "5"), StringComparison.Ordinal);
        Assert.Contains("from 2 to 50", Refused(2, tracks, "--model", "mlp", "--folds", "1"), StringComparison.Ordinal);
        Assert.Contains("'year' is to be left out but is no feature", Refused(2, tracks, "--model", "mlp without=year"), StringComparison.Ordinal);
        Assert.Contains("does not read texts", Refused(2, tracks, "--model", "mlp", "--text", "lyrics"), StringComparison.Ordinal);
        Assert.Contains("does not use word vectors", Refused(2, tracks, "--model", "text", "--vectors", "words.txt"), StringComparison.Ordinal);
        Succeed(tracks, "kept", Trees);
        var kept = File.ReadAllBytes(In("kept/folds.csv"));
        var other = CommandLine.Run(["cross-validate", tracks, "--out", In("kept"), "--folds", "3", "--seed", "2", .. Trees]);
        Assert.Equal(1, other.Code);
        Assert.Contains("is of another comparison", other.Error, StringComparison.Ordinal);
        Assert.Equal(kept, File.ReadAllBytes(In("kept/folds.csv")));
    }

    private sealed class CancellingWriter(CancellationTokenSource cancellation) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value!.Contains(" of 12: ", StringComparison.Ordinal)) cancellation.Cancel();
        }
    }
}
