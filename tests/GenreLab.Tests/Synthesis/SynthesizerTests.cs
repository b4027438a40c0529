using System.Text;
using GenreLab.Data;
using GenreLab.Synthesis;

namespace GenreLab.Tests.Synthesis;

public class SynthesizerTests
{
    private const int Rows = 5_000;

    private static readonly Table Drawn = Synthesizer.Draw(GenreProfile.Bundled, Rows, 1);

    [Fact]
    public void TheHeaderIsThatOfTheSpotifyTable() => Assert.Equal(
        ",track_id,artists,album_name,track_name,popularity,duration_ms,explicit,danceability,energy,key,loudness,mode,speechiness,acousticness,instrumentalness,liveness,valence,tempo,time_signature,track_genre",
        string.Join(',', Drawn.Columns.Select(column => column.Name)));

    [Fact]
    public void ValuesLookLikeTheRealOnes()
    {
        Whole("popularity", 0, 100);
        Whole("duration_ms", 8_000, 6_000_000);
        Whole("key", 0, 11);
        Whole("mode", 0, 1);
        Whole("time_signature", 0, 5);
        foreach (var name in new[] { "danceability", "energy", "speechiness", "acousticness", "instrumentalness", "liveness", "valence" })
            Assert.All(Numbers(name), value => Assert.True(value is >= 0 and <= 1 && value == new NumberFormat(SignificantDigits: 3).Round(value)));
        Assert.All(Numbers("tempo"), value => Assert.True(value is >= 0 and < 260 && value == Math.Round(value, 3)));
        Assert.Equal(["False", "True"], Texts("explicit").Distinct().Order());
        Assert.All(Texts("track_id"), id => Assert.StartsWith(Synthesizer.TrackIdPrefix, id, StringComparison.Ordinal));
        Assert.Equal(Enumerable.Range(0, Rows).Select(row => (double)row), Numbers(""));
    }

    [Fact]
    public void GenresComeInTheirShares()
    {
        var counts = Texts("track_genre").CountBy(genre => genre).ToArray();
        Assert.Equal(114, counts.Length);
        Assert.All(counts, pair => Assert.InRange(pair.Value, 30, 60));
    }

    [Fact]
    public void TheSameSeedGivesTheSameTracksAndAnotherSeedOthers()
    {
        AssertSame(Drawn, Synthesizer.Draw(GenreProfile.Bundled, Rows, 1));
        Assert.NotEqual(Numbers("tempo"), ((NumberColumn)Synthesizer.Draw(GenreProfile.Bundled, Rows, 2)["tempo"]).Values.ToArray());
    }

    [Fact]
    public void PiecesAreTheSameAsTheWhole()
    {
        var start = 0;
        foreach (var count in new[] { 1, 911, 2, 1_500, 86 })
        {
            AssertSame(Drawn.Select([.. Enumerable.Range(start, count)]), Synthesizer.Draw(GenreProfile.Bundled, start, count, 1));
            start += count;
        }
    }

    [Fact]
    public void OneThreadGivesTheSameTracks()
    {
        // The pieces of a draw run one after the other when they are asked for one by one.
        for (var row = 0; row < 40; row++) AssertSame(Drawn.Select([row * 100]), Synthesizer.Draw(GenreProfile.Bundled, row * 100, 1, 1));
    }

    [Fact]
    public void TheFileHoldsTheSameRows()
    {
        using var file = new MemoryStream();
        Synthesizer.Write(file, GenreProfile.Bundled, Rows, 1);
        var lines = Encoding.UTF8.GetString(file.ToArray()).Split('\n');
        Assert.Equal(Rows + 2, lines.Length);
        Assert.Equal("", lines[^1]);
        Assert.Equal(string.Join(',', Drawn.Columns.Select(column => column.Name)), lines[0]);
        for (var row = 0; row < Rows; row += 7) Assert.Equal(string.Join(',', Drawn.Columns.Select(column => column.Text(row))), lines[row + 1]);
    }

    [Fact]
    public void SomeTracksAreListedUnderSeveralGenresWithTheSameFeatures()
    {
        var table = Drawn;
        var byTrack = Enumerable.Range(0, Rows).GroupBy(table["track_id"].Text).ToArray();
        Assert.InRange((double)Rows / byTrack.Length, 1.2, 1.35);
        foreach (var track in byTrack.Where(track => track.Count() > 1))
        {
            Assert.Equal(track.Count(), track.Select(row => table["track_genre"].Text(row)).Distinct().Count());
            foreach (var column in table.Columns.Where(column => column.Name is not "" and not "track_genre"))
                Assert.Single(track.Select(column.Text).Distinct());
        }
    }

    [Fact]
    public void ArtistsAndAlbumsRepeat()
    {
        var large = Synthesizer.Draw(GenreProfile.Bundled, 30_000, 3);
        var artists = Enumerable.Range(0, large.RowCount).Select(large["artists"].Text).ToArray();
        Assert.InRange(artists.Distinct().Count(), 5_000, 18_000);
        Assert.All(Enumerable.Range(0, large.RowCount).GroupBy(large["album_name"].Text), album => Assert.Single(album.Select(row => artists[row]).Distinct()));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    [InlineData(Synthesizer.MostRows + 1)]
    public void AnImpossibleNumberOfRowsIsRefused(int rows)
    {
        Assert.Throws<OptionException>(() => Synthesizer.Draw(GenreProfile.Bundled, rows, 1));
        Assert.Throws<OptionException>(() => Synthesizer.Write(Stream.Null, GenreProfile.Bundled, rows, 1));
    }

    [Fact]
    public void WritingCanBeStopped() => Assert.Throws<OperationCanceledException>(
        () => Synthesizer.Write(Stream.Null, GenreProfile.Bundled, 1_000_000, 1, new CancellationToken(canceled: true)));

    internal static void AssertSame(Table expected, Table actual)
    {
        Assert.Equal(expected.RowCount, actual.RowCount);
        Assert.True(expected.RowNumbers.SequenceEqual(actual.RowNumbers));
        for (var i = 0; i < expected.Columns.Count; i++)
            for (var row = 0; row < expected.RowCount; row++) Assert.Equal(expected.Columns[i].Text(row), actual.Columns[i].Text(row));
    }

    private static void Whole(string name, double least, double most) =>
        Assert.All(Numbers(name), value => Assert.True(value >= least && value <= most && value == Math.Round(value), $"{name} {value}"));

    private static double[] Numbers(string name) => ((NumberColumn)Drawn[name]).Values.ToArray();

    private static string[] Texts(string name) => [.. Enumerable.Range(0, Rows).Select(Drawn[name].Text)];
}
