using System.IO.Compression;
using System.Text;
using System.Text.Json;
using GenreLab.Data;
using GenreLab.Preprocessing;
using GenreLab.Streaming;
using GenreLab.Tests.Data;

namespace GenreLab.Tests.Streaming;

public sealed class NormalizationTests : IDisposable
{
    private static readonly Feature[] Features = [new("tempo", "tempo", FeatureKind.Numeric), new("energy", "energy", FeatureKind.Numeric), new("explicit", "explicit", FeatureKind.Flag)];

    private readonly TemporaryFolder folder = new();

    private static byte[][] Normalize(TableSource source, int threads, int? shards = null, bool gzip = false, long memory = long.MaxValue)
    {
        var options = new StreamingOptions { Threads = threads, Memory = memory };
        var gathered = StatisticsGatherer.Gather(source, Features, options);
        var normalizer = new Normalizer(source, Features, gathered, shards) { Gzip = gzip };
        var files = Enumerable.Range(0, normalizer.Shards).Select(_ => new MemoryStream()).ToArray();
        var begun = 0;
        normalizer.Write(
            shard =>
            {
                Assert.Equal(begun++, shard);
                return files[shard];
            },
            options);
        Assert.Equal(files.Length, begun);
        return Array.ConvertAll(files, file => file.ToArray());
    }

    private static byte[] Unpacked(byte[] packed)
    {
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var content = new MemoryStream();
        gzip.CopyTo(content);
        return content.ToArray();
    }

    private TableSource TwoFiles() => TableSource.Open(
    [
        ManyRows.Write(folder.Path, "1.csv", ManyRows.Csv(ManyRows.Make(30_000))),
        ManyRows.WriteGzip(folder.Path, "2.csv.gz", ManyRows.Csv(ManyRows.Make(25_000, 2))),
    ]);

    [Fact]
    public void NumbersAreThoseOfNumPyAndScikitLearn()
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Streaming", "normalization.json")));
        var root = fixture.RootElement;
        var columns = root.GetProperty("columns").EnumerateObject().Select(column => (column.Name, Values: column.Value.EnumerateArray().Select(value => value.GetDouble()).ToArray())).ToArray();
        var rows = Enumerable.Range(0, columns[0].Values.Length).Select(row => string.Join(",", columns.Select(column => column.Values[row].ToString("R"))));
        var source = TableSource.Open([ManyRows.Write(folder.Path, "f.csv", string.Join(",", columns.Select(column => column.Name)) + "\n" + string.Join("\n", rows))]);
        Feature[] features = [.. columns.Select(column => new Feature(column.Name, column.Name, FeatureKind.Numeric))];
        var gathered = StatisticsGatherer.Gather(source, features, new StreamingOptions());
        for (var i = 0; i < features.Length; i++)
        {
            var found = gathered.Statistics.Features[i];
            // A mean of 1e9 is known to 1e-7, and so is a distance from it.
            Close(root.GetProperty("mean")[i].GetDouble(), found.Mean, 1e-13);
            Close(root.GetProperty("standardDeviation")[i].GetDouble(), found.StandardDeviation, 1e-12);
            Close(root.GetProperty("largestMagnitude")[i].GetDouble(), found.LargestMagnitude, 1e-12 + 1e-16 * Math.Abs(found.Mean) / found.StandardDeviation);
        }
        var text = new MemoryStream();
        new Normalizer(source, features, gathered).Write(_ => text, new StreamingOptions());
        var table = TableReader.Read(text.ToArray(), "normalized");
        for (var row = 0; row < 50; row++)
            for (var i = 0; i < features.Length; i++)
                Assert.Equal(root.GetProperty("normalized")[row][i].GetDouble(), ((NumberColumn)table.Columns[i]).Values[row], 2e-7);
    }

    [Fact]
    public void TheLargestMagnitudeNeedsNoSecondPass()
    {
        var source = TwoFiles();
        var gathered = StatisticsGatherer.Gather(source, Features, new StreamingOptions());
        foreach (var feature in gathered.Statistics.Features)
        {
            var second = default(LargestMagnitude);
            var table = new List<double>();
            source.ForEach(piece => piece.Read(), (_, piece) => second = second.Merge(default(LargestMagnitude).Add(((NumberColumn)piece[feature.Column]).Values, feature.Mean, feature.StandardDeviation)), new StreamingOptions());
            Assert.Equal(second.Value, feature.LargestMagnitude);
        }
    }

    [Fact]
    public void ValuesAreScaledAsAModelScalesThemAndTheRestPassesThrough()
    {
        var content = ManyRows.Csv(ManyRows.Make(20_000));
        var table = TableReader.Read(Encoding.UTF8.GetBytes(content), "tracks");
        var normalized = TableReader.Read(Normalize(TableSource.Open([ManyRows.Write(folder.Path, "1.csv", content)]), 2)[0], "normalized");
        foreach (var name in (string[])["track_id", "track_name", "genre", "key"])
            Assert.Equal(table.Texts(name), normalized.Texts(name));
        var schema = new Schema { Shape = "table", Label = "genre", Features = Features, Roles = new Dictionary<string, ColumnRole>() };
        var options = new PreprocessingOptions { Scaling = Scaling.ZMaxAbs, OneHot = false, Imputation = Imputation.Learn };
        var inputs = Preprocessor.Fit(table, schema, [.. Enumerable.Range(0, table.RowCount)], options).Transform(table, schema);
        for (var feature = 0; feature < Features.Length; feature++)
        {
            var values = normalized.Numbers(Features[feature].Column);
            for (var row = 0; row < values.Length; row++) Assert.Equal(inputs.Row(row)[feature], (float)values[row]);
            Assert.Equal(1, values.Where(value => !double.IsNaN(value)).Max(Math.Abs), 7);
        }
    }

    [Fact]
    public void TheBytesAreTheSameWhateverTheThreadsAndTheMemory()
    {
        var source = TwoFiles();
        foreach (var (shards, gzip) in ((int?, bool)[])[(null, false), (7, false), (3, true)])
        {
            var one = Normalize(source, 1, shards, gzip);
            Assert.Equal(shards ?? 2, one.Length);
            Assert.Equal(one, Normalize(source, 2, shards, gzip));
            Assert.Equal(one, Normalize(source, 5, shards, gzip, StreamingOptions.LeastMemory));
        }
    }

    [Fact]
    public void ShardsHoldTheSameRowsInOrder()
    {
        var source = TwoFiles();
        var plain = Normalize(source, 2).Select(file => Encoding.UTF8.GetString(file)).ToArray();
        Assert.All(plain, file => Assert.StartsWith(ManyRows.Header + "\n", file));
        static string Body(string file) => file[(ManyRows.Header.Length + 1)..];
        var all = string.Concat(plain.Select(Body));
        foreach (var shards in (int[])[1, 7, 100])
        {
            var files = Normalize(source, 2, shards, gzip: true).Select(file => Encoding.UTF8.GetString(Unpacked(file))).ToArray();
            Assert.Equal(all, string.Concat(files.Select(Body)));
            var rows = files.Select(file => TableReader.Read(Encoding.UTF8.GetBytes(file), "shard").RowCount).ToArray();
            Assert.InRange(rows.Max() - rows.Min(), 0, 1);
        }
        Assert.Contains("only 55,000 rows", Assert.Throws<OptionException>(() => Normalize(source, 2, 55_001)).Message);
    }

    [Fact]
    public void OtherDelimitersAndOrdersBecomeThoseOfTheFirstFile()
    {
        var source = TableSource.Open(
        [
            ManyRows.Write(folder.Path, "1.csv", "name,tempo,energy,explicit\na,1,0,1\nb,3,0,0\n"),
            ManyRows.Write(folder.Path, "2.tsv", "tempo\texplicit\tenergy\tname\n2\tTrue\t\tc, \"\"d\"\"\n2\tno\t0\t\"e\"\"f\"\n"),
        ]);
        var files = Normalize(source, 1).Select(file => Encoding.UTF8.GetString(file)).ToArray();
        Assert.Equal("name,tempo,energy,explicit\na,-1,0,1\nb,1,0,-1\n", files[0]);
        Assert.Equal("name,tempo,energy,explicit\n\"c, \"\"\"\"d\"\"\"\"\",0,,1\n\"e\"\"f\",0,0,-1\n", files[1]);
    }

    [Fact]
    public void StatisticsComeBackToTheBit()
    {
        var statistics = StatisticsGatherer.Gather(TwoFiles(), Features, new StreamingOptions()).Statistics;
        Assert.Equal(55_000, statistics.Rows);
        using var file = new MemoryStream();
        statistics.Write(file);
        file.Position = 0;
        Assert.Equal(statistics, ScalingStatistics.Read(file, "statistics.json"));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{\"kind\":\"other\",\"version\":1,\"rows\":1,\"features\":[]}")]
    [InlineData("{\"kind\":\"genrelab-statistics\",\"version\":1,\"rows\":1,\"features\":[null]}")]
    [InlineData("{\"kind\":\"genrelab-statistics\",\"version\":1,\"rows\":1,\"features\":null}")]
    [InlineData("{\"kind\":\"genrelab-statistics\",\"version\":2,\"rows\":1,\"features\":[]}")]
    [InlineData("{\"kind\":\"genrelab-statistics\",\"version\":1,\"rows\":1,\"features\":[{\"name\":\"a\",\"column\":\"a\",\"count\":1}]}")]
    [InlineData("{\"kind\":\"genrelab-statistics\",\"version\":1,\"rows\":1,\"features\":[{\"name\":\"a\",\"column\":\"a\",\"count\":1,\"missing\":0,\"mean\":5,\"squaredDeviations\":0,\"minimum\":1,\"maximum\":2}]}")]
    public void WhatHoldsNoStatisticsIsRefused(string json) =>
        Assert.Contains("statistics", Assert.Throws<DataException>(() => ScalingStatistics.Read(new MemoryStream(Encoding.UTF8.GetBytes(json)), "s.json")).Message);

    [Fact]
    public void GivenStatisticsScaleInPlaceOfTheTrainingRows()
    {
        var table = Csv.Table("genre,tempo,energy\nrock,100,0.1\npop,120,0.3\nrock,140,0.9\n");
        Feature[] features = [new("tempo", "tempo", FeatureKind.Numeric), new("energy", "energy", FeatureKind.Numeric)];
        var schema = new Schema { Shape = "table", Label = "genre", Features = features, Roles = new Dictionary<string, ColumnRole>() };
        var statistics = new ScalingStatistics { Rows = 10, Features = [new("tempo", "tempo", 10, 0, 100, 1000, 60, 180), new("energy", "energy", 10, 0, 0.5, 1, 0, 1)] };
        var options = new PreprocessingOptions { Scaling = Scaling.ZMaxAbs, Statistics = statistics };
        var fitted = Preprocessor.Fit(table, schema, [0, 1], options);
        var inputs = fitted.Transform(table, schema);
        Assert.Equal([0f, -0.8f], inputs.Row(0).ToArray());
        Assert.Equal([0.5f, 0.8f], inputs.Row(2).ToArray());
        var restored = Preprocessor.Import(fitted.Export());
        Assert.Equal(statistics, restored.Options.Statistics);
        Assert.Equal(inputs.Row(1).ToArray(), restored.Transform(table, schema).Row(1).ToArray());
        Assert.Contains("none of the feature 'energy'; they have tempo", Assert.Throws<OptionException>(() =>
            Preprocessor.Fit(table, schema, [0, 1], options with { Statistics = statistics with { Features = [statistics.Features[0]] } })).Message);
        Assert.Contains("cannot be made from them", Assert.Throws<OptionException>(() => Preprocessor.Fit(table, schema, [0, 1], options with { Scaling = Scaling.Quantile })).Message);
    }

    [Fact]
    public void MomentsMergeHoweverTheyAreCut()
    {
        var random = new GenreLab.Numerics.RandomSource(3);
        var values = Enumerable.Range(0, 5000).Select(row => row % 50 == 7 ? double.NaN : 1e6 + random.NextNormal()).ToArray();
        var whole = default(FeatureMoments).Add(values);
        Assert.Equal(100, whole.Missing);
        Assert.Equal(5000, whole.Rows);
        var merge = new OrderedMerge<FeatureMoments>((one, other) => one.Merge(other));
        foreach (var part in values.Chunk(33)) merge.Add(default(FeatureMoments).Add(part));
        var merged = merge.Result(default);
        Close(whole.Values.Mean, merged.Values.Mean, 1e-14);
        Close(whole.Values.StandardDeviation, merged.Values.StandardDeviation, 1e-9);
        Assert.Equal(whole.Values.Minimum, merged.Values.Minimum);
        Assert.Equal(whole.Missing, merged.Missing);
        Assert.Equal(0, default(FeatureMoments).Add([5, 5]).LargestMagnitude.Value);
        Assert.Equal(default, default(FeatureMoments).LargestMagnitude);
    }

    [Fact]
    public void StrayQuotesAreRefusedWithTheirRow()
    {
        var rows = ManyRows.Make(100);
        rows[60] = "t,7\" single,rock,1,0.5,3,True";
        var source = TableSource.Open([ManyRows.Write(folder.Path, "q.csv", ManyRows.Csv(rows))]);
        Assert.Contains("q.csv, data row 61, has", Assert.Throws<DataException>(() => StatisticsGatherer.Gather(source, Features, new StreamingOptions())).Message);
    }

    [Fact]
    public void TextInAFeatureIsNamed()
    {
        var rows = ManyRows.Make(45_000);
        rows[44_321] = "t,x,rock,fast,0.5,3,True";
        var source = TableSource.Open([ManyRows.Write(folder.Path, "w.csv", ManyRows.Csv(rows))]);
        Assert.Contains("w.csv, data row 44322, column 'tempo': 'fast' is not a number", Assert.Throws<DataException>(() => StatisticsGatherer.Gather(source, Features, new StreamingOptions { Threads = 2 })).Message);
    }

    [Fact]
    public void CancellingStopsBetweenPieces()
    {
        using var cancellation = new CancellationTokenSource();
        var options = new StreamingOptions { Threads = 2, Cancellation = cancellation.Token, Progress = _ => cancellation.Cancel() };
        Assert.Throws<OperationCanceledException>(() => StatisticsGatherer.Gather(TwoFiles(), Features, options));
    }

    internal static void Close(double expected, double actual, double relative) =>
        Assert.True(Math.Abs(expected - actual) <= relative * Math.Abs(expected), $"{actual:R} instead of {expected:R}");

    public void Dispose() => folder.Dispose();
}
