using System.Text;
using GenreLab.Data;

namespace GenreLab.Tests.Data;

public class SplitterTests
{
    private static readonly GenreTable Tracks = Csv.Genres(Content());

    [Theory]
    [InlineData(SplitMethod.ByTrack)]
    [InlineData(SplitMethod.ByArtist)]
    [InlineData(SplitMethod.Stratified)]
    [InlineData(SplitMethod.Random)]
    public void EveryRowIsInOneFoldOfAboutItsShareAndTheSeedDecides(SplitMethod method)
    {
        var split = Splitter.Split(Tracks, new SplitOptions { Method = method, Seed = 5 });
        Assert.Equal(Enumerable.Range(0, Tracks.Table.RowCount), split.Train.Concat(split.Validation).Concat(split.Test).Order());
        Assert.InRange(split.Test.Length / (double)Tracks.Table.RowCount, 0.18, 0.22);
        Assert.InRange(split.Validation.Length / (double)Tracks.Table.RowCount, 0.14, 0.18);
        Assert.Equal(split.Train.Order(), split.Train);
        Assert.Equal(split.Test, Splitter.Split(Tracks, new SplitOptions { Method = method, Seed = 5 }).Test);
        Assert.NotEqual(split.Test, Splitter.Split(Tracks, new SplitOptions { Method = method, Seed = 6 }).Test);
    }

    [Theory]
    [InlineData(SplitMethod.ByTrack, "track_id")]
    [InlineData(SplitMethod.ByArtist, "artists")]
    public void GroupsStayTogetherAndGenresAreBalanced(SplitMethod method, string column)
    {
        var split = Splitter.Split(Tracks, new SplitOptions { Method = method });
        string Key(int row) => Tracks.Table[column].Text(row).Split(';')[0];
        Assert.Empty(split.Train.Select(Key).Intersect(split.Test.Select(Key)));
        Assert.Empty(split.Train.Select(Key).Intersect(split.Validation.Select(Key)));
        Assert.Empty(split.Validation.Select(Key).Intersect(split.Test.Select(Key)));
        Assert.All(DataSummarizer.Summarize(Tracks, split).Genres, genre => Assert.InRange(genre.Test / (double)(genre.Train + genre.Validation + genre.Test), 0.15, 0.25));
    }

    [Fact]
    public void TracksAreKnownByTitleAndArtistOrElseByFeatures()
    {
        var named = Csv.Genres(Content().Replace("track_id", "comment", StringComparison.Ordinal));
        var split = Splitter.Split(named);
        Assert.DoesNotContain(Auditor.AuditSplit(named, split), finding => finding.Code == "track-in-several-folds");
        var bare = Csv.Genres("energy,genre\n" + string.Concat(Enumerable.Range(0, 100).Select(i => $"0.{i % 40:00},{(i % 3 == 0 ? "rock" : "pop")}\n")), new LoadOptions { Cleaning = new CleaningOptions { DropDuplicates = false } });
        Assert.DoesNotContain(Auditor.AuditSplit(bare, Splitter.Split(bare)), finding => finding.Code == "feature-row-in-several-folds");
    }

    [Fact]
    public void OneRecordingUnderSeveralIdsStaysTogether()
    {
        // Row i and row i + 100 have the same features under different ids, and rows i and i + 200 the same id: all three belong together.
        var content = "track_id,energy,tempo,genre\n" + string.Concat(Enumerable.Range(0, 300).Select(i =>
            $"id{(i < 100 ? i : i < 200 ? i + 1000 : i - 200)},{(i < 200 ? i % 100 : i)},{(i < 200 ? i % 100 : i)}.5,{(i % 2 == 0 ? "rock" : "pop")}\n"));
        var split = Splitter.Split(Csv.Genres(content));
        var fold = new int[300];
        foreach (var row in split.Validation) fold[row] = 1;
        foreach (var row in split.Test) fold[row] = 2;
        for (var row = 0; row < 100; row++)
        {
            Assert.Equal(fold[row], fold[row + 100]);
            Assert.Equal(fold[row], fold[row + 200]);
        }
    }

    [Theory]
    [InlineData(SplitMethod.ByTrack)]
    [InlineData(SplitMethod.Stratified)]
    public void AGenreWithOneTrackGoesToTraining(SplitMethod method)
    {
        var table = Csv.Genres(Content() + "x1,Solo,Only,0.999,polka\n");
        Assert.Contains(table.Table.RowCount - 1, Splitter.Split(table, new SplitOptions { Method = method }).Train);
        Assert.Contains(Auditor.Audit(table), finding => finding.Code == "single-track-genre" && finding.Message.Contains("'polka'", StringComparison.Ordinal));
    }

    [Fact]
    public void FoldFilesSayWhereOriginalRowsGo()
    {
        var table = Csv.Genres("energy,genre\n0.1,rock\n,rock\n0.3,pop\n0.4,pop\n0.5,rock\n0.6,pop\n");
        var folds = Csv.Table("row,fold\n5,test\n0,train\n1,train\n3,validation\n2,Train\n");
        var split = Splitter.SplitByFolds(table, folds);
        Assert.Equal([0, 1], split.Train);
        Assert.Equal([2], split.Validation);
        Assert.Equal([4], split.Test);
        Assert.Contains("1 listed rows dropped by cleaning", split.Description, StringComparison.Ordinal);
        Assert.Contains("1 rows not listed", split.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void ValidationRowsAreTakenFromTrainingWhenTheFileNamesNone()
    {
        var folds = Csv.Table("row,fold\n" + string.Concat(Enumerable.Range(0, Tracks.Table.RowCount).Select(row => $"{row},{(row % 5 == 0 ? "test" : "train")}\n")));
        var split = Splitter.SplitByFolds(Tracks, folds);
        Assert.InRange(split.Validation.Length / (double)(split.Train.Length + split.Validation.Length), 0.18, 0.22);
        Assert.Equal(Tracks.Table.RowCount, split.Train.Length + split.Validation.Length + split.Test.Length);
        Assert.Empty(Splitter.SplitByFolds(Tracks, folds, new SplitOptions { ValidationShare = 0 }).Validation);
    }

    [Theory]
    [InlineData("row,fold\n0,train\n99999,test\n", "there is no row 99999")]
    [InlineData("row,fold\n0,train\n0,test\n", "listed twice")]
    [InlineData("row,fold\n0,train\n1,exam\n", "'exam' is not a fold")]
    [InlineData("row,fold\n0,train\n1.5,test\n", "there is no row 1.5")]
    [InlineData("row,fold\n0,train\n,test\n", "data row 2")]
    [InlineData("line,fold\n0,train\n", "is not a fold file")]
    [InlineData("row,fold\n0,test\n", "lists no training row")]
    public void BadFoldFilesAreExplained(string content, string expected) =>
        Assert.Contains(expected, Assert.Throws<DataException>(() => Splitter.SplitByFolds(Tracks, Csv.Table(content))).Message, StringComparison.Ordinal);

    [Fact]
    public void ImpossibleOptionsAreRefused()
    {
        Assert.Throws<OptionException>(() => Splitter.Split(Tracks, new SplitOptions { TestShare = 1 }));
        Assert.Throws<OptionException>(() => Splitter.Split(Tracks, new SplitOptions { TestShare = 0.5, ValidationShare = 0.5 }));
        Assert.Throws<OptionException>(() => Splitter.Split(Tracks, new SplitOptions { ValidationShare = double.NaN }));
        Assert.Throws<OptionException>(() => Splitter.Split(Tracks, new SplitOptions { Method = SplitMethod.File }));
        Assert.Throws<DataException>(() => Splitter.Split(Csv.Genres("energy,genre\n1,a\n2,b\n"), new SplitOptions { Method = SplitMethod.ByArtist }));
    }

    private static string Content()
    {
        var content = new StringBuilder("track_id,artists,track_name,energy,genre\n");
        for (var i = 0; i < 1_200; i++)
        {
            var track = i % 900;
            content.Append($"t{track},A{track % 150};B{i % 7},song {track},0.{track:000},{((i * 7) % 4) switch { 0 => "rock", 1 => "pop", 2 => "rap", _ => "jazz" }}\n");
        }
        return content.ToString();
    }
}
