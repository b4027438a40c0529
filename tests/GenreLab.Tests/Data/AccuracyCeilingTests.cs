using GenreLab.Data;

namespace GenreLab.Tests.Data;

public sealed class AccuracyCeilingTests
{
    [Fact]
    public void ATrackOfTwoGenresIsRightInOneOfThem()
    {
        // Track a: rock twice and jazz once, all with the same features; track b and c: other features, but for one row of c that is b's.
        var table = GenreTable.From(Csv.Table("""
            track_id,genre,tempo,energy
            a,rock,100,0.1
            a,rock,100,0.1
            a,jazz,100,0.1
            b,rock,90,0.2
            c,jazz,90,0.2
            c,jazz,80,0.3
            """), new LoadOptions { Cleaning = new CleaningOptions { DropDuplicates = false } });
        var ceiling = AccuracyCeiling.Of(table)!;
        Assert.Equal(5 / 6.0, ceiling.ByTrack, 1e-12);
        Assert.Equal(4 / 6.0, ceiling.ByFeatures, 1e-12);
        Assert.Equal(ceiling.ByFeatures, ceiling.Lowest);
    }

    [Fact]
    public void WithoutRepeatsOfSeveralGenresThereIsNone() =>
        Assert.Null(AccuracyCeiling.Of(GenreTable.From(Csv.Table("track_id,genre,tempo\na,rock,100\nb,jazz,90\nc,jazz,80\nd,rock,70\n"))));

    [Fact]
    public void OnTheRealTableItIsThePublishedOne()
    {
        var ceiling = AccuracyCeiling.Of(GenreTable.Load(RealData.File("spotify-tracks", "dataset.csv")))!;
        Assert.Equal(0.791, ceiling.ByTrack, 2e-3);
    }
}
