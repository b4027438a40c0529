using System.Diagnostics;
using GenreLab.Records;
using GenreLab.Tests.Data;
using Microsoft.Data.Sqlite;

namespace GenreLab.Tests.Records;

public sealed class RunDatabaseTests : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);
    private readonly TemporaryFolder folder = new();

    private string File => Path.Combine(folder.Path, RunDatabase.FileName);

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        Assert.Null(RunDatabase.OpenExisting(folder.Path, Wait));
        RunRecord run;
        using (var database = RunDatabase.Open(Path.Combine(folder.Path), Wait))
        {
            run = database.Begin(SampleRun.Of());
            Assert.Equal(1, run.Id);
            database.Add(run.Id, SampleRun.Model("mlp", 0.75), "abc", SampleRun.Set, SampleRun.Predictions);
            database.Add(run.Id, SampleRun.Model("softmax", 0.5), "abc", null, null);
            database.Update(run with { Status = RunStatus.Finished, Finished = run.Started.AddMinutes(1), Files = ["report.html"] });
        }
        using var again = RunDatabase.OpenExisting(folder.Path, Wait)!;
        var read = Assert.Single(again.Runs());
        Assert.Equal((1, RunStatus.Finished, ulong.MaxValue, run.Started), (read.Id, read.Status, read.Seed, read.Started));
        Assert.Equal(["mlp", "softmax"], read.Models.Select(model => model.Kind));
        Assert.Equal(0.75, read.Models[0].Test!.Accuracy);
        Assert.Equal(SampleRun.Set.Name("abc"), read.Models[0].TestRows);
        Assert.Null(read.Models[1].TestRows);
        var (set, predictions) = again.Predictions(1, "mlp")!.Value;
        Assert.Equal(SampleRun.Set.Rows, set.Rows);
        Assert.Equal(SampleRun.Set.Genres, set.Genres);
        Assert.Equal(SampleRun.Predictions.Predicted, predictions.Predicted);
        Assert.Equal(SampleRun.Predictions.Groups, predictions.Groups);
        Assert.All(SampleRun.Predictions.LogLosses.Zip(predictions.LogLosses), pair => Assert.Equal(pair.First, pair.Second, 0.001f * pair.First));
        Assert.Null(again.Predictions(1, "softmax"));
        Assert.Null(again.Predictions(9, "mlp"));
    }

    [Fact]
    public void FiltersTakeWhatFits()
    {
        using var database = RunDatabase.Open(folder.Path, Wait);
        var first = database.Begin(SampleRun.Of("songs.csv"));
        database.Add(first.Id, SampleRun.Model("mlp", 0.5), "abc", null, null);
        database.Add(first.Id, SampleRun.Model("softmax", 0.4), "abc", null, null);
        var second = database.Begin(SampleRun.Of("tracks.csv") with { Experiment = "A01", Status = RunStatus.Failed, Failure = "No." });
        Assert.Equal([second.Id, first.Id], database.Runs().Select(run => run.Id));
        Assert.Equal([first.Id], database.Runs(new RunFilter { Data = "SONGS" }).Select(run => run.Id));
        Assert.Equal(["mlp"], Assert.Single(database.Runs(new RunFilter { Kind = "mlp" })).Models.Select(model => model.Kind));
        Assert.Equal([second.Id], database.Runs(new RunFilter { Status = RunStatus.Failed }).Select(run => run.Id));
        Assert.Equal([second.Id], database.Runs(new RunFilter { Experiment = "A01" }).Select(run => run.Id));
    }

    [Fact]
    public void TestRowsHaveANameThatOtherRowsDoNotHave()
    {
        var set = SampleRun.Set;
        string[] names =
        [
            set.Name("abc"), set.Name("abd"), (set with { Rows = [3, 70_000, 70_001, 70_003] }).Name("abc"),
            (set with { Labels = [0, 1, 1, 1] }).Name("abc"), (set with { Genres = ["jazz", "soul"] }).Name("abc"),
        ];
        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.Equal(names[0], (set with { Tracks = [1, 2, 3, 4] }).Name("abc"));
    }

    [Fact]
    public void ManyWriteAtOnceAndNothingIsLost()
    {
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, writer =>
        {
            for (var i = 0; i < 5; i++)
            {
                using var database = RunDatabase.Open(folder.Path, TimeSpan.FromSeconds(30));
                var run = database.Begin(SampleRun.Of($"{writer}-{i}.csv"));
                database.Add(run.Id, SampleRun.Model("mlp", 0.5), "abc", SampleRun.Set, SampleRun.Predictions);
                database.Update(run with { Status = RunStatus.Finished });
            }
        });
        using var read = RunDatabase.Open(folder.Path, Wait);
        var runs = read.Runs();
        Assert.Equal(40, runs.Select(run => run.Data.Name).Distinct().Count());
        Assert.All(runs, run => Assert.Equal((RunStatus.Finished, 1), (run.Status, run.Models.Count)));
    }

    [Fact]
    public void ARunWhoseProcessIsGoneWasKilled()
    {
        RunProcess gone;
        using (var process = Process.Start(new ProcessStartInfo("dotnet", "--version") { RedirectStandardOutput = true })!)
        {
            gone = new RunProcess(Environment.MachineName, process.Id, DateTimeOffset.Now);
            process.WaitForExit();
        }
        using var database = RunDatabase.Open(folder.Path, Wait);
        database.Begin(SampleRun.Of("gone.csv", gone));
        database.Begin(SampleRun.Of("reused.csv", RunProcess.Current with { Started = DateTimeOffset.Now.AddDays(-3) }));
        database.Begin(SampleRun.Of("here.csv"));
        database.Begin(SampleRun.Of("elsewhere.csv", gone with { Host = "another-machine" }));
        Assert.Equal([RunStatus.Running, RunStatus.Running, RunStatus.Killed, RunStatus.Killed], database.Runs().Select(run => run.Status));
        Assert.Equal(2, database.Runs(new RunFilter { Status = RunStatus.Killed }).Count);
    }

    [Fact]
    public void ALockedDatabaseSaysSo()
    {
        RunDatabase.Open(folder.Path, Wait).Dispose();
        using var other = new SqliteConnection($"Data Source={File};Pooling=False");
        other.Open();
        using var transaction = other.BeginTransaction();
        using var database = RunDatabase.Open(folder.Path, Wait);
        Assert.Empty(database.Runs());
        var failure = Assert.Throws<RecordsException>(() => database.Begin(SampleRun.Of()));
        Assert.Contains("locked by another process", failure.Message);
        transaction.Rollback();
        Assert.Equal(1, database.Begin(SampleRun.Of()).Id);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5000)]
    public void ADamagedDatabaseIsKeptAsideAndNewRecordsBegin(int from)
    {
        using (var database = RunDatabase.Open(folder.Path, Wait)) database.Begin(SampleRun.Of());
        var bytes = System.IO.File.ReadAllBytes(File);
        bytes.AsSpan(from).Fill(0x5A);
        System.IO.File.WriteAllBytes(File, bytes);
        var failure = Assert.Throws<RecordsException>(() =>
        {
            using var database = RunDatabase.Open(folder.Path, Wait);
            database.Runs();
        });
        Assert.True(failure.PutAside);
        Assert.Contains($"kept as {File}.damaged", failure.Message);
        Assert.Equal(bytes, System.IO.File.ReadAllBytes(File + ".damaged"));
        using (var anew = RunDatabase.Open(folder.Path, Wait)) Assert.Equal(1, anew.Begin(SampleRun.Of()).Id);

        System.IO.File.WriteAllText(File, "This is no database, however long it may be.");
        Assert.Throws<RecordsException>(() => RunDatabase.Open(folder.Path, Wait));
        Assert.Equal(2, Directory.GetFiles(folder.Path, "*.damaged*").Count(file => !file.EndsWith("-wal", StringComparison.Ordinal) && !file.EndsWith("-shm", StringComparison.Ordinal)));
    }

    [Fact]
    public void OtherFilesAndVersionsAreLeftAlone()
    {
        using (var other = new SqliteConnection($"Data Source={File};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "CREATE TABLE mine (x)";
            command.ExecuteNonQuery();
        }
        Assert.Contains("another program", Assert.Throws<RecordsException>(() => RunDatabase.Open(folder.Path, Wait)).Message);
        System.IO.File.Delete(File);
        RunDatabase.Open(folder.Path, Wait).Dispose();
        Execute("PRAGMA user_version = 7");
        var failure = Assert.Throws<RecordsException>(() => RunDatabase.Open(folder.Path, Wait));
        Assert.Contains("written by a newer GenreLab (its tables have version 7", failure.Message);
        Assert.Single(Directory.GetFiles(folder.Path, "*.db*"));
    }

    [Fact]
    public void ARecordThatWasTamperedWithHidesNoOther()
    {
        using (var database = RunDatabase.Open(folder.Path, Wait))
        {
            database.Begin(SampleRun.Of());
            database.Begin(SampleRun.Of());
        }
        Execute("UPDATE runs SET document = '{}' WHERE id = 1");
        using var read = RunDatabase.Open(folder.Path, Wait);
        Assert.Equal([2], read.Runs().Select(run => (int)run.Id));
        Assert.Equal(1, read.Unreadable);
    }

    [Fact]
    public void AFolderThatCannotBeMadeSaysSo()
    {
        System.IO.File.WriteAllText(Path.Combine(folder.Path, "file"), "");
        Assert.Contains("cannot be made", Assert.Throws<RecordsException>(() => RunDatabase.Open(Path.Combine(folder.Path, "file", "below"), Wait)).Message);
    }

    public void Dispose() => folder.Dispose();

    private void Execute(string text)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The texts are this file's own.
        command.CommandText = text;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
