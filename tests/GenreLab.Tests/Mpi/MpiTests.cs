using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using GenreLab.Distributed;
using GenreLab.RankProgram;
using GenreLab.Tests.Cli;

namespace GenreLab.Tests.Mpi;

/// <summary>Ranks as processes of a real Open MPI job.</summary>
public sealed partial class MpiTests
{
    private static readonly string Host = Environment.MachineName;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EveryCollectiveGivesTheBitsItGivesOnThreads(int size)
    {
        var expected = new double[size][];
        LocalRanks.Run(size, ranks => expected[ranks.Rank] = Scenarios.Collectives(ranks));
        Assert.Equal(expected, Succeed(size, "collectives").Select(Numbers));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void ChunksGiveTheSameBitsForAnyNumberOfRanks(int size) =>
        Assert.Equal(Scenarios.Chunks(SingleProcess.Instance), Numbers(Assert.Single(Succeed(size, "chunks"))));

    [Theory]
    [InlineData("fails", "Rank 1 of 3 on HOST: The disk of this rank is full.")]
    [InlineData("fails-far-from-others", "Rank 1 of 3 on HOST: The disk of this rank is full.")]
    [InlineData("all-fail", "Rank 0 of 3 on HOST: There is no file nowhere.csv.")]
    [InlineData("aborts", "Rank 1 of 3 on HOST: The memory is used up.")]
    [InlineData("says-nothing", "Rank 1 of 3 on HOST: ended before its work was done.")]
    [InlineData("ends-early", "Rank 0 of 3 on HOST: Rank 1 of 3 on HOST ended while rank 0 on HOST still waits for a reduction (sum) of 100 values (double).")]
    [InlineData("disagrees", "Rank 0 of 3 on HOST: The ranks do not do the same: rank 0 on HOST waits for a reduction (sum) of 8 values (double), rank 2 on HOST for a reduction (sum) of 7 values (double); do all see the same files and options?")]
    [InlineData("data", "Rank 0 of 3 on HOST: Rank 2 on HOST sees another tracks.csv than rank 0 on HOST; give every host the same one, on a shared disk or as a copy.")]
    [InlineData("rows", "Rank 0 of 3 on HOST: 3 ranks cannot share 2 rows; start at most 2.")]
    public void AFailureEndsTheJobWithOneSentence(string scenario, string sentence)
    {
        // Without --quiet mpirun adds a note of its own.
        var result = MpiRun.Run(["--quiet", .. MpiRun.Ranks(3, MpiRun.RankProgram, scenario)]);
        Assert.Equal(1, result.Code);
        Assert.Equal(sentence.Replace("HOST", Host, StringComparison.Ordinal), Assert.Single(Sentences(result.Error)));
    }

    [Fact]
    public void ABugShowsItselfAndEndsTheJob()
    {
        var result = MpiRun.Run(MpiRun.Ranks(3, MpiRun.RankProgram, "bug"));
        Assert.Equal(1, result.Code);
        // Open MPI leaves the signal alone that .NET makes the exception of.
        Assert.Contains($"Rank 1 of 3 on {Host}: This is a bug: System.NullReferenceException", result.Error);
        Assert.Single(Regex.Matches(result.Error, "NullReferenceException"));
    }

    [Fact]
    public void ARankThatLeavesByItselfEndsTheJob()
    {
        var result = MpiRun.Run(MpiRun.Ranks(3, MpiRun.RankProgram, "exits"));
        Assert.NotEqual(0, result.Code);
        Assert.Contains("rank 1", result.Error);
    }

    [Fact]
    public void WaitingRanksLeaveTheProcessorAndAKilledRankEndsThem()
    {
        using var job = MpiRun.Start("mpirun", MpiRun.Ranks(3, MpiRun.RankProgram, "waits"));
        var processes = new int[3];
        for (var i = 0; i < 3; i++)
        {
            var words = RankAndProcess().Match(job.StandardError.ReadLine() ?? "");
            Assert.True(words.Success, "The ranks did not start.");
            processes[int.Parse(words.Groups[1].Value)] = int.Parse(words.Groups[2].Value);
        }
        var output = job.StandardOutput.ReadToEndAsync();
        var error = job.StandardError.ReadToEndAsync();
        using (var waiting = Process.GetProcessById(processes[0]))
        {
            Thread.Sleep(500);
            var before = waiting.TotalProcessorTime;
            Thread.Sleep(1000);
            waiting.Refresh();
            Assert.InRange((waiting.TotalProcessorTime - before).TotalSeconds, 0, 0.5);
        }

        using (var killed = Process.GetProcessById(processes[1])) killed.Kill();
        var clock = Stopwatch.StartNew();
        var result = MpiRun.End(job, output, error);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 30);
        Assert.NotEqual(0, result.Code);
        Assert.Matches($"process rank 1 with PID [0-9]+ on node {Regex.Escape(Host)} exited on signal 9", result.Error);
        // mpirun itself does not wait until they are gone.
        Assert.True(SpinWait.SpinUntil(() => !processes.Any(IsRunning), TimeSpan.FromSeconds(30)), "A rank goes on.");
    }

    [Fact]
    public void AMissingLibraryIsOneSentence()
    {
        var result = MpiRun.Run(["--quiet", .. MpiRun.Ranks(3, MpiRun.RankProgram, "rows")], ("GENRELAB_MPI_LIBRARY", "/nowhere/libmpi.so"));
        Assert.Equal(1, result.Code);
        Assert.Equal(
            $"This was started as a rank of an MPI job, but Open MPI's library is not on {Host} (looked for /nowhere/libmpi.so); install it (Debian: libopenmpi3) or name its file in GENRELAB_MPI_LIBRARY.",
            Assert.Single(Sentences(result.Error)));
    }

    [Fact]
    public void TheLibraryIsNotNeededByASingleProcess()
    {
        var result = ChildProcess.Run(AppContext.BaseDirectory, ["mpi-check", "--megabytes", "1", "--json"], ("GENRELAB_MPI_LIBRARY", "/nowhere/libmpi.so"));
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(1, result.Json["size"]!.GetValue<int>());
    }

    [Fact]
    public void TheCommandShowsItsRanksAndNothingButJson()
    {
        var result = MpiRun.Run(MpiRun.Ranks(2, MpiRun.Command, "mpi-check", "--megabytes", "1", "--json"), ("TERM", "xterm"));
        Assert.True(result.Code == 0, result.Error);
        Assert.StartsWith("{", result.Output, StringComparison.Ordinal);
        Assert.Equal([(0, Host), (1, Host)], result.Json["ranks"]!.AsArray().Select(rank => (rank!["rank"]!.GetValue<int>(), rank["host"]!.GetValue<string>())));
        Assert.True(result.Json["largeSumSeconds"]!.GetValue<double>() > 0);
    }

    private static string[] Succeed(int size, string scenario)
    {
        var result = MpiRun.Run(MpiRun.Ranks(size, MpiRun.RankProgram, scenario));
        Assert.True(result.Code == 0, result.Error);
        return result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static double[] Numbers(string line) => [.. line.Trim().Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture))];

    // What ranks say, without what mpirun says in its frames of hyphens.
    private static string[] Sentences(string error) =>
        [.. Frames().Replace(error, "").Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0)];

    private static bool IsRunning(int process)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [GeneratedRegex("^rank ([0-9]) is process ([0-9]+)")]
    private static partial Regex RankAndProcess();

    [GeneratedRegex("^-{20,}\r?$.*?^-{20,}\r?$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Frames();
}
