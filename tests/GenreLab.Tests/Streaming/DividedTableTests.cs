using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Streaming;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Streaming;

/// <summary>Tables that ranks share.</summary>
public sealed class DividedTableTests : IDisposable
{
    private static readonly Feature[] Features = [new("tempo", "tempo", FeatureKind.Numeric), new("energy", "energy", FeatureKind.Numeric)];
    private static readonly StreamingOptions Options = new() { Threads = 2 };

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    private TableSource Source()
    {
        // Quotes before a place decide whether it lies within some; a record longer than a piece; lines that are blank.
        var rows = ManyRows.Make(70_000);
        rows[20_000] = $"t,\"{new string('y', 3 << 20)}\n\",rock,100,0.5,3,True";
        rows[30_001] = $"t,\"{string.Concat(Enumerable.Repeat("\n\"\"", 1 << 19))}\",rock,100,0.5,3,True";
        return TableSource.Open(
        [
            ManyRows.Write(folder.Path, "1.csv", ManyRows.Csv(rows)),
            ManyRows.WriteGzip(folder.Path, "2.csv.gz", ManyRows.Csv(ManyRows.Make(25_000, 2))),
            ManyRows.Write(folder.Path, "3.csv", ManyRows.Csv(ManyRows.Make(30_000, 3)) + new string('\n', 2 << 20) + ManyRows.Make(1, 4)[0]),
            ManyRows.Write(folder.Path, "4.csv", ManyRows.Csv(ManyRows.Make(10, 5))),
        ]);
    }

    private static (GatheredStatistics Statistics, List<byte[]> Files) Normalized(TableSource source, int? shards)
    {
        var gathered = StatisticsGatherer.Gather(source, Features, Options);
        var normalizer = new Normalizer(source, Features, gathered, shards);
        List<MemoryStream> files = [.. Enumerable.Range(0, normalizer.Shards).Select(_ => new MemoryStream())];
        normalizer.Write(shard => files[shard], Options);
        return (gathered, [.. files.Select(file => file.ToArray())]);
    }

    [Fact]
    public void RanksReadEveryPieceOnceAndInOrder()
    {
        var source = Source();
        var whole = new List<string[]>();
        source.Sample();
        source.ForEach(piece => piece.Read().Texts("track_id").ToArray(), (_, ids) => whole.Add(ids), Options);
        foreach (var size in (int[])[1, 2, 3, 5, 8, 40])
        {
            var parts = new List<string[]>[size];
            LocalRanks.Run(size, ranks =>
            {
                var own = parts[ranks.Rank] = [];
                source.Divide(ranks).ForEach(piece => piece.Read().Texts("track_id").ToArray(), (_, ids) => own.Add(ids), Options with { Threads = 1 + ranks.Rank % 2 });
            });
            Assert.Equal(whole, parts.SelectMany(part => part));
        }
    }

    [Fact]
    public void StatisticsAndFilesAreTheSameForAnyNumberOfRanks()
    {
        var source = Source();
        foreach (var shards in (int?[])[null, 3])
        {
            var alone = Normalized(source, shards);
            foreach (var size in (int[])[2, 3, 7])
            {
                var found = new (GatheredStatistics Statistics, List<byte[]> Files)[size];
                LocalRanks.Run(size, ranks => found[ranks.Rank] = Normalized(source.Divide(ranks), shards));
                Assert.All(found, rank => Assert.Equal(alone.Statistics.Statistics, rank.Statistics.Statistics));
                Assert.Equal(alone.Files, found[0].Files);
                Assert.All(found.Skip(1).SelectMany(rank => rank.Files), file => Assert.Empty(file));
            }
        }
    }

    [Fact]
    public void AMistakeIsToldWithItsRowInTheFile()
    {
        var rows = ManyRows.Make(60_000);
        rows[50_123] = "t,x,rock,fast,0.5,3,True";
        var source = TableSource.Open([ManyRows.Write(folder.Path, "w.csv", ManyRows.Csv(rows))]);
        foreach (var threads in (int[])[1, 2])
        {
            var failure = Assert.Throws<DataException>(() => LocalRanks.Run(3, ranks => StatisticsGatherer.Gather(source.Divide(ranks), Features, new StreamingOptions { Threads = threads })));
            Assert.Contains("w.csv, data row 50124, column 'tempo': 'fast' is not a number", failure.Message);
        }
    }

    [Fact]
    public void RanksThatSeeOtherFilesAreRefused()
    {
        TableSource Open(int seed) => TableSource.Open([ManyRows.Write(Directory.CreateDirectory(Path.Combine(folder.Path, $"{seed}")).FullName, "t.csv", ManyRows.Csv(ManyRows.Make(100, (ulong)seed)))]);
        TableSource[] sources = [Open(1), Open(2)];
        var failure = Assert.Throws<DataException>(() => LocalRanks.Run(2, ranks => sources[ranks.Rank].Divide(ranks)));
        Assert.StartsWith($"Rank 1 on {Environment.MachineName} sees another t.csv than rank 0 on {Environment.MachineName}", failure.Message, StringComparison.Ordinal);
    }
}
