using GenreLab.Models;
using GenreLab.Tests.Models;
using GenreLab.Tests.Streaming;

namespace GenreLab.Tests.Cli;

/// <summary>Training on tables of several files, read whole or packed.</summary>
public sealed class TrainingFilesTests(CommandLine command) : IClassFixture<CommandLine>
{
    private static readonly string[] Quickly = ["--no-record", "-q"];

    private string Shards(string name)
    {
        var folder = Directory.CreateDirectory(command.File(name)).FullName;
        SmallTable.Write(folder, "a.csv", 120);
        var second = SmallTable.Write(folder, "b.csv", 150, seed: 2);
        ManyRows.WriteGzip(folder, "b.csv.gz", File.ReadAllText(second));
        File.Delete(second);
        return folder;
    }

    private static CommandResult Succeed(params string[] arguments)
    {
        var result = CommandLine.Run([.. arguments, .. Quickly]);
        Assert.True(result.Code == 0, result.Error);
        return result;
    }

    [Fact]
    public void ShardsTrainTheModelOfOneFile()
    {
        var shards = Shards("shards");
        var one = command.Write("one.csv", File.ReadAllText(Path.Combine(shards, "a.csv")) + File.ReadAllText(SmallTable.Write(command.Folder, "second.csv", 150, seed: 2)).Split('\n', 2)[1]);
        string Trained(string name, params string[] words)
        {
            Succeed(["train", .. words, "--model", "softmax", "--set", "epochs=3", "--save", command.File(name)]);
            return string.Join(' ', GenreModel.Load(command.File(name)).Classifier.Export().Tensors.OrderBy(tensor => tensor.Key).Select(tensor => Convert.ToHexString(tensor.Value.Bytes.Span)));
        }
        var expected = Trained("1.genre", one);
        Assert.Equal(expected, Trained("2.genre", shards));
        Assert.Equal(expected, Trained("3.genre", shards, "--memory", "1GB"));
        Assert.Equal(expected, Trained("4.genre", one, "--memory", "500MB", "--threads", "1"));
        Assert.Equal(expected, Trained("5.genre", Path.Combine(shards, "a.csv"), Path.Combine(shards, "b.csv.*"), "--memory", "500MB"));
        // Whether memory was bounded shows nowhere.
        Assert.Equal(File.ReadAllBytes(command.File("2.genre")), File.ReadAllBytes(command.File("3.genre")));
        Assert.Contains("were used to train", CommandLine.Run("evaluate", command.File("3.genre"), one).Error);
    }

    [Fact]
    public void RunAndTuneTakeShardsToo()
    {
        var shards = Shards("more");
        var run = Succeed("run", shards, "--models", "softmax,decision-tree", "--set", "softmax.epochs=2", "--memory", "1GB", "--out", command.File("run"), "--json");
        Assert.Equal(270, run.Json["data"]!["cleaning"]!["rowsRead"]!.GetValue<int>());
        var space = command.Write("space.json", """{"maxDepth": [2, 3]}""");
        var tuned = Succeed("tune", shards, "--model", "decision-tree", "--space", space, "--method", "grid", "--folds", "2", "--memory", "1GB", "--out", command.File("tune"), "--json");
        Assert.Equal(2, tuned.Json["tried"]!.GetValue<int>());
        var table = Path.Combine(shards, "a.csv");
        Succeed("train", table, "--model", "mlp", "--set", "hidden=8", "--set", "epochs=1", "--save", command.File("old.genre"));
        Succeed("train", shards, "--from", command.File("old.genre"), "--memory", "1GB");
    }

    [Fact]
    public void WhatIsWrongIsSaid()
    {
        var shards = Shards("wrong");
        string Refused(int code, params string[] arguments)
        {
            var result = CommandLine.Run([.. arguments, .. Quickly]);
            Assert.True(code == result.Code, result.Error);
            Assert.DoesNotContain("bug", result.Error);
            return result.Error;
        }
        Assert.Contains("90 MB of memory are too little to train on a.csv and 1 more; the least that works is about", Refused(2, "train", shards, "--memory", "90MB"));
        Assert.Contains("too little to work in", Refused(2, "train", shards, "--memory", "1MB"));
        Assert.Contains("text reads texts, and with --memory texts are not kept", Refused(2, "train", shards, "--model", "text", "--memory", "1GB"));
        Assert.Contains("tune has no option '--modle'; its options are --model", Refused(2, "tune", shards, "--modle", "mlp"));
        Assert.Contains("There is no file", Refused(1, "train", Path.Combine(shards, "c*.csv")));
        ManyRows.Write(shards, "c.csv", "track_id,genre,tempo\n1,folk,3\n");
        Assert.Contains("c.csv has other columns than a.csv: it lacks the column 'energy'", Refused(1, "train", shards, "--memory", "1GB"));
        Assert.Contains("c.csv has other columns than a.csv: it lacks the column 'energy'", Refused(1, "run", shards, "--out", command.File("never")));
        File.Delete(Path.Combine(shards, "c.csv"));
        var bytes = File.ReadAllBytes(Path.Combine(shards, "b.csv.gz"));
        File.WriteAllBytes(Path.Combine(shards, "b.csv.gz"), bytes[..^20]);
        Assert.Contains("b.csv.gz' is a damaged gzip file", Refused(1, "train", shards, "--memory", "1GB"));
        Assert.Contains("b.csv.gz' is a damaged gzip file", Refused(1, "train", shards));
    }

    [Fact]
    public void TheBoundBindsTheProcess()
    {
        var table = SmallTable.Write(command.Folder, "bound.csv", 150);
        CommandResult Run(params string[] words) => ChildProcess.Run(command.Folder, ["train", table, .. words, .. Quickly]);
        var unbound = Run("--model", "mlp", "--set", "epochs=2", "--save", "unbound.genre");
        Assert.True(unbound.Code == 0, unbound.Error);
        var bound = Run("--model", "mlp", "--set", "epochs=2", "--save", "bound.genre", "--memory", "320MB");
        Assert.True(bound.Code == 0, bound.Error);
        Assert.Equal(File.ReadAllBytes(command.File("unbound.genre")), File.ReadAllBytes(command.File("bound.genre")));

        // Three layers of units that remember have 86 million weights, which nobody foresaw.
        var usedUp = Run("--model", "lstm", "--set", "units=2048,2048,2048", "--save", "never.genre", "--memory", "320MB");
        Assert.True(usedUp.Code == 1, usedUp.Error);
        Assert.Equal("320 MB of memory are too little: they were used up; try 400 MB with --memory, or take fewer rows.", usedUp.Error.Trim().Split('\n')[^1]);
        Assert.False(File.Exists(command.File("never.genre")));
    }

    [Fact]
    public void WhatDoesNotFitIsPutAside()
    {
        // A bound just below what the table needs held whole.
        var table = Path.Combine(command.Folder, "aside.csv");
        File.WriteAllText(table, ManyRows.Csv([.. Enumerable.Range(0, 300_000).Select(row => FormattableString.Invariant($"id{row},{(row % 3 == 0 ? "folk" : "rock")},{row * 7919L % 300_007 / 1000.0},{row * 104_729L % 300_007 / 1000.0}"))], "track_id,genre,tempo,loudness"));
        string Trained(string name, params string[] words)
        {
            var result = CommandLine.Run(["train", table, "--model", "softmax", "--set", "epochs=1", "--no-record", "--skip-importance", .. words, "--save", command.File(name)]);
            Assert.True(result.Code == 0, result.Error);
            return result.Error;
        }
        Assert.DoesNotContain("put aside", Trained("held.genre", "--memory", "2GB"));
        var least = int.Parse(System.Text.RegularExpressions.Regex.Match(CommandLine.Run(["train", table, "--model", "softmax", "--memory", "100MB", .. Quickly]).Error, @"about (\d+) MB").Groups[1].Value);
        Assert.Contains("numbers put aside", Trained("aside.genre", "--memory", $"{least + 5}MB", "--spill", command.Folder));
        Assert.Equal(File.ReadAllBytes(command.File("held.genre")), File.ReadAllBytes(command.File("aside.genre")));
        Assert.Contains("There is no folder", CommandLine.Run(["train", table, "--model", "softmax", "--memory", $"{least + 5}MB", "--spill", command.File("nowhere"), .. Quickly]).Error);
    }
}
