using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Exploration;

namespace GenreLab.Tests.Exploration;

/// <summary>Compares explorations of the real tables with what SciPy, scikit-learn, pandas and mpmath say (Fixtures/Exploration/exploration.py).</summary>
public sealed class RealTableTests
{
    private static readonly JsonNode Fixture = JsonNode.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "Exploration", "exploration.json")))!;

    [Fact]
    public void TheTableOf114Genres() => Compare(Explore("spotify-tracks", "dataset.csv"), Fixture["tracks"]!);

    [Fact]
    public void TheTableOfSixGenres() => Compare(Explore("spotify-songs", "spotify_songs.csv"), Fixture["songs"]!);

    [Fact]
    public void CountsAreThoseOfTheFile()
    {
        var result = Explore("spotify-tracks", "dataset.csv");
        Assert.Equal((114_000, 1, 450, 450), (result.Cleaning.RowsRead, result.Cleaning.DroppedMissing, result.Cleaning.DroppedDuplicates, result.RepeatedRows));
        Assert.Equal(new ColumnCount("track_id", ColumnRole.TrackId, 0, 89_741), result.Columns.Single(column => column.Name == "track_id"));
        Assert.Equal(1, result.Columns.Single(column => column.Name == "artists").Missing);
        Assert.Equal(114, result.Genres.Count);
        Assert.Equal(113_549, result.Genres.Sum(genre => genre.Rows));
        Assert.Equal([("energy", "loudness"), ("energy", "acousticness"), ("loudness", "acousticness")], result.Correlations.Pairs.Select(pair => (pair.First, pair.Second)));
        Assert.Contains(result.Audit, finding => finding.Code == "accuracy-ceiling");
        Assert.Equal(
            ["explicit", "time_signature", "key", "mode"],
            result.Ranking.Where(name => result.Features.First(feature => feature.Name == name).Separation!.Verdict < SeparationVerdict.Useful));
    }

    private static ExplorationResult Explore(params string[] file)
    {
        var table = TableReader.ReadFile(RealData.File(file));
        return Explorer.Explore(table, GenreTable.From(table));
    }

    private static void Compare(ExplorationResult result, JsonNode expected)
    {
        Assert.Equal(Number(expected["rows"]), result.Rows);
        var features = expected["features"]!.AsArray();
        Assert.Equal(features.Select(feature => feature!["name"]!.GetValue<string>()), result.Features.Select(feature => feature.Column));
        var genres = result.Genres.Select(genre => genre.Genre).ToList();
        for (var i = 0; i < features.Count; i++)
        {
            var (feature, separation) = (result.Features[i], result.Features[i].Separation!);
            Near(features[i]!["f"], separation.F);
            Near(features[i]!["p"], separation.P);
            Near(features[i]!["log10P"], separation.Log10P);
            Near(features[i]!["etaSquared"], separation.EtaSquared);
            Assert.Equal(Number(features[i]!["information"]), separation.MutualInformation, 1e-6);
            // scikit-learn breaks ties by random numbers of its own, which moves its result by some thousandths.
            Assert.Equal(Number(features[i]!["mutualInfoClassif"]), separation.MutualInformation, 0.012);
            CompareStatistics(features[i]!["overall"]!, feature.Overall);
            foreach (var (genre, statistics) in features[i]!["genres"]!.AsObject()) CompareStatistics(statistics!, feature.ByGenre[genres.IndexOf(genre)]);
        }
        CompareMatrix(expected["pearson"]!, result.Correlations.Pearson);
        CompareMatrix(expected["spearman"]!, result.Correlations.Spearman);
        CompareMap(expected, result.Map!);

        var merges = expected["linkage"]!.AsArray();
        Assert.Equal(merges.Count, result.Similarity!.Merges.Count);
        for (var i = 0; i < merges.Count; i++)
        {
            var merge = result.Similarity.Merges[i];
            Assert.Equal((Number(merges[i]![0]), Number(merges[i]![1]), Number(merges[i]![3])), (merge.Left, merge.Right, merge.Genres));
            // Two genres of the larger table have the same tracks: their distance is 0 but for rounding.
            Assert.Equal(Number(merges[i]![2]), merge.Distance, 1e-9);
        }

        foreach (var density in expected["densities"]!.AsArray())
        {
            var distribution = result.Features.Single(feature => feature.Column == density!["feature"]!.GetValue<string>()).Distribution!;
            Assert.Equal(Number(density!["low"]), distribution.Points[0], 1e-9);
            CompareCurve(density["overall"]!, distribution.Overall);
            foreach (var (genre, curve) in density["genres"]!.AsObject()) CompareCurve(curve!, distribution.ByGenre[genres.IndexOf(genre)]);
        }
    }

    private static void CompareStatistics(JsonNode expected, ValueStatistics statistics)
    {
        double?[] found = [statistics.Count, statistics.Mean, statistics.StandardDeviation, statistics.Minimum, statistics.LowerQuartile, statistics.Median, statistics.UpperQuartile, statistics.Maximum];
        for (var i = 0; i < found.Length; i++) Near(expected[i], found[i]);
    }

    private static void CompareMatrix(JsonNode expected, IReadOnlyList<IReadOnlyList<double?>> matrix)
    {
        for (var row = 0; row < matrix.Count; row++)
            for (var column = 0; column < matrix.Count; column++) Assert.Equal(Number(expected[row]![column]), matrix[row][column]!.Value, 1e-9);
    }

    private static void CompareMap(JsonNode expected, TrackMap map)
    {
        for (var axis = 0; axis < 2; axis++)
        {
            Near(expected["varianceShares"]![axis], map.Axes[axis].VarianceShare);
            var components = expected["components"]![axis]!.AsArray().Select(Number).ToArray();
            var sign = Math.Sign(components.MaxBy(Math.Abs));
            for (var i = 0; i < components.Length; i++) Assert.Equal(components[i] * sign, map.Axes[axis].Loadings[i], 1e-8);
            for (var genre = 0; genre < map.Centers.Count; genre++)
                Assert.Equal(Number(expected["centers"]![genre]![axis]) * sign, axis == 0 ? map.Centers[genre].X : map.Centers[genre].Y, 1e-8);
        }
    }

    private static void CompareCurve(JsonNode expected, DistributionCurve curve)
    {
        Near(expected["bandwidth"], curve.Bandwidth);
        var peak = curve.Values!.Max();
        var values = expected["values"]!.AsArray();
        for (var i = 0; i < values.Count; i++) Assert.Equal(Number(values[i]) / peak, curve.Values![10 * i] / peak, 1e-4);
    }

    /// <summary>Equal to a relative 1e-8.</summary>
    private static void Near(JsonNode? expected, double? found)
    {
        var number = Number(expected);
        Assert.NotNull(found);
        Assert.InRange(Math.Abs(found.Value - number), 0, 1e-8 * Math.Abs(number) + 1e-300);
    }

    private static double Number(JsonNode? node) => node!.GetValue<double>();
}
