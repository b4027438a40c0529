using System.Diagnostics;
using System.Security.Cryptography;
using GenreLab.Data;
using GenreLab.Tests.Cli;
using GenreLab.Tests.Data;
using GenreLab.Tests.Models;
using GenreLab.Tests.Streaming;

namespace GenreLab.Tests.Mpi;

/// <summary>Commands as several processes of a real Open MPI job.</summary>
public sealed class RankCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private string In(string name) => Path.Combine(folder.Path, name);

    private static CommandResult Ranks(int count, params string[] words) => MpiRun.Run(["--quiet", .. MpiRun.Ranks(count, [MpiRun.Command, .. words])]);

    private static CommandResult Succeed(CommandResult result)
    {
        Assert.True(result.Code == 0, result.Error);
        return result;
    }

    private static string Sentence(CommandResult result)
    {
        Assert.NotEqual(0, result.Code);
        return Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
    }

    private static string[] Files(string path, string pattern) =>
        [.. Directory.GetFiles(path, pattern).Order(StringComparer.Ordinal).Select(file => $"{Path.GetFileName(file)} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)))}")];

    [Fact]
    public void RunGivesTheSameModelFilesAndOneRecord()
    {
        var tracks = SmallTable.Write(folder.Path, rows: 1200);
        string[] Words(int ranks) =>
        [
            "run", tracks, "--models", "random-forest,mlp,gradient-boosting,softmax,svm", "--set", "random-forest.trees=7", "--set", "mlp.hidden=8", "--set", "mlp.batchNorm=true", "--set", "mlp.epochs=3",
            "--set", "mlp.batchSize=300", "--set", "softmax.epochs=3", "--set", "softmax.batchSize=300", "--set", "gradient-boosting.rounds=3", "--skip-importance", "--out", In($"{ranks}"), "--records", In($"records{ranks}"),
        ];
        Succeed(CommandLine.Run(Words(1)));
        foreach (var ranks in (int[])[2, 3])
        {
            var result = Succeed(Ranks(ranks, [.. Words(ranks), "--json"]));
            Assert.Equal(5, result.Json["leaderboard"]!.AsArray().Count);
            Assert.Equal(Files(In("1"), "*.genre"), Files(In($"{ranks}"), "*.genre"));
            Assert.Equal(Directory.GetFiles(In("1")).Length, Directory.GetFiles(In($"{ranks}")).Length);
            Assert.Single(CommandLine.Run("runs", "list", "--records", In($"records{ranks}"), "--json").Json["runs"]!.AsArray());
        }
    }

    [Fact]
    public void NormalizeAndPredictGiveTheSameBytes()
    {
        var tracks = ManyRows.Write(folder.Path, "tracks.csv", ManyRows.Csv(ManyRows.Make(70_000)));
        var packed = ManyRows.WriteGzip(folder.Path, "more.csv.gz", ManyRows.Csv(ManyRows.Make(5000, 2)));
        string[] Normalize(int ranks) => ["normalize", tracks, packed, "--features", "tempo,energy", "--out", In($"{ranks}"), "--quiet"];
        string[] Predict(int ranks) => ["predict", In("model.genre"), tracks, packed, "--out", In($"{ranks}.csv"), "--quiet"];
        Succeed(CommandLine.Run("train", packed, "--model", "softmax", "--set", "epochs=2", "--impute", "median", "--save", In("model.genre"), "--skip-importance", "--quiet"));
        Succeed(CommandLine.Run(Normalize(1)));
        Succeed(CommandLine.Run(Predict(1)));
        foreach (var ranks in (int[])[2, 3])
        {
            Assert.Equal(75_000, Succeed(Ranks(ranks, [.. Normalize(ranks), "--json"])).Json["rows"]!.GetValue<int>());
            Assert.Equal(Files(In("1"), "*"), Files(In($"{ranks}"), "*"));
            Assert.Equal(75_000, Succeed(Ranks(ranks, [.. Predict(ranks), "--json"])).Json["rows"]!.GetValue<int>());
            Assert.Equal(File.ReadAllBytes(In("1.csv")), File.ReadAllBytes(In($"{ranks}.csv")));
        }
    }

    [Fact]
    public void ExploreAndAuditFindTheSame()
    {
        // Few columns need little memory, and long names make the table larger than that.
        string[] rows = [.. Enumerable.Range(0, 30_000).Select(row => $"t{row - (row % 13 == 5 ? 1 : 0)},{new string('n', 430)}{row % 700},{(row % 3 == 0 ? "rock" : "pop")},{90 + row % 61 + row % 3 * 4}")];
        var table = ManyRows.Write(folder.Path, "names.csv", ManyRows.Csv(rows, "track_id,track_name,genre,tempo"));
        var small = SmallTable.Write(folder.Path);
        string[] Explore(string tracks) => ["explore", tracks, "--memory", "250MB", "--out", In("explored"), "--quiet"];
        string[] audit = ["audit", table, "--memory", "250MB", "--json"];
        string[] Explored(CommandResult result)
        {
            Succeed(result);
            var reports = Files(In("explored"), "*");
            Directory.Delete(In("explored"), recursive: true);
            return reports;
        }

        var alone = Explored(CommandLine.Run(Explore(table)));
        Assert.Equal(2, alone.Length);
        Assert.Equal(alone, Explored(Ranks(2, Explore(table))));
        Assert.Equal(Succeed(CommandLine.Run(audit)).Output, Succeed(Ranks(2, audit)).Output);
        // A table that fits into memory is looked at by the first rank alone.
        Assert.Equal(Explored(CommandLine.Run(Explore(small))), Explored(Ranks(2, Explore(small))));
    }

    [Fact]
    public void TuneSharesTrialsAndFindsTheSame()
    {
        var tracks = SmallTable.Write(folder.Path, rows: 240);
        File.WriteAllText(In("space.json"), """{ "learningRate": [0.0001, 0.01, 0.1], "epochs": [2, 8] }""");
        string[] Words(string to) => ["tune", tracks, "--model", "softmax", "--space", In("space.json"), "--folds", "2", "--out", In(to), "--quiet", "--no-record"];
        Succeed(CommandLine.Run(Words("alone")));
        Succeed(Ranks(2, Words("shared")));
        Assert.Equal(Trials("alone"), Trials("shared"));
        Assert.Equal(File.ReadAllBytes(In("alone/softmax.genre")), File.ReadAllBytes(In("shared/softmax.genre")));
        // The same command goes on from what there is.
        Assert.Contains("Going on from 6 results", Succeed(Ranks(2, [.. Words("shared").Where(word => word != "--quiet")])).Error);
    }

    [Fact]
    public void WhatIsNotSharedIsDoneOnce()
    {
        var result = Succeed(Ranks(2, "models", "--json"));
        Assert.StartsWith("{", result.Output, StringComparison.Ordinal);
        Assert.NotNull(result.Json);
        var wrong = Ranks(2, "models", "--nonsense");
        Assert.Equal(2, wrong.Code);
        Assert.Contains("--nonsense", Sentence(wrong), StringComparison.Ordinal);
    }

    [Fact]
    public void RanksThatSeeOtherFilesEndWithOneSentence()
    {
        string[] Program(string tracks) => ["-n", "1", "dotnet", MpiRun.Command, "train", tracks, "--model", "softmax", "--save", In("x.genre"), "--no-record", "--quiet"];
        string Table(string name, ulong seed) => SmallTable.Write(Directory.CreateDirectory(In(name)).FullName, seed: seed);
        var refused = MpiRun.Run(["--quiet", "--allow-run-as-root", "--oversubscribe", .. Program(Table("a", 1)), ":", .. Program(Table("b", 2))]);
        Assert.Contains($"Rank 1 on {Environment.MachineName} sees another tracks.csv than rank 0", Sentence(refused), StringComparison.Ordinal);
        var missing = MpiRun.Run(["--quiet", "--allow-run-as-root", "--oversubscribe", .. Program(In("a/tracks.csv")), ":", .. Program(In("nowhere.csv"))]);
        Assert.StartsWith($"Rank 1 of 2 on {Environment.MachineName}: There is no file", Sentence(missing), StringComparison.Ordinal);
        Assert.False(File.Exists(In("x.genre")));
    }

    [Fact]
    public void AKilledRankEndsTheJobLeavesNothingHalfWrittenAndTrainingGoesOnWithOtherRanks()
    {
        var tracks = SmallTable.Write(folder.Path, rows: 1200);
        string[] Words(string save) =>
            ["train", tracks, "--model", "mlp", "--set", "hidden=8", "--set", "epochs=1500", "--set", "batchSize=1000", "--skip-importance", "--no-record", "--quiet", "--save", In(save)];
        Succeed(CommandLine.Run(Words("whole.genre")));

        using var job = MpiRun.Start("mpirun", MpiRun.Ranks(2, [MpiRun.Command, .. Words("part.genre"), "--checkpoint", In("x.checkpoint"), "--checkpoint-epochs", "1"]));
        var output = job.StandardOutput.ReadToEndAsync();
        var error = job.StandardError.ReadToEndAsync();
        Assert.True(SpinWait.SpinUntil(() => File.Exists(In("x.checkpoint")) || job.HasExited, TimeSpan.FromSeconds(60)));
        using (var killed = Process.GetProcessById(RankOf(1, In("part.genre")))) killed.Kill();
        var result = MpiRun.End(job, output, error);
        Assert.NotEqual(0, result.Code);
        Assert.Matches("process rank 1 with PID [0-9]+ on node .* exited on signal 9", result.Error);
        Assert.False(File.Exists(In("part.genre")));

        Succeed(Ranks(3, [.. Words("part.genre"), "--resume", In("x.checkpoint")]));
        Assert.Equal(File.ReadAllBytes(In("whole.genre")), File.ReadAllBytes(In("part.genre")));
    }

    // All columns but the seconds that trials took.
    private string[] Trials(string name) =>
    [
        .. TableReader.ReadFile(In($"{name}/trials.csv")).Columns.Where(column => column.Name != "seconds")
            .Select(column => $"{column.Name}: {string.Join(' ', column is NumberColumn numbers ? numbers.Values.ToArray().Select(value => $"{value:R}") : Enumerable.Range(0, column.Count).Select(((TextColumn)column).Text))}"),
    ];

    private static int RankOf(int rank, string word)
    {
        foreach (var process in Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _)))
        {
            try
            {
                if (!File.ReadAllText($"/proc/{process}/cmdline").Contains(word, StringComparison.Ordinal)) continue;
                if (File.ReadAllText($"/proc/{process}/environ").Split('\0').Contains($"OMPI_COMM_WORLD_RANK={rank}")) return int.Parse(process!);
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }
        throw new InvalidOperationException($"Rank {rank} is not there.");
    }
}
