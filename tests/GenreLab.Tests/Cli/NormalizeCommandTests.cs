using System.Diagnostics;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Tests.Data;
using GenreLab.Tests.Models;
using GenreLab.Tests.Streaming;

namespace GenreLab.Tests.Cli;

/// <summary>Normalising tables of several files, and its mapper and reducer behind a real sort.</summary>
public sealed class NormalizeCommandTests(CommandLine command) : IClassFixture<CommandLine>
{
    private static CommandResult Succeed(params string[] arguments)
    {
        var result = CommandLine.Run(arguments);
        Assert.True(result.Code == 0, result.Error);
        return result;
    }

    private string Shards(string name, int rows = 3000)
    {
        var folder = Directory.CreateDirectory(command.File(name)).FullName;
        ManyRows.Write(folder, "a.csv", ManyRows.Csv(ManyRows.Make(rows)));
        ManyRows.WriteGzip(folder, "b.csv.gz", ManyRows.Csv(ManyRows.Make(rows, 2)));
        return folder;
    }

    [Fact]
    public void AFolderBecomesAFolderAndStatistics()
    {
        var data = Shards("in1");
        var result = Succeed("normalize", data, "--out", command.File("out1"), "--json");
        Assert.Equal(["a.csv", "b.csv"], result.Json["files"]!.AsArray().Select(file => file!.GetValue<string>()));
        Assert.Equal(["a.csv", "b.csv", "statistics.json"], Directory.GetFiles(command.File("out1")).Select(Path.GetFileName).Order());
        Assert.Equal(6000, result.Json["rows"]!.GetValue<long>());
        var statistics = ScalingStatistics.Load(command.File("out1/statistics.json"));
        Assert.Equal(["tempo", "energy", "key", "explicit"], statistics.Features.Select(feature => feature.Name));
        Assert.Equal(statistics.Features[0].Mean, result.Json["statistics"]!["features"]![0]!["mean"]!.GetValue<double>());
        var table = TableReader.ReadFile(command.File("out1/b.csv"));
        Assert.InRange(table.Numbers("tempo").Where(value => !double.IsNaN(value)).Max(Math.Abs), 0.5, 1);
        Assert.Equal("rock", table["genre"].Text(0));

        // Once more over itself, packed and in other pieces, with a feature left alone; any command reads what was written.
        Succeed("normalize", command.File("out1"), "--out", command.File("out2"), "--shards", "3", "--gzip", "--features", "-key", "--memory", "1GB", "--threads", "1", "-q");
        Assert.Equal(["part-00000.csv.gz", "part-00001.csv.gz", "part-00002.csv.gz", "statistics.json"], Directory.GetFiles(command.File("out2")).Select(Path.GetFileName).Order());
        Assert.Equal(2000, TableReader.ReadFile(command.File("out2/part-00001.csv.gz")).RowCount);
        Assert.Equal(["tempo", "energy", "explicit"], ScalingStatistics.Load(command.File("out2/statistics.json")).Features.Select(feature => feature.Name));
    }

    [Fact]
    public void AModelScalesByTheStatistics()
    {
        var genres = Directory.CreateDirectory(command.File("tracks")).FullName;
        SmallTable.Write(genres, "1.csv", 300);
        SmallTable.Write(genres, "2.csv", 300, seed: 2);
        Succeed("normalize", genres, "--out", command.File("scaled"), "-q");
        var trained = Succeed("train", command.Tracks, "--model", "softmax", "--set", "epochs=20", "--scale", command.File("scaled/statistics.json"), "--save", command.File("scaled.genre"), "--json");
        Assert.Contains(trained.Json["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("given for 600 rows", StringComparison.Ordinal));
        var model = GenreModel.Load(command.File("scaled.genre"));
        Assert.Equal(Scaling.ZMaxAbs, model.Preprocessor.Options.Scaling);
        Assert.Equal(ScalingStatistics.Load(command.File("scaled/statistics.json")), model.Preprocessor.Options.Statistics);
        Assert.Contains("not a value for --scale", CommandLine.Run("train", command.Tracks, "--scale", "nonsense").Error);
        Assert.Contains("holds no statistics", CommandLine.Run("train", command.Tracks, "--scale", command.Tracks).Error);
    }

    [Fact]
    public void WhatIsWrongIsSaidAndNothingIsLeft()
    {
        var data = Shards("in3", 30_000);
        string Refused(int code, params string[] arguments)
        {
            var before = Directory.GetFileSystemEntries(command.Folder, "*", SearchOption.AllDirectories).Order().ToArray();
            var result = CommandLine.Run(["normalize", .. arguments, "--json", "-q"]);
            Assert.True(code == result.Code, result.Error);
            Assert.DoesNotContain("bug", result.Error);
            Assert.Equal(before, Directory.GetFileSystemEntries(command.Folder, "*", SearchOption.AllDirectories).Order());
            return result.Error;
        }
        var bytes = File.ReadAllBytes(Path.Combine(data, "b.csv.gz"));
        File.WriteAllBytes(Path.Combine(data, "c.csv.gz"), bytes[..^100]);
        Assert.Contains("c.csv.gz' is a damaged gzip file", Refused(1, data, "--out", command.File("never")));
        File.Delete(Path.Combine(data, "c.csv.gz"));
        Assert.Contains("would be overwritten", Refused(2, Path.Combine(data, "a.csv"), "--out", data));
        var mixed = Directory.CreateDirectory(command.File("mixed")).FullName;
        ManyRows.Write(mixed, "old.csv", "a,b\n1,2\n");
        Assert.Contains("holds other tables (old.csv)", Refused(2, data, "--out", mixed));
        Assert.Contains("too little to work in; the least that works is", Refused(2, data, "--out", command.File("never"), "--memory", "1MB"));
        Assert.Contains("write a size", Refused(2, data, "--out", command.File("never"), "--memory", "much"));
        Assert.Contains("only 60,000 rows", Refused(2, data, "--out", command.File("never"), "--shards", "70000"));
        Assert.Contains("Two files are called a.csv", Refused(1, Path.Combine(data, "a.csv"), ManyRows.Write(mixed, "a.csv", ManyRows.Csv(ManyRows.Make(3))), "--out", command.File("never")));
        var other = ManyRows.Write(mixed, "other.csv", "track_id,tempo,speed\n1,2,3\n");
        Assert.Contains("other.csv has other columns than a.csv", Refused(1, Path.Combine(data, "a.csv"), other, "--out", command.File("never")));
        Assert.Contains("is a file; name a folder", Refused(1, data, "--out", other));
    }

    [Fact]
    public void CancelledWhileWritingNothingIsLeft()
    {
        var data = Directory.CreateDirectory(command.File("in4")).FullName;
        for (var file = 0; file < 4; file++) ManyRows.Write(data, $"{file}.csv", ManyRows.Csv(ManyRows.Make(80_000, (ulong)file)));
        var path = command.File("out4");
        using var cancellation = new CancellationTokenSource();
        // A thread of its own: a timer waits for the pool, which other tests keep busy.
        var watching = true;
        var watcher = new Thread(() =>
        {
            for (; Volatile.Read(ref watching); Thread.Sleep(1))
                if (Directory.Exists(path) && Directory.GetFiles(path, "1.csv.partial").Length > 0) cancellation.Cancel();
        });
        watcher.Start();
        var result = CommandLine.Run(cancellation.Token, "normalize", data, "--out", path, "--threads", "1", "-q");
        Volatile.Write(ref watching, false);
        watcher.Join();
        if (result.Code == 0) Assert.Skip("This machine was done before it could be stopped.");
        Assert.Contains("Cancelled; nothing was written.", result.Error);
        Assert.False(Directory.Exists(path));
    }

    [Fact]
    public void SeveralFilesAreScoredComparedMergedAndProfiledAsOne()
    {
        var one = SmallTable.Write(command.Folder, "s1.csv", 150, 5);
        var two = SmallTable.Write(command.Folder, "s2.csv", 160, 6);
        var whole = command.File("s.csv");
        File.WriteAllLines(whole, [.. File.ReadAllLines(one), .. File.ReadAllLines(two).Skip(1)]);
        string Both(string verb, Func<string[], string[]> words, string told) => Succeed([verb, .. words([one, two]), "--json"]).Json[told]!.ToJsonString();
        string Whole(string verb, Func<string[], string[]> words, string told) => Succeed([verb, .. words([whole]), "--json"]).Json[told]!.ToJsonString();
        foreach (var (verb, words, told) in new (string, Func<string[], string[]>, string)[]
        {
            ("evaluate", files => [command.Model, .. files], "accuracy"),
            ("cross-validate", files => [.. files, "--model", "short: softmax epochs=1", "--model", "long: softmax epochs=4", "--folds", "2", "--repeats", "1", "--no-record", "--out", command.File($"cv{files.Length}")], "pairs"),
            ("merge", files => [.. files, "--model", "decision-tree", "--to", "2"], "groups"),
            ("merge", files => [command.Model, .. files, "--to", "2"], "groups"),
            ("profile", files => [.. files, "--out", command.File($"{files.Length}.profile")], "rows"),
        })
            Assert.Equal(Whole(verb, words, told), Both(verb, words, told));
        Assert.Equal(File.ReadAllBytes(command.File("1.profile")), File.ReadAllBytes(command.File("2.profile")));
    }

    [Fact]
    public void SeveralFilesArePredictedAsOne()
    {
        var one = SmallTable.Write(command.Folder, "p1.csv", 50, 5);
        var two = SmallTable.Write(command.Folder, "p2.csv", 60, 6);
        var packed = ManyRows.WriteGzip(command.Folder, "p2.csv.gz", File.ReadAllText(two));
        Assert.Equal(110, Succeed("predict", command.Model, one, packed, "--out", command.File("both.csv"), "--json").Json["rows"]!.GetValue<long>());
        Succeed("predict", command.Model, one, "--out", command.File("first.csv"));
        Succeed("predict", command.Model, two, "--out", command.File("second.csv"));
        Assert.Equal([.. File.ReadAllLines(command.File("first.csv")), .. File.ReadAllLines(command.File("second.csv")).Skip(1)], File.ReadAllLines(command.File("both.csv")));
        ManyRows.Write(command.Folder, "n1.csv", "tempo,energy\n100,0.5\n");
        ManyRows.Write(command.Folder, "n2.csv", "tempo,energy\n110,0.4\n");
        Assert.Contains("cannot be told apart", CommandLine.Run("predict", command.Model, command.File("n?.csv"), "--out", command.File("n.out")).Error);
    }

    [Fact]
    public void SeveralFilesAreAuditedAsOne()
    {
        var one = SmallTable.Write(command.Folder, "u1.csv", 60, 5);
        var two = SmallTable.Write(command.Folder, "u2.csv", 60, 6);
        var all = command.Write("u.csv", File.ReadAllText(one) + string.Concat(File.ReadLines(two).Skip(1).Select(line => line + "\n")));
        var together = Succeed("audit", one, two, "--json").Json;
        var whole = Succeed("audit", all, "--json").Json;
        foreach (var name in (string[])["rows", "genres", "findings", "cleaning", "split"]) Assert.Equal(whole[name]!.ToJsonString(), together[name]!.ToJsonString());
        Assert.Equal(120, Succeed("explore", one, two, "--out", command.File("u"), "--json").Json["rows"]!.GetValue<int>());
    }

    [Fact]
    public void MapAndReduceWorkThroughARealSort()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("There is no POSIX shell here.");
        var rows = ManyRows.Make(4000).Select(line => line.Replace("line\nbreak", "line break")).ToArray();
        new RandomSource(9).Shuffle<string>(rows);
        var folder = Directory.CreateDirectory(command.File("job")).FullName;
        ManyRows.Write(folder, "all.csv", ManyRows.Csv(rows));
        ManyRows.Write(folder, "block1", ManyRows.Csv(rows[..1234]));
        ManyRows.Write(folder, "block2", string.Join("\n", rows[1234..3000]) + "\n");
        ManyRows.Write(folder, "block3", string.Join("\n", rows[3000..]) + "\n");
        const string script = """
            set -e
            map() { genrelab map "$@" --header track_id,track_name,genre,tempo,energy,key,explicit --delimiter comma; }
            { map moments < block1; map moments < block2 | LC_ALL=C sort -k1,1 | genrelab reduce moments --partial; map moments < block3; } | sort -R | LC_ALL=C sort -s -k1,1 | genrelab reduce moments --save statistics.json > moments.tsv
            { map maxabs --statistics moments.tsv < block2; map maxabs --statistics statistics.json < block1; map maxabs --statistics moments.tsv < block3; } | LC_ALL=C sort -k1,1 | genrelab reduce maxabs > maxabs.tsv
            """;
        var start = new ProcessStartInfo("sh", ["-c", $"genrelab() {{ dotnet '{Path.Combine(AppContext.BaseDirectory, "GenreLab.Cli.dll")}' \"$@\"; }}\n" + script.ReplaceLineEndings("\n")])
        {
            WorkingDirectory = folder,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error);

        Succeed("normalize", Path.Combine(folder, "all.csv"), "--out", Path.Combine(folder, "whole"), "-q");
        var whole = ScalingStatistics.Load(Path.Combine(folder, "whole", "statistics.json"));
        var job = ScalingStatistics.Load(Path.Combine(folder, "statistics.json"));
        var largest = File.ReadAllLines(Path.Combine(folder, "maxabs.tsv")).Select(line => line.Split('\t')).ToDictionary(parts => parts[0], parts => JsonNode.Parse(parts[1])!["largestMagnitude"]!.GetValue<double>());
        Assert.Equal(whole.Rows, job.Rows);
        foreach (var feature in whole.Features)
        {
            var found = job.Find(feature.Name)!;
            NormalizationTests.Close(feature.Mean, found.Mean, 1e-12);
            NormalizationTests.Close(feature.StandardDeviation, found.StandardDeviation, 1e-12);
            NormalizationTests.Close(feature.LargestMagnitude, largest[feature.Name], 1e-12);
        }
    }
}
