using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Exploration;
using GenreLab.Models;
using GenreLab.Reports;
using GenreLab.Streaming;
using GenreLab.Surveying;
using GenreLab.Tests.Streaming;

namespace GenreLab.Tests.Surveying;

/// <summary>A table explored and audited piece by piece against the same table in memory.</summary>
public sealed class StreamedExplorerTests : IDisposable
{
    private static readonly LoadOptions Load = new() { Schema = new SchemaOptions { RequireLabel = false }, Cleaning = new CleaningOptions { FewestGenres = 0 } };

    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-survey-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(1, null), InlineData(2, 20_000L)]
    public void FindsWhatIsFoundInMemory(int threads, long? sorterBytes)
    {
        var file = ManyRows.Write(folder, "mixed.csv", ManyRows.Csv(MixedTable.Rows(24_000), MixedTable.Header));
        RequireSame(InMemory(file, Load), StreamedExplorer.Explore(TableSource.Open([file]), Load, Options, Survey(threads, sorterBytes)), 1e-9);
    }

    [Fact]
    public void MissingValuesThatAreKeptAreCountedAsInMemory()
    {
        var load = Load with { Cleaning = Load.Cleaning with { Missing = MissingValues.Keep, DropDuplicates = false } };
        var file = ManyRows.Write(folder, "kept.csv", ManyRows.Csv(MixedTable.Rows(9_000), MixedTable.Header));
        RequireSame(InMemory(file, load), StreamedExplorer.Explore(TableSource.Open([file]), load, Options, Survey(2, null)), 1e-9);
    }

    [Fact]
    public void ChosenAndMergedGenresAreThoseInMemory()
    {
        var load = Load with { Cleaning = Load.Cleaning with { Genres = ["Rock", "quiet"], Merge = new GenreMerge("two", new Dictionary<string, string> { ["jazz"] = "quiet", ["folk"] = "quiet" }) } };
        var file = ManyRows.Write(folder, "chosen.csv", ManyRows.Csv(MixedTable.Rows(4_000), MixedTable.Header));
        RequireSame(InMemory(file, load), StreamedExplorer.Explore(TableSource.Open([file]), load, Options, Survey(2, null)), 1e-9);
    }

    [Fact]
    public void ATableWithoutGenresIsExploredToo()
    {
        var file = ManyRows.Write(folder, "nolabel.csv", "track_id,tempo,energy\n" + string.Join("\n", Enumerable.Range(0, 300).Select(row => $"t{row},{row % 7 + 90},{row % 5 / 10.0}")));
        RequireSame(InMemory(file, Load), StreamedExplorer.Explore(TableSource.Open([file]), Load, Options, Survey(2, null)), 1e-9);
    }

    [Fact]
    public void ThreadsAndMemoryChangeNoBit()
    {
        var file = ManyRows.Write(folder, "mixed.csv", ManyRows.Csv(MixedTable.Rows(24_000), MixedTable.Header));
        var one = StreamedExplorer.Explore(TableSource.Open([file]), Load, Options, Survey(1, null) with { Sampled = 5_000 });
        var other = StreamedExplorer.Explore(TableSource.Open([file]), Load, Options, Survey(3, 13_000) with { Sampled = 5_000 });
        Assert.Equal(Json(one).ToJsonString(), Json(other).ToJsonString());
    }

    [Fact]
    public void FilesInAnotherOrderGiveTheSameUpToRounding()
    {
        var rows = MixedTable.Rows(24_000);
        var header = MixedTable.Header[1..];
        string[] shards = [.. rows.Chunk(7_000).Select((chunk, i) => ManyRows.WriteGzip(folder, $"part-{i}.csv.gz", ManyRows.Csv([.. chunk.Select(row => row[(row.IndexOf(',', StringComparison.Ordinal) + 1)..])], header)))];
        var one = StreamedExplorer.Explore(TableSource.Open(shards), Load, Options, Survey(2, null) with { Sampled = 3_000 });
        var other = StreamedExplorer.Explore(TableSource.Open([.. shards.Reverse()]), Load, Options, Survey(2, null) with { Sampled = 3_000 });
        Assert.Equal(one.Map!.Tracks.Select(track => track.Title).Order(StringComparer.Ordinal), other.Map!.Tracks.Select(track => track.Title).Order(StringComparer.Ordinal));
        // Ties are broken by rows' numbers, so the information of quantities moves by thousandths.
        RequireSame(one with { Name = "", Map = null, Audit = [] }, other with { Name = "", Map = null, Audit = [] }, 1e-9, new() { ["mutualInformation"] = 0.02, ["informationShare"] = 0.02 });
    }

    [Fact]
    public void WhatComesFromASampleIsNearAndNamed()
    {
        var file = ManyRows.Write(folder, "mixed.csv", ManyRows.Csv(MixedTable.Rows(24_000), MixedTable.Header));
        var expected = InMemory(file, Load);
        var result = StreamedExplorer.Explore(TableSource.Open([file]), Load, Options, Survey(2, null) with { Sampled = 8_000 });
        Assert.Equal(8_000, result.Sample!.Rows);
        Assert.Empty(result.Sample.Quantiles);
        using var page = new StringWriter();
        HtmlReport.Write(new ExplorationReport { Result = result, ToolVersion = "0" }, page);
        Assert.Contains("The table was read piece by piece. Spearman’s correlations and the information about genres in tempo, ", page.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("key", result.Sample.Information);
        Assert.Contains("tempo", result.Sample.Information);
        foreach (var (one, other) in expected.Features.Zip(result.Features))
        {
            Assert.InRange(other.Separation!.MutualInformation - one.Separation!.MutualInformation, -0.03, 0.03);
            Assert.Equal(one.Separation.Verdict, other.Separation.Verdict);
        }
        foreach (var (one, other) in expected.Correlations.Spearman.SelectMany(row => row).Zip(result.Correlations.Spearman.SelectMany(row => row)))
        {
            Assert.Equal(one is null, other is null);
            if (one is not null) Assert.InRange(other!.Value - one.Value, -0.05, 0.05);
        }
        RequireSame(expected.Correlations.Pearson, result.Correlations.Pearson, 1e-9);
        RequireSame(expected.Similarity!, result.Similarity!, 1e-9);
        RequireSame(expected.Audit, result.Audit, 0);
    }

    [Fact]
    public void AColumnThatTurnsOutToBeTextIsReadAgain()
    {
        var header = "extra,genre,tempo";
        string[] lines = [.. Enumerable.Range(0, 200_000).Select(row => $"{(row == 190_000 ? "late" : row % 50)},{(row % 2 == 0 ? "rock" : "pop")},{90 + row % 31}")];
        var file = ManyRows.Write(folder, "late.csv", ManyRows.Csv(lines, header));
        var result = StreamedExplorer.Explore(TableSource.Open([file]), Load with { Cleaning = Load.Cleaning with { DropDuplicates = false } }, Options, Survey(2, null));
        Assert.Equal(["tempo"], result.Features.Select(feature => feature.Name));
        Assert.Equal(51, result.Columns[0].Distinct);
        Assert.Equal(200_000 - 1_551, result.RepeatedRows);
    }

    [Fact]
    public void TheRealTableIsTheSameAsInMemory()
    {
        var file = RealData.File("spotify-tracks", "dataset.csv");
        var expected = InMemory(file, Load);
        var result = StreamedExplorer.Explore(TableSource.Open([file]), Load, Options with { MapTracks = 0 }, Survey(2, null));
        RequireSame(expected with { Columns = [] }, result with { Columns = [] }, 1e-9);
        foreach (var (one, other) in expected.Columns.Zip(result.Columns))
        {
            Assert.Equal(one.Missing, other.Missing);
            Assert.Equal(one.Distinct > 65_536, other.IsEstimate);
            Assert.InRange(other.Distinct, one.Distinct * (other.IsEstimate ? 0.98 : 1), one.Distinct * (other.IsEstimate ? 1.02 : 1));
        }
    }

    [Fact]
    public void TheAuditIsThatInMemoryAndTellsWhatToExpectOfASplit()
    {
        var file = ManyRows.Write(folder, "mixed.csv", ManyRows.Csv(MixedTable.Rows(24_000), MixedTable.Header));
        var table = GenreTable.From(TableReader.ReadFile(file));
        var expected = Auditor.Audit(table);
        foreach (var method in new[] { SplitMethod.ByTrack, SplitMethod.ByArtist, SplitMethod.Random })
        {
            var options = new SplitOptions { Method = method };
            var drawn = Auditor.AuditSplit(table, Splitter.Split(table, options));
            var audit = StreamedAuditor.Audit(TableSource.Open([file]), new LoadOptions(), options, readsArtist: true, Survey(2, 50_000));
            Assert.Equal(expected, audit.Findings.Take(expected.Count));
            Assert.Equal(table.Cleaning.Steps, audit.Cleaning.Steps);
            string[] codes = [.. audit.Findings.Skip(expected.Count).Select(finding => finding.Code)];
            Assert.Equal(method == SplitMethod.ByArtist ? [] : [.. drawn.Select(finding => finding.Code), "artist-as-text"], codes);
            foreach (var (one, other) in drawn.Zip(audit.Findings.Skip(expected.Count)))
                Assert.InRange(First(other.Message["About ".Length..]), First(one.Message) * 0.9 - 20, First(one.Message) * 1.1 + 20);
        }

        static double First(string message) => double.Parse(message.Split(' ')[0].Replace(",", "", StringComparison.Ordinal));
    }

    [Fact]
    public void BadInputIsOneSentenceAndLeavesNothing()
    {
        var good = ManyRows.Csv(MixedTable.Rows(300), MixedTable.Header);
        var one = ManyRows.WriteGzip(folder, "one.csv.gz", good);
        var two = ManyRows.WriteGzip(folder, "two.csv.gz", good);
        File.WriteAllBytes(two, File.ReadAllBytes(two)[..^30]);
        Assert.Contains("two.csv.gz' is a damaged gzip file", Refusal(() => StreamedExplorer.Explore(TableSource.Open([one, two]), Load)), StringComparison.Ordinal);
        var other = ManyRows.Write(folder, "other.csv", "track_id,tempo\na,1\n");
        Assert.Contains("has other columns than one.csv.gz", Refusal(() => TableSource.Open([one, other])), StringComparison.Ordinal);
        Assert.Contains("the least that works is", Refusal(() => StreamedExplorer.Explore(
            TableSource.Open([one]), Load, null, new SurveyOptions { Streaming = new StreamingOptions { Memory = 204L << 20 } })), StringComparison.Ordinal);
        Assert.Contains("There is no folder 'nowhere'", Refusal(() => StreamedExplorer.Explore(TableSource.Open([one]), Load, null, new SurveyOptions { SpillFolder = "nowhere" })), StringComparison.Ordinal);
        Assert.Contains("--per-genre draws from a table in memory", Refusal(() => StreamedExplorer.Explore(
            TableSource.Open([one]), Load with { Cleaning = Load.Cleaning with { PerGenre = 5 } })), StringComparison.Ordinal);
        Assert.Contains("needs the table in memory", Refusal(() => StreamedAuditor.Audit(
            TableSource.Open([one]), new LoadOptions(), new SplitOptions { Method = SplitMethod.File, FoldFile = "folds.csv" })), StringComparison.Ordinal);
        var text = ManyRows.Write(folder, "text.csv", "track_id,genre,tempo\n" + string.Join("\n", Enumerable.Range(0, 99).Select(row => $"t{row},{(row % 2 == 0 ? "a" : "b")},{(row == 70 ? "fast" : row)}")));
        Assert.Contains("text.csv, data row 71, column 'tempo': 'fast' is not a number", Refusal(() => StreamedExplorer.Explore(TableSource.Open([text]), Load)), StringComparison.Ordinal);
        var wide = ManyRows.Write(folder, "wide.csv", "genre,tempo\n" + string.Join("\n", Enumerable.Range(0, 5_000).Select(row => $"g{row},{row}")));
        Assert.Contains("so it cannot be the genre", Refusal(() => StreamedExplorer.Explore(TableSource.Open([wide]), Load)), StringComparison.Ordinal);
        using var stopped = new CancellationTokenSource();
        stopped.Cancel();
        var spill = Directory.CreateDirectory(Path.Combine(folder, "spill")).FullName;
        Assert.Throws<OperationCanceledException>(() => StreamedExplorer.Explore(
            TableSource.Open([one]), Load, null, new SurveyOptions { SpillFolder = spill, Streaming = new StreamingOptions { Cancellation = stopped.Token } }));
        Assert.Empty(Directory.EnumerateFileSystemEntries(spill));
    }

    private static ExplorationOptions Options => new() { Threads = 2, MapTracks = 50_000 };

    private SurveyOptions Survey(int threads, long? sorterBytes) => new() { Streaming = new StreamingOptions { Threads = threads }, SpillFolder = folder, SorterBytes = sorterBytes };

    private static ExplorationResult InMemory(string file, LoadOptions load)
    {
        var table = TableReader.ReadFile(file);
        var options = file.EndsWith("dataset.csv", StringComparison.Ordinal) ? Options with { MapTracks = 0 } : Options;
        return Explorer.Explore(table, GenreTable.From(table, load), options);
    }

    private static string Refusal(Action action)
    {
        var message = Assert.ThrowsAny<GenreLabException>(action).Message;
        Assert.DoesNotContain('\n', message);
        return message;
    }

    private static JsonNode Json(object value) => JsonSerializer.SerializeToNode(value, GenreLabJson.Options)!;

    private static void RequireSame(object expected, object actual, double tolerance, Dictionary<string, double>? looser = null) =>
        RequireSame(Json(expected), Json(actual), tolerance, looser ?? [], "");

    private static void RequireSame(JsonNode? expected, JsonNode? actual, double tolerance, Dictionary<string, double> looser, string path)
    {
        switch (expected)
        {
            case JsonObject members:
                var others = Assert.IsType<JsonObject>(actual);
                Assert.Equal(members.Select(member => member.Key), others.Select(member => member.Key));
                foreach (var (name, value) in members) RequireSame(value, others[name], looser.GetValueOrDefault(name, tolerance), looser, $"{path}.{name}");
                break;
            case JsonArray items:
                var elements = Assert.IsType<JsonArray>(actual);
                Assert.True(items.Count == elements.Count, $"{path} has {elements.Count} elements, not {items.Count}.");
                for (var i = 0; i < items.Count; i++) RequireSame(items[i], elements[i], tolerance, looser, $"{path}[{i}]");
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                double one = value.GetValue<double>(), other = actual!.GetValue<double>();
                Assert.True(Math.Abs(one - other) <= tolerance * Math.Max(1, Math.Abs(one)), $"{path} is {other:R}, not {one:R}.");
                break;
            default:
                Assert.True(JsonNode.DeepEquals(expected, actual), $"{path} is {actual?.ToJsonString()}, not {expected?.ToJsonString()}.");
                break;
        }
    }
}
