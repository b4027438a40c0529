using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Numerics;
using GenreLab.Preprocessing;
using GenreLab.Streaming;
using GenreLab.Streaming.MapReduce;

namespace GenreLab.Tests.Streaming;

public sealed class MapReduceTests
{
    private const int Rows = 6000;
    private static readonly string[] All = ManyRows.Make(Rows).Select(line => line.Replace("line\nbreak", "line break")).ToArray();
    private static readonly string[] Header = ManyRows.Header.Split(',');

    private static IReadOnlyList<string> Map(MapReduceStatistic statistic, IEnumerable<string> rows, ScalingStatistics? statistics = null, bool header = true)
    {
        var text = (header ? ManyRows.Header + "\n" : "") + string.Concat(rows.Select(row => row + "\n"));
        var source = TableSource.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "block", ',', header ? null : Header);
        return Mapper.Map(statistic, source, new MapperOptions { Statistics = statistics, Bins = 20 });
    }

    private static List<ReducedLine> Reduce(MapReduceStatistic statistic, IEnumerable<string> lines) =>
        [.. Reducer.Reduce(statistic, new StringReader(string.Join("\n", lines)), "partials")];

    private static ScalingStatistics Whole() => Reducer.StatisticsOf(Reduce(MapReduceStatistic.Moments, Map(MapReduceStatistic.Moments, All)), "whole");

    /// <summary>Cut at random places, mapped block by block without headers, some combined, shuffled, sorted, reduced.</summary>
    private static Dictionary<string, JsonObject> Job(MapReduceStatistic statistic, ulong seed, ScalingStatistics? statistics)
    {
        var random = new RandomSource(seed);
        var lines = new List<string>();
        for (var first = 0; first < Rows;)
        {
            var count = Math.Min(Rows - first, (int)(random.NextDouble() * random.NextDouble() * 900));
            var partials = Map(statistic, All.Skip(first).Take(count), statistics, header: false);
            lines.AddRange(random.NextDouble() < 0.5 ? partials : Reduce(statistic, partials.Concat(partials is [] ? [] : Map(statistic, [], statistics, header: false)).Order(StringComparer.Ordinal)).Select(line => line.Partial));
            first += count;
        }
        var shuffled = lines.ToArray();
        random.Shuffle<string>(shuffled);
        string[] sorted = [.. shuffled.OrderBy(line => line.Split('\t')[0], StringComparer.Ordinal)];
        var half = Reduce(statistic, sorted).ConvertAll(line => line.Partial);
        return Reduce(statistic, half).ToDictionary(line => line.Key, line => JsonNode.Parse(line.Result.Split('\t')[1])!.AsObject());
    }

    private static double Number(JsonObject json, string name) => json[name]!.GetValue<double>();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void MomentsAreThoseOfNormalize(ulong seed)
    {
        var source = TableSource.Open(new MemoryStream(Encoding.UTF8.GetBytes(ManyRows.Csv(All))), "whole");
        Feature[] features = [.. ((string[])["tempo", "energy", "key", "explicit"]).Select(name => new Feature(name, name, FeatureKind.Numeric))];
        var whole = StatisticsGatherer.Gather(source, features, new StreamingOptions()).Statistics;
        var job = Job(MapReduceStatistic.Moments, seed, null);
        Assert.Equal(features.Select(feature => feature.Name).Order(), job.Keys.Order());
        foreach (var feature in whole.Features)
        {
            var found = job[feature.Name];
            Assert.Equal(feature.Count, found["count"]!.GetValue<long>());
            Assert.Equal(feature.Missing, found["missing"]!.GetValue<long>());
            Assert.Equal(feature.Minimum, Number(found, "minimum"));
            Assert.Equal(feature.Maximum, Number(found, "maximum"));
            NormalizationTests.Close(feature.Mean, Number(found, "mean"), 1e-12);
            NormalizationTests.Close(feature.StandardDeviation, Number(found, "standardDeviation"), 1e-12);
            NormalizationTests.Close(feature.LargestMagnitude, Number(found, "largestMagnitude"), 1e-12);
        }
    }

    [Fact]
    public void TheSecondPassFindsTheLargestMagnitude()
    {
        var statistics = Whole();
        var job = Job(MapReduceStatistic.MaxAbs, 4, statistics);
        foreach (var feature in statistics.Features) Assert.Equal(feature.LargestMagnitude, Number(job[feature.Name], "largestMagnitude"));
    }

    [Fact]
    public void HistogramsCountEveryRowOnce()
    {
        var statistics = Whole();
        var job = Job(MapReduceStatistic.Histogram, 5, statistics);
        foreach (var feature in statistics.Features)
        {
            var counts = job[feature.Name]["counts"]!.AsArray().Select(count => count!.GetValue<long>()).ToArray();
            Assert.Equal(20, counts.Length);
            Assert.Equal(feature.Count, counts.Sum());
            Assert.Equal(feature.Missing, job[feature.Name]["missing"]!.GetValue<long>());
        }
        Assert.Equal(Rows / 12, job["key"]["counts"]![19]!.GetValue<long>());
        Assert.Equal(0, job["tempo"]["below"]!.GetValue<long>() + job["tempo"]["above"]!.GetValue<long>());
    }

    [Fact]
    public void CorrelationsAreThoseOfNumPy()
    {
        using var fixture = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Streaming", "normalization.json")));
        var columns = fixture.RootElement.GetProperty("columns").EnumerateObject().ToArray();
        var rows = Enumerable.Range(0, 400).Select(row => string.Join(",", columns.Select(column => column.Value[row].GetDouble().ToString("R", CultureInfo.InvariantCulture)))).ToArray();
        var names = columns.Select(column => column.Name).ToArray();
        var lines = rows.Chunk(37).SelectMany(block => Mapper.Map(
            MapReduceStatistic.Correlation, TableSource.Open(new MemoryStream(Encoding.UTF8.GetBytes(string.Join("\n", block))), "block", ',', names), new MapperOptions()));
        var job = Reduce(MapReduceStatistic.Correlation, lines.OrderBy(line => line.Split('\t')[0], StringComparer.Ordinal)).ToDictionary(line => line.Key, line => JsonNode.Parse(line.Result.Split('\t')[1])!.AsObject());
        Assert.Equal(10, job.Count);
        for (var i = 0; i < names.Length; i++)
            for (var j = i + 1; j < names.Length; j++)
                Assert.Equal(fixture.RootElement.GetProperty("correlation")[i][j].GetDouble(), Number(job[$"{names[i]},{names[j]}"], "pearson"), names[i] == "duration_ms" || names[j] == "duration_ms" ? 1e-10 : 1e-12);
    }

    [Fact]
    public void AFilesOwnHeaderIsNoRowWhereNamesAreGiven()
    {
        var partial = Reduce(MapReduceStatistic.Moments, Map(MapReduceStatistic.Moments, [ManyRows.Header, All[0], All[1], ManyRows.Header], header: false));
        Assert.Equal(2, partial[0].Statistics!.Moments.Rows);
        Assert.Empty(Map(MapReduceStatistic.Moments, [], header: false));
        // As Spark and Hive write them: tabs, \N for nothing.
        var source = TableSource.Open(new MemoryStream("1.5\t\\N\n2.5\t0.5\n"u8.ToArray()), "rows", '\t', ["tempo", "energy"]);
        Assert.Contains("\"missing\":1", Mapper.Map(MapReduceStatistic.Moments, source, new MapperOptions())[1]);
    }

    [Fact]
    public void AFeatureCanBeLeftOut()
    {
        var source = TableSource.Open(new MemoryStream(Encoding.UTF8.GetBytes(ManyRows.Csv(All))), "rows");
        Assert.Equal(["energy", "explicit"], Mapper.Map(MapReduceStatistic.Moments, source, new MapperOptions { Features = ["-tempo", "-key"] }).Select(line => line.Split('\t')[0]));
    }

    [Fact]
    public void NumbersComeBackToTheBit()
    {
        var lines = Map(MapReduceStatistic.Moments, All);
        Assert.Equal(lines, Reduce(MapReduceStatistic.Moments, lines).Select(line => line.Partial));
        var correlations = Map(MapReduceStatistic.Correlation, All);
        Assert.Equal(correlations, Reduce(MapReduceStatistic.Correlation, correlations).Select(line => line.Partial));
    }

    [Fact]
    public void LinesThatAreNoneAreRefused()
    {
        string Refused(MapReduceStatistic statistic, params string[] lines) => Assert.Throws<DataException>(() => Reduce(statistic, lines)).Message;
        var moments = Map(MapReduceStatistic.Moments, All);
        Assert.Contains("partials, line 3: the key 'tempo' comes again", Refused(MapReduceStatistic.Moments, moments[0], moments[1], moments[0]));
        foreach (var wrong in (string[])["tempo", "\t{}", "tempo\t{}", "tempo\tnull", "tempo\t[1]", moments[0][..^3], "tempo\t{\"largestMagnitude\":3}", moments[0].Replace("\"count\":", "\"count\":-")])
            Assert.Contains("is no line of 'genrelab map moments'", Refused(MapReduceStatistic.Moments, wrong));
        var histogram = Map(MapReduceStatistic.Histogram, All, Whole())[0];
        Assert.Contains("same --statistics and --bins", Refused(MapReduceStatistic.Histogram, histogram, histogram.Replace("\"to\":", "\"to\":1")));
    }

    [Fact]
    public void WhatAMapperCannotKnowIsAskedFor()
    {
        string Refused(Action action) => Assert.ThrowsAny<GenreLabException>(action).Message;
        TableSource Rows(string text, params string[] header) => TableSource.Open(new MemoryStream(Encoding.UTF8.GetBytes(text)), "rows", ',', header is [] ? null : header);
        Assert.Contains("needs what map and reduce moments have found", Refused(() => Map(MapReduceStatistic.MaxAbs, All)));
        Assert.Contains("--features", Refused(() => Mapper.Map(MapReduceStatistic.Moments, Rows("1,2\n", "a", "b"), new MapperOptions())));
        Assert.Contains("no column 'c'", Refused(() => Mapper.Map(MapReduceStatistic.Moments, Rows("1,2\n", "a", "b"), new MapperOptions { Features = ["c"] })));
        Assert.Contains("need two features", Refused(() => Mapper.Map(MapReduceStatistic.Correlation, Rows("1,2\n", "tempo", "b"), new MapperOptions())));
        Assert.Contains("has a tab, comma or line break", Refused(() => Mapper.Map(MapReduceStatistic.Moments, Rows("\"a,b\",c\n1,2\n"), new MapperOptions { Features = ["a,b"] })));
        Assert.Contains("rows, data row 2, column 'a': 'x' is not a number", Refused(() => Mapper.Map(MapReduceStatistic.Moments, Rows("1,2\nx,2\n", "a", "b"), new MapperOptions { Features = ["a"] })));
    }
}
