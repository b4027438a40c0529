using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Numerics;
using GenreLab.Synthesis;

namespace GenreLab.Tests.Synthesis;

public class GenreProfileTests
{
    [Fact]
    public void TheBundledProfileIsSmallAndHoldsNoNames()
    {
        using var file = new MemoryStream();
        GenreProfile.Bundled.Save(file);
        Assert.InRange(file.Length, 1, 400_000);
        Assert.Equal(114, GenreProfile.Bundled.Genres.Count);
        Assert.Equal("spotify-tracks", GenreProfile.Bundled.Shape);
        Assert.Equal(113_549, GenreProfile.Bundled.Rows);

        // The only words in it are headers, genres, roles and kinds.
        var known = GenreProfile.Bundled.Genres.Concat(GenreProfile.Bundled.Content.Columns.Select(column => column.Name))
            .Concat(Enum.GetNames<ColumnRole>()).Concat(Enum.GetNames<FeatureKind>()).Append("spotify-tracks").ToHashSet();
        Assert.Empty(Words(Json(GenreProfile.Bundled)).Except(known));
    }

    [Fact]
    public void AProfileOfAnotherTableDrawsThatTablesColumns()
    {
        var (table, schema) = Songs(600);
        var profile = GenreProfile.Fit(table, schema);
        var drawn = Synthesizer.Draw(profile, 1_000, 1);
        Assert.Equal(table.Columns.Select(column => column.Name), drawn.Columns.Select(column => column.Name));
        Assert.Equal(["pop, soft", "rock"], profile.Genres);
        Assert.Equal(["synthetic"], ((TextColumn)drawn["playlist_name"]).Distinct.ToArray());
        Assert.All(((NumberColumn)drawn["released"]).Values.ToArray(), year => Assert.InRange(year, 1990, 2019));

        // A third of the table is rock, faster and never in a minor key.
        var rows = Enumerable.Range(0, drawn.RowCount).ToLookup(drawn["genre"].Text);
        Assert.InRange(rows["rock"].Count(), 320, 347);
        Assert.All(rows["rock"], row => Assert.Equal("1", drawn["mode"].Text(row)));
        var tempo = ((NumberColumn)drawn["BPM"]).Values.ToArray();
        Assert.InRange(rows["rock"].Average(row => tempo[row]), 145, 155);
        Assert.InRange(rows["pop, soft"].Average(row => tempo[row]), 95, 105);
        // Two thirds of the tracks have no instrumentalness at all, and it goes with tempo otherwise.
        Assert.InRange(((NumberColumn)drawn["instrumentalness"]).Values.ToArray().Count(value => value == 0), 600, 730);
    }

    [Fact]
    public void AFeatureLeftOutIsNotDrawn()
    {
        var (table, _) = Songs(600);
        var schema = SchemaDetector.Detect(table, new SchemaOptions { Label = "genre", Features = ["-BPM"] });
        var drawn = Synthesizer.Draw(GenreProfile.Fit(table, schema), 100, 1);
        Assert.Equal(table.Columns.Select(column => column.Name).Where(name => name != "BPM"), drawn.Columns.Select(column => column.Name));
    }

    [Fact]
    public void AwkwardGenreNamesAreQuotedInTheFile()
    {
        var (table, schema) = Songs(100);
        using var file = new MemoryStream();
        Synthesizer.Write(file, GenreProfile.Fit(table, schema), 10, 1);
        Assert.Contains("\"pop, soft\"", Encoding.UTF8.GetString(file.ToArray()), StringComparison.Ordinal);
    }

    [Fact]
    public void MissingValuesAndTinyGenresAreNoObstacle()
    {
        var table = new Table("tiny.csv", [
            new NumberColumn("tempo", [100, double.NaN, double.NaN]),
            new NumberColumn("key", [double.NaN, 3, 4]),
            TextColumn.From("genre", ["rock", "pop", null])]);
        var profile = GenreProfile.Fit(table, SchemaOf("table", "genre", [new("tempo", "tempo", FeatureKind.Numeric), new("key", "key", FeatureKind.Category)], ("genre", ColumnRole.Label)));
        Assert.Equal(2, profile.Rows);
        var drawn = Synthesizer.Draw(profile, 50, 1);
        Assert.All(((NumberColumn)drawn["tempo"]).Values.ToArray(), value => Assert.Equal(100, value));
        Assert.All(((NumberColumn)drawn["key"]).Values.ToArray(), value => Assert.InRange(value, 3, 4));
    }

    [Fact]
    public void TablesWithoutLabelFeaturesOrNumbersAreRefused()
    {
        var table = new Table("bad.csv", [TextColumn.From("genre", ["rock"]), TextColumn.From("tempo", ["fast"])]);
        Assert.Contains("label", Assert.Throws<DataException>(() => GenreProfile.Fit(table, SchemaOf("table", null, []))).Message, StringComparison.Ordinal);
        Assert.Contains("no features", Assert.Throws<DataException>(() => GenreProfile.Fit(table, SchemaOf("table", "genre", [], ("genre", ColumnRole.Label)))).Message, StringComparison.Ordinal);
        Assert.Contains("'tempo'", Assert.Throws<DataException>(() => GenreProfile.Fit(table, SchemaOf("table", "genre", [new("tempo", "tempo", FeatureKind.Numeric)]))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASavedProfileDrawsTheSameTracks()
    {
        var (table, schema) = Songs(300);
        var profile = GenreProfile.Fit(table, schema);
        SynthesizerTests.AssertSame(Synthesizer.Draw(profile, 500, 9), Synthesizer.Draw(Load(Json(profile).ToJsonString()), 500, 9));
    }

    public static TheoryData<string> Damages => [.. Damage.Keys];

    private static readonly Dictionary<string, Action<JsonObject>> Damage = new()
    {
        ["another version"] = json => json["version"] = 2,
        ["no version"] = json => json.Remove("version"),
        ["no genres"] = json => json["genres"] = new JsonArray(),
        ["null genres"] = json => json["genres"] = null,
        ["null genre"] = json => json["genres"]![0] = null,
        ["genre without a name"] = json => json["genres"]![0]!["name"] = "",
        ["genre without marginals"] = json => json["genres"]![0]!.AsObject().Remove("marginals"),
        ["genre twice"] = json => json["genres"]![0]!["name"] = "rock",
        ["no share"] = json => json["genres"]![0]!["share"] = 0,
        ["no artists"] = json => json["genres"]![0]!["artists"] = 0,
        ["too many artists"] = json => json["genres"]![0]!["artists"] = int.MaxValue,
        ["home beyond the genres"] = json => json["genres"]![0]!["shared"] = new JsonObject { ["99"] = 0.5 },
        ["missing marginal"] = json => json["genres"]![0]!["marginals"]!.AsArray().RemoveAt(0),
        ["falling quantiles"] = json => json["genres"]![0]!["marginals"]![0]!["quantiles"]![30] = -1,
        ["quantiles of a flag missing"] = json => json["genres"]![0]!["marginals"]![1] = new JsonObject(),
        ["too few correlations"] = json => json["genres"]![0]!["correlations"]!.AsArray().RemoveAt(0),
        ["impossible correlation"] = json => json["genres"]![0]!["correlations"]![0] = 1.5,
        ["probability 1"] = json => json["grid"]![30] = 1,
        ["column of no variable"] = json => json["columns"]![0]!["variable"] = 77,
        ["absurd format"] = json => json["variables"]![0]!["format"]!["decimals"] = 400,
        ["no rows"] = json => json["rows"] = 0,
        ["negative resemblance"] = json => json["variables"]![0]!["artistCorrelation"] = -1,
        ["text for a number"] = json => json["rows"] = "many",
    };

    [Theory]
    [MemberData(nameof(Damages))]
    public void DamageIsNoticed(string damage)
    {
        var (table, schema) = Songs(60);
        var json = Json(GenreProfile.Fit(table, schema));
        Damage[damage](json);
        Assert.Contains("make it again", Assert.Throws<DataException>(() => Load(json.ToJsonString())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherFilesAreNoProfiles()
    {
        Assert.Throws<DataException>(() => GenreProfile.Load(new MemoryStream("a,b\n1,2\n"u8.ToArray())));
        Assert.Throws<DataException>(() => GenreProfile.Load(new MemoryStream()));
        Assert.Throws<DataException>(() => Load(""));
        Assert.Throws<DataException>(() => Load("null"));
        Assert.Throws<DataException>(() => Load("[1]"));
        using var whole = new MemoryStream();
        GenreProfile.Bundled.Save(whole);
        Assert.Throws<DataException>(() => GenreProfile.Load(new MemoryStream(whole.ToArray()[..50_000])));
    }

    [Fact]
    public void AnEndlessFileIsRefused()
    {
        using var bomb = new MemoryStream();
        using (var gzip = new GZipStream(bomb, CompressionLevel.Fastest, leaveOpen: true))
        {
            var blanks = new byte[1 << 20];
            Array.Fill(blanks, (byte)' ');
            for (var i = 0; i < 70; i++) gzip.Write(blanks);
        }
        bomb.Position = 0;
        Assert.Throws<DataException>(() => GenreProfile.Load(bomb));
    }

    private static (Table Table, Schema Schema) Songs(int rows)
    {
        var random = new RandomSource(6);
        var rock = Enumerable.Range(0, rows).Select(row => row % 3 == 0).ToArray();
        var tempo = Array.ConvertAll(rock, isRock => Math.Round((isRock ? 150 : 100) + 10 * random.NextNormal(), 2));
        var table = new Table("songs.csv", [
            new NumberColumn("BPM", tempo),
            new NumberColumn("mode", Array.ConvertAll(rock, isRock => isRock ? 1.0 : random.NextInt32(2))),
            new NumberColumn("instrumentalness", [.. tempo.Select((value, row) => row % 9 < 6 ? 0 : Math.Round(value / 300, 4))]),
            TextColumn.From("playlist_name", Array.ConvertAll(rock, isRock => isRock ? "Rock hard" : "Pop")),
            TextColumn.From("released", Array.ConvertAll(rock, _ => $"{1990 + random.NextInt32(30)}-05-01")),
            TextColumn.From("genre", Array.ConvertAll(rock, isRock => isRock ? "rock" : "pop, soft"))]);
        return (table, SchemaOf("table", "genre",
            [new("tempo", "BPM", FeatureKind.Numeric), new("mode", "mode", FeatureKind.Flag), new("instrumentalness", "instrumentalness", FeatureKind.Numeric)],
            ("playlist_name", ColumnRole.GiveAway), ("released", ColumnRole.ReleaseDate), ("genre", ColumnRole.Label)));
    }

    private static Schema SchemaOf(string shape, string? label, Feature[] features, params (string Column, ColumnRole Role)[] others) => new()
    {
        Shape = shape,
        Label = label,
        Features = features,
        Roles = features.Select(feature => (feature.Column, Role: ColumnRole.Feature)).Concat(others).ToDictionary(pair => pair.Column, pair => pair.Role),
    };

    private static JsonObject Json(GenreProfile profile)
    {
        using var file = new MemoryStream();
        profile.Save(file);
        file.Position = 0;
        using var gzip = new GZipStream(file, CompressionMode.Decompress);
        return JsonNode.Parse(gzip)!.AsObject();
    }

    private static GenreProfile Load(string json)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(json));
        file.Position = 0;
        return GenreProfile.Load(file);
    }

    private static IEnumerable<string> Words(JsonNode? node) => node switch
    {
        JsonObject json => json.SelectMany(pair => Words(pair.Value)),
        JsonArray array => array.SelectMany(Words),
        JsonValue value when value.TryGetValue<string>(out var word) => [word],
        _ => [],
    };
}
