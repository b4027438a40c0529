using GenreLab.Data;
using GenreLab.Synthesis;

namespace GenreLab.Tests.Synthesis;

public class ProfileRealDataTests
{
    [Fact]
    public void TheBundledProfileIsThatOfTheRealTable()
    {
        var profile = GenreProfile.Fit(GenreTable.Load(RealData.File("spotify-tracks", "dataset.csv")));
        using MemoryStream fitted = new(), bundled = new();
        profile.Save(fitted);
        GenreProfile.Bundled.Save(bundled);
        Assert.Equal(bundled.ToArray(), fitted.ToArray());
    }

    [Theory]
    [InlineData("spotify-songs", "spotify_songs.csv", 6)]
    [InlineData("five-genres", "train.csv", 5)]
    public void OtherTablesDrawTablesOfTheirShape(string folder, string file, int genres)
    {
        var real = GenreTable.Load(RealData.File(folder, file));
        var profile = GenreProfile.Fit(real);
        Assert.Equal(genres, profile.Genres.Count);
        using var stream = new MemoryStream();
        Synthesizer.Write(stream, profile, 3_000, 1);
        var drawn = GenreTable.From(TableReader.Read(stream.ToArray(), "drawn.csv"), new LoadOptions { Synthetic = true });
        Assert.Equal(real.Schema.Shape, drawn.Schema.Shape);
        Assert.Equal(real.Schema.Features, drawn.Schema.Features);
        Assert.Equal(real.LabelNames, drawn.LabelNames);
        Assert.InRange(drawn.Table.RowCount, 2_900, 3_000);
    }

    [Fact]
    public void TheBundledSampleIsReadLikeTheRealTable()
    {
        using var stream = new MemoryStream();
        Synthesizer.Write(stream, GenreProfile.Bundled, 4_000, 1);
        var read = GenreTable.From(TableReader.Read(stream.ToArray(), "drawn.csv"));
        var direct = GenreTable.From(Synthesizer.Draw(GenreProfile.Bundled, 4_000, 1));
        Assert.Equal("spotify-tracks", read.Schema.Shape);
        Assert.Equal(4_000, read.Table.RowCount);
        Assert.Equal(15, read.Schema.Features.Count);
        Assert.Equal(read.Fingerprints([.. Enumerable.Range(0, 4_000)]), direct.Fingerprints([.. Enumerable.Range(0, 4_000)]));
    }
}
