using System.Text;
using GenreLab.Data;

namespace GenreLab.Tests.Data;

public class SchemaDetectorTests
{
    [Theory]
    [InlineData("genre")]
    [InlineData("Music Genre")]
    [InlineData("Top-Genre")]
    [InlineData("genre_name")]
    [InlineData("label")]
    [InlineData("class")]
    public void LabelsUnderCommonNamesAreFound(string label)
    {
        var schema = SchemaDetector.Detect(Csv.Table($"energy,{label}\n0.5,rock\n0.1,pop\n"));
        Assert.Equal(label, schema.Label);
        Assert.Equal(ColumnRole.Label, schema.Roles[label]);
    }

    [Fact]
    public void FeaturesGetCanonicalNamesKindsAndFileOrder()
    {
        var schema = SchemaDetector.Detect(Csv.Table("Duration (ms),Track Popularity,BPM,Key,Mode,Explicit,Time-Signature,crowd,live_set,genre\n1000,5,120,C#,Major,True,4,0.25,1,rock\n2000,6,90,D,Minor,False,3,0.5,0,pop\n"));
        Assert.Equal("table", schema.Shape);
        Assert.Equal(
            [
                new("duration_ms", "Duration (ms)", FeatureKind.Numeric), new("popularity", "Track Popularity", FeatureKind.Numeric), new("tempo", "BPM", FeatureKind.Numeric),
                new("key", "Key", FeatureKind.Category), new("mode", "Mode", FeatureKind.Flag), new("explicit", "Explicit", FeatureKind.Flag),
                new("time_signature", "Time-Signature", FeatureKind.Category), new("crowd", "crowd", FeatureKind.Numeric), new Feature("live_set", "live_set", FeatureKind.Flag),
            ],
            schema.Features);
    }

    [Fact]
    public void TheBeatportJoinIsRecognised()
    {
        var table = Csv.Table("track_id,isrc,genre_id,genre_name,artist_name,danceability,energy\n1,USA123,5,house,A,0.5,0.5\n9,USA124,6,techno,B,0.1,0.2\n");
        var schema = SchemaDetector.Detect(table);
        Assert.Equal("beatport-spotify", schema.Shape);
        Assert.Equal("genre_name", schema.Label);
        Assert.Equal(ColumnRole.GiveAway, schema.Roles["genre_id"]);
        Assert.Equal(ColumnRole.TrackId, schema.Roles["track_id"]);
        Assert.Equal(ColumnRole.Identifier, schema.Roles["isrc"]);
        Assert.Equal(["danceability", "energy"], schema.Features.Select(feature => feature.Name));
    }

    [Fact]
    public void IndexIdentifierAndGiveAwayColumnsAreFoundByTheirValues()
    {
        var schema = SchemaDetector.Detect(Csv.Table(Suspicious()));
        Assert.Equal(ColumnRole.Index, schema.Roles["count"]);
        Assert.Equal(ColumnRole.Identifier, schema.Roles["comment"]);
        Assert.Equal(ColumnRole.GiveAway, schema.Roles["mood_code"]);
        Assert.Equal(ColumnRole.Identifier, schema.Roles["analysis_url"]);
        Assert.Equal(["energy", "valence"], schema.Features.Select(feature => feature.Name));
    }

    [Fact]
    public void ForcedColumnsAreFeaturesAndAreListed()
    {
        var schema = SchemaDetector.Detect(Csv.Table(Suspicious()), new SchemaOptions { Features = ["+count", "+mood_code", "-valence"] });
        Assert.Equal(["energy", "count", "mood_code"], schema.Features.Select(feature => feature.Name));
        Assert.Equal(["count", "mood_code"], schema.Forced);
        Assert.Equal(ColumnRole.Index, schema.Roles["count"]);
        Assert.Equal(ColumnRole.Other, schema.Roles["valence"]);
    }

    [Fact]
    public void AnExactListIsTakenInItsOrder()
    {
        var schema = SchemaDetector.Detect(Csv.Table(Suspicious()), new SchemaOptions { Features = ["valence", "energy"] });
        Assert.Equal(["valence", "energy"], schema.Features.Select(feature => feature.Name));
        Assert.Empty(schema.Forced);
    }

    [Fact]
    public void RolesAndLabelCanBeGiven()
    {
        var table = Csv.Table("energy,who,mood,genre\n1,a,sad,rock\n2,b,gay,pop\n3,b,gay,pop\n");
        var schema = SchemaDetector.Detect(table, new SchemaOptions { Label = "mood", Roles = new Dictionary<string, ColumnRole> { ["who"] = ColumnRole.Artist } });
        Assert.Equal("mood", schema.Label);
        Assert.Equal("who", schema.ColumnOf(ColumnRole.Artist));
        Assert.Equal(ColumnRole.GiveAway, schema.Roles["genre"]);
    }

    [Fact]
    public void AMissingLabelListsTheColumnsAndWhatComesClose()
    {
        var message = Assert.Throws<DataException>(() => SchemaDetector.Detect(Csv.Table("energy,gener,tempo\n1,rock,3\n"))).Message;
        Assert.Contains("'gener'", message, StringComparison.Ordinal);
        Assert.Contains("energy, gener, tempo", message, StringComparison.Ordinal);
        message = Assert.Throws<DataException>(() => SchemaDetector.Detect(Csv.Table("energy,genre\n1,rock\n"), new SchemaOptions { Label = "genra" })).Message;
        Assert.Contains("closest is 'genre'", message, StringComparison.Ordinal);
        Assert.Null(SchemaDetector.Detect(Csv.Table("energy,tempo\n1,3\n"), new SchemaOptions { RequireLabel = false }).Label);
    }

    [Fact]
    public void UnknownFeaturesAndATableWithoutAnyAreRefused()
    {
        Assert.Contains("'energy'", Assert.Throws<OptionException>(() => SchemaDetector.Detect(Csv.Table("energy,genre\n1,rock\n"), new SchemaOptions { Features = ["enrgy"] })).Message, StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => SchemaDetector.Detect(Csv.Table("energy,genre\n1,rock\n"), new SchemaOptions { Features = ["+genre"] }));
        Assert.Throws<DataException>(() => SchemaDetector.Detect(Csv.Table("mood,genre\na,rock\n")));
    }

    internal static string Suspicious()
    {
        var content = new StringBuilder("count,energy,comment,mood_code,analysis_url,valence,genre\n");
        for (var i = 0; i < 200; i++)
            content.Append($"{i + 7},0.{(i * 37) % 100:00},note {i},{100 + (i % 4 * 10) + i % 2},http://x/{i % 50},0.{(i * 71) % 89:00},{(i % 4) switch { 0 => "rock", 1 => "pop", 2 => "rap", _ => "jazz" }}\n");
        return content.ToString();
    }
}
