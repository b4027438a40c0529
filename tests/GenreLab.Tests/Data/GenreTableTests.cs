using GenreLab.Data;

namespace GenreLab.Tests.Data;

public class GenreTableTests
{
    private const string Content = "energy,tempo,key,genre\n0.1,120.5,3,rock\n0.2,,4,pop\n-0,90,5,rap\n";
    private static readonly LoadOptions Everything = new() { Cleaning = CleaningOptions.ForPrediction };

    [Fact]
    public void FingerprintsDoNotDependOnTheOrderOfRowsOrColumnsOrTheLabel()
    {
        var table = Csv.Genres(Content, Everything);
        var turned = Csv.Genres("Key,genre,BPM,energy\n5,jazz,90,0\n3,folk,120.5,0.10000000001\n4,soul,NaN,0.2\n", Everything);
        Assert.Equal(table.Fingerprints([0, 1, 2]), turned.Fingerprints([1, 2, 0]));
        Assert.Equal(3, table.Fingerprints([0, 1, 2]).Distinct().Count());
    }

    [Fact]
    public void FingerprintsFollowTheDocumentedFormula() =>
        // FNV-1a-64("energy") + mix(bits of 0.5f), mixed and summed; computed independently by the formula in RowFingerprint.
        Assert.Equal(Independent("energy", 0.5f), Csv.Genres("energy,genre\n0.5,a\n0.25,b\n").Fingerprints([0])[0]);

    [Fact]
    public void ExchangedValuesAndOtherNamesGiveOtherFingerprints()
    {
        var one = Csv.Genres("energy,valence,genre\n0.1,0.2,a\n0.2,0.1,b\n");
        Assert.NotEqual(one.Fingerprints([0]), one.Fingerprints([1]));
        var wider = Csv.Genres("energy,valence,liveness,genre\n0.1,0.2,0.3,a\n0.2,0.1,0.3,b\n");
        Assert.NotEqual(one.Fingerprints([0]), wider.Fingerprints([0]));
        Assert.Equal(one.Fingerprints([0, 1]), wider.Fingerprints([0, 1], ["valence", "energy"]));
        Assert.Contains("'tempo'", Assert.Throws<DataException>(() => one.Fingerprints([0], ["tempo"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SelectingKeepsRowNumbersAndPresentGenres()
    {
        var selected = Csv.Genres(Content, Everything).Select([2, 0]);
        Assert.Equal([2, 0], selected.Table.RowNumbers);
        Assert.Equal(["rap", "rock"], selected.LabelNames);
    }

    [Fact]
    public void UncleanedPartsAreRefused()
    {
        var table = Csv.Table("energy,genre\n0.5,1\n");
        Assert.Throws<DataException>(() => new GenreTable(table, SchemaDetector.Detect(table), Csv.Genres(Content).Cleaning));
    }

    [Fact]
    public void TheSummaryCountsGenresAndDescribesFeatures()
    {
        var table = Csv.Genres(Content, Everything);
        var summary = DataSummarizer.Summarize(table, new Split([0, 1], [], [2], "by hand"));
        Assert.Equal([new("pop", 1, 0, 0), new("rap", 0, 0, 1), new GenreCount("rock", 1, 0, 0)], summary.Genres);
        var tempo = summary.Features[1];
        Assert.Equal(("tempo", 1, 90.0, 105.25, 105.25, 120.5, 15.25), (tempo.Name, tempo.Missing, tempo.Minimum, tempo.Median, tempo.Mean, tempo.Maximum, tempo.StandardDeviation));
        Assert.Equal(("tracks.csv", "genre", "by hand", 3), (summary.Name, summary.Label, summary.Split, summary.Cleaning.RowsKept));
    }

    private static ulong Independent(string name, float value)
    {
        static ulong Mix(ulong z)
        {
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
            return z ^ (z >> 31);
        }
        var hash = name.Aggregate(14695981039346656037UL, (sum, letter) => (sum ^ letter) * 1099511628211UL);
        return Mix(Mix(hash + Mix(BitConverter.SingleToUInt32Bits(value))));
    }
}
