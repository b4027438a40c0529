using GenreLab.Data;

namespace GenreLab.Tests.Data;

public class CleanerTests
{
    private const string Tracks = "id,energy,tempo,genre\na,0.1,100,rock\nb,,110,pop\nc,0.3,120,\na,0.1,100,rock\nd,0.4,130,pop\ne,0.5,140,rap\n";

    [Fact]
    public void MissingAndRepeatedRowsAreDroppedAndCounted()
    {
        var table = Csv.Genres(Tracks);
        Assert.Equal([0, 4, 5], table.Table.RowNumbers);
        Assert.Equal((6, 3, 2, 1, 0), (table.Cleaning.RowsRead, table.Cleaning.RowsKept, table.Cleaning.DroppedMissing, table.Cleaning.DroppedDuplicates, table.Cleaning.DroppedByChoice));
        Assert.Equal(2, table.Cleaning.Steps.Count);
        Assert.Equal(["pop", "rap", "rock"], table.LabelNames);
        Assert.Equal([2, 0, 1], table.Labels(table.LabelNames));
        Assert.Equal([0, -1, -1], table.Labels(["rock"]));
    }

    [Fact]
    public void MissingFeaturesStayWhenTheyAreToBeImputed() =>
        Assert.Equal([0, 1, 4, 5], Csv.Genres(Tracks, new LoadOptions { Cleaning = new CleaningOptions { Missing = MissingValues.Keep } }).Table.RowNumbers);

    [Fact]
    public void AnyMissingValueCountsWhenAsked()
    {
        const string content = "artist,energy,genre\n,0.1,rock\nb,0.2,pop\nc,0.3,rock\n";
        Assert.Equal(3, Csv.Genres(content).Table.RowCount);
        Assert.Equal([1, 2], Csv.Genres(content, new LoadOptions { Cleaning = new CleaningOptions { Missing = MissingValues.DropAny } }).Table.RowNumbers);
    }

    [Fact]
    public void EveryRowStaysForPrediction()
    {
        var table = Csv.Genres(Tracks, LoadOptions.ForPrediction);
        Assert.Equal(6, table.Table.RowCount);
        Assert.Equal(-1, table.Labels(table.LabelNames)[2]);
        Assert.Equal(2, Csv.Genres("energy,tempo\n1,2\n1,2\n", LoadOptions.ForPrediction).Table.RowCount);
    }

    [Fact]
    public void TheIndexDoesNotMakeRowsDifferent() =>
        Assert.Equal([0, 2], Csv.Genres(",energy,genre\n0,0.5,rock\n1,0.5,rock\n2,0.5,pop\n").Table.RowNumbers);

    [Fact]
    public void KeysModesAndFlagsByNameBecomeNumbers()
    {
        var table = Csv.Genres("key,mode,explicit,energy,genre\nC,Major,Yes,1,rock\nC#/Db,Minor,no,2,pop\nE♭,MAJOR,TRUE,3,pop\nB,minor,False,4,pop\n11,1,1,5,pop\n").Table;
        Assert.Equal([0, 1, 3, 11, 11], table.Numbers("key"));
        Assert.Equal([1, 0, 1, 0, 1], table.Numbers("mode"));
        Assert.Equal([1, 0, 1, 0, 1], table.Numbers("explicit"));
    }

    [Fact]
    public void TheYearIsTakenFromDates()
    {
        var options = new LoadOptions { Schema = new SchemaOptions { IncludeYear = true } };
        Assert.Equal([2015, 1999, 2001], Csv.Genres("release_date,energy,genre\n2015-03-10,1,rock\n1999,2,pop\n31/12/2001,3,pop\n", options).Table.Numbers("release_date"));
    }

    [Fact]
    public void NumbersCanBeLabels() => Assert.Equal(["1", "2"], Csv.Genres("energy,genre\n0.5,1\n0.1,2\n").LabelNames);

    [Fact]
    public void TextWhereANumberShouldBeIsNamedByRowAndColumn()
    {
        var message = Assert.Throws<DataException>(() => Csv.Genres("energy,tempo,genre\n0.5,100,rock\n0.1,fast,pop\n")).Message;
        Assert.Contains("data row 2, column 'tempo': 'fast' is not a number", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyColumnIsNamedWithAWayOut() =>
        Assert.Contains("'tempo'", Assert.Throws<DataException>(() => Csv.Genres("energy,tempo,genre\n0.5,,rock\n0.1,NA,pop\n")).Message, StringComparison.Ordinal);

    [Fact]
    public void OneGenreCannotBeLearntButCanBeEvaluated()
    {
        const string content = "energy,genre\n0.5,rock\n0.1,rock\n";
        Assert.Contains("'rock'", Assert.Throws<DataException>(() => Csv.Genres(content)).Message, StringComparison.Ordinal);
        Assert.Equal(["rock"], Csv.Genres(content, new LoadOptions { Cleaning = new CleaningOptions { FewestGenres = 0 } }).LabelNames);
    }

    [Fact]
    public void NothingLeftIsAnError() => Assert.Throws<DataException>(() => Csv.Genres("energy,tempo,genre\n0.5,,rock\n,3,pop\n"));

    [Fact]
    public void GenresAndTracksAGenreCanBeChosen()
    {
        var content = "energy,genre\n" + string.Concat(Enumerable.Range(0, 90).Select(i => $"0.{i:00},{(i % 3) switch { 0 => "rock", 1 => "pop", _ => "rap" }}\n"));
        GenreTable Chosen(ulong seed) => Csv.Genres(content, new LoadOptions { Cleaning = new CleaningOptions { Genres = ["Rock", "pop"], PerGenre = 10, Seed = seed } });
        var table = Chosen(1);
        Assert.Equal(["pop", "rock"], table.LabelNames);
        Assert.Equal(20, table.Table.RowCount);
        Assert.Equal(70, table.Cleaning.DroppedByChoice);
        Assert.Equal(table.Table.RowNumbers, Chosen(1).Table.RowNumbers);
        Assert.NotEqual(table.Table.RowNumbers.ToArray(), Chosen(2).Table.RowNumbers.ToArray());
        Assert.Contains("'rock'", Assert.Throws<OptionException>(() => Csv.Genres(content, new LoadOptions { Cleaning = new CleaningOptions { Genres = ["rok"] } })).Message, StringComparison.Ordinal);
        Assert.Throws<OptionException>(() => Csv.Genres(content, new LoadOptions { Cleaning = new CleaningOptions { PerGenre = 0 } }));
    }
}
