using System.Text.Json;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Exploration;
using GenreLab.Joining;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Streaming;
using GenreLab.Surveying;
using GenreLab.Tests.Data;
using GenreLab.Tests.Streaming;

namespace GenreLab.Tests.Surveying;

/// <summary>Tables explored and audited by ranks together: the same, to the last bit, as one process finds.</summary>
public sealed class SharedSurveyTests : IDisposable
{
    private static readonly LoadOptions Load = new() { Schema = new SchemaOptions { RequireLabel = false }, Cleaning = new CleaningOptions { FewestGenres = 0 } };
    private static readonly ExplorationOptions Options = new() { Threads = 1, MapTracks = 500 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Seven pieces: a file of two, a packed one, and four of one.
    private string[] Files(string[] rows)
    {
        string Plain(int file, Range part) => ManyRows.Write(folder.Path, $"{file}.csv", ManyRows.Csv(rows[part], MixedTable.Header));
        return
        [
            Plain(1, ..15_000), ManyRows.WriteGzip(folder.Path, "2.csv.gz", ManyRows.Csv(rows[15_000..18_000], MixedTable.Header)),
            Plain(3, 18_000..18_010), Plain(4, 18_010..18_011), Plain(5, 18_011..20_000), Plain(6, 20_000..),
        ];
    }

    // Samples and sorters so small that rows are drawn and put aside; threads differ from rank to rank.
    private SurveyOptions Survey(ICommunicator ranks) =>
        new() { Streaming = new StreamingOptions { Threads = 1 + ranks.Rank % 2 }, SpillFolder = folder.Path, SorterBytes = 13_000, Sampled = 3_000 };

    private static void RequireSame<T>(TableSource source, Func<TableSource, ICommunicator, T> look, params int[] sizes)
    {
        var expected = JsonSerializer.Serialize(look(source, SingleProcess.Instance), GenreLabJson.Options);
        foreach (var size in sizes)
        {
            var found = new string[size];
            LocalRanks.Run(size, ranks => found[ranks.Rank] = JsonSerializer.Serialize(look(source.Divide(ranks), ranks), GenreLabJson.Options));
            Assert.All(found, one => Assert.Equal(expected, one));
        }
    }

    [Fact]
    public void RanksFindWhatOneProcessFinds()
    {
        var source = TableSource.Open(Files(MixedTable.Rows(24_000)));
        RequireSame(source, (table, ranks) => StreamedExplorer.Explore(table, Load, Options, Survey(ranks)), 1, 2, 3, 5);
        Assert.Single(Directory.GetFiles(folder.Path, "*.gz"));
        Assert.Equal(6, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void MissingValuesRowsWithoutGenresAndDuplicatesMayStay()
    {
        var source = TableSource.Open(Files(MixedTable.Rows(21_000)));
        var load = Load with { Cleaning = new CleaningOptions { FewestGenres = 0, Missing = MissingValues.Keep, DropDuplicates = false, KeepUnlabelled = true } };
        RequireSame(source, (table, ranks) => StreamedExplorer.Explore(table, load, Options, Survey(ranks)), 3);
    }

    [Fact]
    public void RanksAuditAsOneProcess()
    {
        var source = TableSource.Open(Files(MixedTable.Rows(24_000)));
        foreach (var method in new[] { SplitMethod.ByTrack, SplitMethod.Random })
            RequireSame(source, (table, ranks) => StreamedAuditor.Audit(table, new LoadOptions(), new SplitOptions { Method = method }, readsArtist: true, Survey(ranks)), 1, 2, 3);
    }

    [Fact]
    public void SomeRanksMayHaveNoRows()
    {
        var source = TableSource.Open([ManyRows.Write(folder.Path, "few.csv", ManyRows.Csv(MixedTable.Rows(200), MixedTable.Header))]);
        RequireSame(source, (table, ranks) => StreamedExplorer.Explore(table, Load, Options, Survey(ranks)), 2, 7);
        RequireSame(source, (table, ranks) => StreamedAuditor.Audit(table, new LoadOptions(), new SplitOptions(), false, Survey(ranks)), 3);
    }

    [Fact]
    public void WhatOnlyOneRankSeesChangesTheColumnsOfAll()
    {
        // Text in the last rank's rows of a column that begins like numbers, and a column that counts rows in each file but not through both.
        string[] Lines(int text) => [.. Enumerable.Range(0, 90_000).Select(row => $"{row},{(row == text ? "late" : row % 50)},{(row % 2 == 0 ? "rock" : "pop")},{90 + row % 31}")];
        var source = TableSource.Open(
        [
            ManyRows.Write(folder.Path, "first.csv", ManyRows.Csv(Lines(-1), "number,extra,genre,tempo")), ManyRows.Write(folder.Path, "second.csv", ManyRows.Csv(Lines(80_000), "number,extra,genre,tempo")),
        ]);
        RequireSame(source, (table, ranks) => StreamedExplorer.Explore(table, Load, Options, Survey(ranks)), 2, 3);
    }

    [Theory]
    [InlineData(1), InlineData(2), InlineData(3)]
    public void HashesAreSortedAcrossRanks(int size)
    {
        var random = new RandomSource(9);
        (ulong Hash, int Number)[] pairs = [.. Enumerable.Range(0, 30_000).Select(row => (CellHash.Number(random.NextInt32(4_000)), row))];
        foreach (var bytes in (long[])[1, 200_000, 1 << 30])
        {
            var sorted = new (ulong, int)[size][];
            LocalRanks.Run(size, ranks =>
            {
                using var spill = new SpillFolder(folder.Path);
                var rows = new SharedFingerprints(ranks, bytes, spill);
                // The second rank has no rows.
                var share = size == 1 ? new RankShare(0, pairs.Length) : ranks.Rank == 1 ? new RankShare(20_000, 0) : ranks.Rank == 0 ? new RankShare(0, 20_000) : new RankShare(20_000, 10_000);
                for (var row = share.Start; row < share.End; row++) rows.Add(pairs[row].Hash, (int)(row - share.Start));
                var runs = TableRuns.Of(ranks, 1, share.Count);
                rows.Share((int)runs.FirstRow, TestContext.Current.CancellationToken);
                sorted[ranks.Rank] = [.. rows.Sorted()];
            });
            Assert.Equal(pairs.Take(size == 2 ? 20_000 : 30_000).Order(), sorted.SelectMany(part => part));
        }
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public void ARowIsOfTheRankThatReadIt()
    {
        int[] rows = [0, 3, 0, 0, 2, 0];
        LocalRanks.Run(rows.Length, ranks =>
        {
            var runs = TableRuns.Of(ranks, 2, rows[ranks.Rank]);
            Assert.Equal((2L * ranks.Rank, 5L), (runs.FirstPiece, runs.Rows));
            Assert.Equal(rows.Take(ranks.Rank).Sum(), runs.FirstRow);
            Assert.Equal([1, 1, 1, 4, 4], Enumerable.Range(0, 5).Select(row => runs.RankOf(row)));
        });
    }

    [Fact]
    public void AFailureOnOneRankEndsAllWithItsSentence()
    {
        var good = ManyRows.Csv(MixedTable.Rows(3_000), MixedTable.Header);
        string[] files = [.. Enumerable.Range(1, 3).Select(file => ManyRows.WriteGzip(folder.Path, $"{file}.csv.gz", good))];
        var whole = TableSource.Open(files);
        string Refused<T>(Func<ICommunicator, SurveyOptions> options, TableSource? source = null) where T : GenreLabException
        {
            var messages = new[]
            {
                Assert.Throws<T>(() => LocalRanks.Run(3, ranks => StreamedExplorer.Explore((source ?? whole).Divide(ranks), Load, Options, options(ranks)))).Message,
                Assert.Throws<T>(() => LocalRanks.Run(3, ranks => StreamedAuditor.Audit((source ?? whole).Divide(ranks), new LoadOptions(), new SplitOptions(), false, options(ranks)))).Message,
            };
            Assert.DoesNotContain('\n', messages[0]);
            Assert.Equal(messages[0], messages[1]);
            return messages[0];
        }

        Assert.StartsWith("90 MB of memory are too little", Refused<OptionException>(ranks => Survey(ranks) with { Streaming = new StreamingOptions { Memory = ranks.Rank == 1 ? 90L << 20 : long.MaxValue } }), StringComparison.Ordinal);
        Assert.StartsWith("There is no folder 'nowhere' to put rows aside in", Refused<GenreLabException>(ranks => Survey(ranks) with { SpillFolder = ranks.Rank == 2 ? "nowhere" : folder.Path }), StringComparison.Ordinal);
        File.WriteAllBytes(files[2], File.ReadAllBytes(files[2])[..^30]);
        Assert.Contains("3.csv.gz' is a damaged gzip file", Refused<DataException>(Survey, TableSource.Open(files)), StringComparison.Ordinal);
        Assert.Equal(3, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void AFullDiskOfOneRankEndsAll()
    {
        using var disk = new SmallDisk(kilobytes: 64);
        var source = TableSource.Open(Files(MixedTable.Rows(24_000)));
        var failure = Assert.Throws<GenreLabException>(() => LocalRanks.Run(3, ranks => StreamedExplorer.Explore(
            source.Divide(ranks), Load, Options, Survey(ranks) with { SorterBytes = 1, SpillFolder = ranks.Rank == 1 ? disk.Path : folder.Path })));
        Assert.StartsWith($"Rows cannot be put aside in the folder '{disk.Path}' after ", failure.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(disk.Path));
        Assert.Equal(6, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public void ARowThatIsWrongIsToldByItsNumberInTheFile()
    {
        var rows = MixedTable.Rows(24_000);
        rows[23_000] = rows[23_000].Replace(rows[23_000].Split(',')[^10], "fast", StringComparison.Ordinal);
        var source = TableSource.Open([ManyRows.Write(folder.Path, "wrong.csv", ManyRows.Csv(rows, MixedTable.Header))]);
        var failure = Assert.Throws<DataException>(() => LocalRanks.Run(3, ranks => StreamedExplorer.Explore(source.Divide(ranks), Load, Options, Survey(ranks))));
        Assert.StartsWith("wrong.csv, data row 23001, column 'tempo': 'fast' is not a number", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ItIsStoppedOnAllRanks()
    {
        var source = TableSource.Open(Files(MixedTable.Rows(21_000)));
        using var stop = new CancellationTokenSource();
        Assert.Throws<OperationCanceledException>(() => LocalRanks.Run(3, ranks =>
        {
            using var agreed = ranks.Agree(ranks.Rank == 1 ? stop.Token : CancellationToken.None);
            StreamedExplorer.Explore(source.Divide(ranks), Load, Options, Survey(ranks) with
            {
                Streaming = new StreamingOptions { Cancellation = agreed.Token },
                Progress = (pass, _) =>
                {
                    if (ranks.Rank == 1 && pass == 1) stop.Cancel();
                },
            });
        }));
        Assert.Equal(6, Directory.GetFiles(folder.Path).Length);
    }
}
