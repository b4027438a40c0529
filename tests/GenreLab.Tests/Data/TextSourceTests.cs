using GenreLab.Data;
using GenreLab.Tests.Text;

namespace GenreLab.Tests.Data;

public class TextSourceTests
{
    [Fact]
    public void TextsAreFoundByTheirColumnsNames()
    {
        var schema = Csv.Genres("Song Title,Singer,genre,tempo,Lyrics\nx,a,pop,1,la\ny,b,rock,2,lo\n").Schema;
        Assert.Equal([new TextSource("lyrics", "Lyrics"), new TextSource("track_name", "Song Title"), new TextSource("artist", "Singer")], schema.Texts);
    }

    [Fact]
    public void ATableOfTextsAloneIsATable()
    {
        var songs = Csv.Genres(SmallSongs.Csv(60));
        Assert.Empty(songs.Schema.Features);
        var split = Splitter.Split(songs, new SplitOptions());
        Assert.True(split.Train.Length > 20 && split.Test.Length > 5);
        Assert.DoesNotContain(Auditor.Audit(songs), finding => finding.Code == "duplicate-rows");
        Auditor.AuditSplit(songs, split);
        Assert.Contains("no column that can serve as a feature", Assert.Throws<DataException>(() => GenreLab.Exploration.Explorer.Explore(songs.Table, songs)).Message);
        // Without anything to read either there is nothing to learn from.
        Assert.Contains("no lyrics or names", Assert.Throws<DataException>(() => Csv.Genres("genre,mood\npop,x\nrock,y\n")).Message);
    }

    [Fact]
    public void TheDecadeIsACategory()
    {
        var table = Csv.Genres("genre,release_date\npop,1969-05-01\nrock,1970\npop,\nrock,2003\n",
            new LoadOptions { Schema = new SchemaOptions { IncludeDecade = true }, Cleaning = new CleaningOptions { Missing = MissingValues.Keep } });
        var decade = Assert.Single(table.Schema.Features);
        Assert.Equal(("decade", FeatureKind.Category), (decade.Name, decade.Kind));
        Assert.Equal([1960, 1970, double.NaN, 2000], table.Table.Numbers("release_date"));
        Assert.Equal([1980, 1990], Csv.Genres("genre,year\npop,1989\nrock,1990\n", new LoadOptions { Schema = new SchemaOptions { IncludeDecade = true } }).Table.Numbers("year"));
        Assert.Contains("cannot both be features", Assert.Throws<OptionException>(() =>
            Csv.Genres("genre,year\npop,1989\n", new LoadOptions { Schema = new SchemaOptions { IncludeDecade = true, IncludeYear = true } })).Message);
    }

    [Fact]
    public void FingerprintsTellTextsApart()
    {
        var songs = Csv.Genres("track_name,genre,tempo,lyrics\nx,pop,1,la\nx,pop,1,lo\nx,rock,1,\ny,rock,1,la\n");
        int[] rows = [0, 1, 2, 3];
        Assert.Single(songs.Fingerprints(rows).Distinct());
        var read = songs.Fingerprints(rows, ["tempo"], ["lyrics"]);
        Assert.Equal(3, read.Distinct().Count());
        Assert.Equal(read[0], read[3]);
        Assert.Equal(songs.Fingerprints(rows), songs.Fingerprints(rows, ["tempo"]));
        Assert.Contains("lacks the text 'album_name'", Assert.Throws<DataException>(() => songs.Fingerprints(rows, [], ["album_name"])).Message);
    }
}
