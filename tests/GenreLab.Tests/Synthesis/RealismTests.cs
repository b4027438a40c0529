using System.Text.Json;
using GenreLab.Data;
using GenreLab.Preprocessing;
using GenreLab.Synthesis;
using GenreLab.Tests.Preprocessing;

namespace GenreLab.Tests.Synthesis;

/// <summary>Holds as many drawn tracks as the real table has against the real table's aggregate figures.</summary>
public class RealismTests
{
    private static readonly JsonElement Real = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", "spotify-tracks-statistics.json"))).RootElement;

    private static readonly string[] Features =
    [
        "popularity", "duration_ms", "explicit", "danceability", "energy", "key", "loudness", "mode",
        "speechiness", "acousticness", "instrumentalness", "liveness", "valence", "tempo", "time_signature",
    ];

    private static readonly Table Drawn = Synthesizer.Draw(GenreProfile.Bundled, 114_000, 1);
    private static readonly Dictionary<string, int[]> RowsOfGenre = Enumerable.Range(0, Drawn.RowCount).GroupBy(Drawn["track_genre"].Text).ToDictionary(group => group.Key, group => group.ToArray());

    [Fact]
    public void QuantilesOfEveryGenreAreTheRealOnes()
    {
        var shares = Real.GetProperty("shares").EnumerateArray().Select(share => share.GetDouble()).ToArray();
        foreach (var feature in Real.GetProperty("spread").EnumerateObject())
        {
            var total = 0.0;
            foreach (var genre in Real.GetProperty("genres").EnumerateObject())
            {
                var drawn = Values(feature.Name, RowsOfGenre[genre.Name]);
                Array.Sort(drawn);
                var real = genre.Value.GetProperty("quantiles").GetProperty(feature.Name).EnumerateArray().Select(value => value.GetDouble());
                var difference = real.Zip(shares, (value, share) => Math.Abs(value - ColumnEncoder.QuantileOf(drawn, share))).Average() / feature.Value.GetDouble();
                Assert.True(difference < 0.25, $"{feature.Name} of {genre.Name} differs by {difference:P1} of the feature's spread.");
                total += difference;
            }
            Assert.InRange(total / RowsOfGenre.Count, 0, 0.025);
        }
    }

    [Fact]
    public void CorrelationsOfEveryGenreAreTheRealOnes()
    {
        var pairs = Real.GetProperty("pairs").EnumerateArray().Select(pair => (One: pair[0].GetString()!, Other: pair[1].GetString()!)).ToArray();
        var differences = new List<double>();
        foreach (var genre in Real.GetProperty("genres").EnumerateObject())
            for (var i = 0; i < pairs.Length; i++)
                differences.Add(genre.Value.GetProperty("spearman")[i].GetDouble() - Spearman(Values(pairs[i].One, RowsOfGenre[genre.Name]), Values(pairs[i].Other, RowsOfGenre[genre.Name])));
        Assert.InRange(differences.Average(Math.Abs), 0, 0.07);
        Assert.InRange(differences.Average(), -0.03, 0.03);
    }

    [Fact]
    public void GenresAreAsFarApartAsTheRealOnes()
    {
        var table = new Table("drawn", [.. Features.Select(name => new NumberColumn(name, Values(name, [.. Enumerable.Range(0, Drawn.RowCount)])))]);
        var schema = Samples.SchemaOf([.. Features.Select(name => new Feature(name, name, FeatureKind.Numeric))]);
        var tracks = Enumerable.Range(0, Drawn.RowCount).ToLookup(row => Drawn["track_id"].Text(row)[^1] is '0' or '1');
        int[] train = [.. tracks[false]], test = [.. tracks[true]];
        var x = Preprocessor.Fit(table, schema, train, new() { Scaling = Scaling.Standard }).Transform(table, schema);

        var codes = ((TextColumn)Drawn["track_genre"]).Codes;
        var centroids = new double[114, Features.Length];
        var counts = new int[114];
        foreach (var row in train)
        {
            counts[codes[row]]++;
            for (var i = 0; i < Features.Length; i++) centroids[codes[row], i] += x[row, i];
        }
        var right = 0;
        foreach (var row in test)
        {
            if (Nearest(x.Row(row), centroids, counts) == codes[row]) right++;
        }
        Assert.Equal(Real.GetProperty("nearestCentroid").GetDouble(), (double)right / test.Length, 0.02);
    }

    [Fact]
    public void TracksAreSharedAsOftenAsInReality() =>
        Assert.Equal(Real.GetProperty("rowsPerTrack").GetDouble(), (double)Drawn.RowCount / ((TextColumn)Drawn["track_id"]).Distinct.Length, 0.03);

    private static double[] Values(string name, int[] rows) => Drawn[name] is NumberColumn numbers
        ? Array.ConvertAll(rows, row => numbers.Values[row])
        : Array.ConvertAll(rows, row => Drawn[name].Text(row) == "True" ? 1.0 : 0);

    private static int Nearest(ReadOnlySpan<float> row, double[,] sums, int[] counts)
    {
        var nearest = 0;
        var least = double.PositiveInfinity;
        for (var genre = 0; genre < counts.Length; genre++)
        {
            var distance = 0.0;
            for (var i = 0; i < row.Length; i++)
            {
                var difference = row[i] - sums[genre, i] / counts[genre];
                distance += difference * difference;
            }
            if (distance < least) (nearest, least) = (genre, distance);
        }
        return nearest;
    }

    private static double Spearman(double[] one, double[] other)
    {
        double[] x = MathNet.Numerics.Statistics.ArrayStatistics.RanksInplace([.. one]), y = MathNet.Numerics.Statistics.ArrayStatistics.RanksInplace([.. other]);
        var correlation = MathNet.Numerics.Statistics.Correlation.Pearson(x, y);
        return double.IsNaN(correlation) ? 0 : correlation;
    }
}
