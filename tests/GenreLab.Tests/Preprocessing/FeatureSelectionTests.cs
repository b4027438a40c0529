using GenreLab.Data;
using GenreLab.Linear;
using GenreLab.Models;
using GenreLab.Preprocessing;
using GenreLab.Tests.Data;
using GenreLab.Tests.Models;

namespace GenreLab.Tests.Preprocessing;

/// <summary>Keeping the features that tell most about the genres of the training rows.</summary>
public sealed class FeatureSelectionTests
{
    [Theory]
    [InlineData("anova:10")]
    [InlineData("mutual-information:8")]
    [InlineData("all")]
    public void WordsComeBack(string words) => Assert.Equal(words, FeatureSelection.Parse(words.ToUpperInvariant()).ToString());

    [Theory]
    [InlineData("anova")]
    [InlineData("anova:0")]
    [InlineData("anova:-3")]
    [InlineData("anova:ten")]
    [InlineData("chi:10")]
    [InlineData("")]
    public void OtherWordsAreRefused(string words) => Assert.Contains("anova:10, mutual-information:10", Assert.Throws<OptionException>(() => FeatureSelection.Parse(words)).Message, StringComparison.Ordinal);

    [Fact]
    public void AnovaKeepsThePublishedTen()
    {
        var table = GenreTable.Load(RealData.File("spotify-songs", "spotify_songs.csv"));
        int[] rows = [.. Enumerable.Range(0, table.Table.RowCount)];
        var kept = Preprocessor.Fit(table.Table, table.Schema, rows, new PreprocessingOptions { Select = FeatureSelection.Parse("anova:10") }).Features;
        string[] published = ["danceability", "energy", "loudness", "speechiness", "acousticness", "instrumentalness", "valence", "duration_ms", "popularity", "tempo"];
        Assert.Equal(published.Order(), kept.Select(feature => feature.Name).Order());
        // By information mode, key and liveness are the last as well.
        var informed = Preprocessor.Fit(table.Table, table.Schema, rows, new PreprocessingOptions { Select = FeatureSelection.Parse("mutual-information:10") }).Features;
        Assert.Equal(kept, informed);
    }

    [Fact]
    public void OnlyTrainingRowsChoose()
    {
        // In the training rows x tells the genre and y does not; in the others it is the other way round.
        var table = Csv.Genres("track_id,genre,x,y\n" + string.Join("\n", Enumerable.Range(0, 80).Select(row =>
            $"t{row},{(row % 2 == 0 ? "rock" : "jazz")},{(row < 40 ? row % 2 : 0) + (row % 7) / 10.0},{(row < 40 ? 0 : 50 * (row % 2)) + (row % 5) / 10.0}")));
        foreach (var score in (FeatureScore[])[FeatureScore.Anova, FeatureScore.MutualInformation])
        {
            var options = new PreprocessingOptions { Select = FeatureSelection.Best(score, 1) };
            Assert.Equal("x", Assert.Single(Preprocessor.Fit(table.Table, table.Schema, [.. Enumerable.Range(0, 40)], options).Features).Name);
            Assert.Equal("y", Assert.Single(Preprocessor.Fit(table.Table, table.Schema, [.. Enumerable.Range(40, 40)], options).Features).Name);
        }
    }

    [Fact]
    public void ConstantFeaturesAreKeptLast()
    {
        var table = Csv.Genres("track_id,genre,same,x,mode\n" + string.Join("\n", Enumerable.Range(0, 20).Select(row => $"t{row},{(row % 2 == 0 ? "rock" : "jazz")},5,{row % 3},{row / 10}")));
        foreach (var score in (FeatureScore[])[FeatureScore.Anova, FeatureScore.MutualInformation])
            Assert.DoesNotContain(Preprocessor.Fit(table.Table, table.Schema, [.. Enumerable.Range(0, 20)], new PreprocessingOptions { Select = FeatureSelection.Best(score, 2) }).Features, feature => feature.Name == "same");
    }

    [Fact]
    public void TheModelRemembersItsFeaturesAndKnowsItsTrainingRows()
    {
        using var folder = new TemporaryFolder();
        var table = GenreTable.Load(SmallTable.Write(folder.Path));
        var split = Splitter.Split(table);
        var options = new PreprocessingOptions { Select = FeatureSelection.Best(FeatureScore.Anova, 1), Raw = ["tempo", "energy"] };
        var model = GenreModel.Train(table, split, new LogisticRegressionTrainer(), options);
        var file = Path.Combine(folder.Path, "model.genre");
        model.Save(file);
        var loaded = GenreModel.Load(file);
        Assert.Equal("anova:1", loaded.Preprocessor.Options.Select.ToString());
        Assert.Equal(model.Preprocessor.Features, loaded.Preprocessor.Features);
        Assert.Single(loaded.Preprocessor.Features);
        Assert.Equal(["tempo", "energy"], loaded.Preprocessor.Options.Raw);
        Assert.Contains(loaded.Evaluate(table, split.Train).Warnings, warning => warning.Contains("used to train", StringComparison.Ordinal));
        Assert.DoesNotContain(loaded.Evaluate(table, split.Test).Warnings, warning => warning.Contains("used to train", StringComparison.Ordinal));
    }

    [Fact]
    public void MoreFeaturesThanThereAreAreRefused()
    {
        using var folder = new TemporaryFolder();
        var table = GenreTable.Load(SmallTable.Write(folder.Path));
        var message = Assert.Throws<OptionException>(() => Preprocessor.Fit(table.Table, table.Schema, [0, 1, 2], new PreprocessingOptions { Select = FeatureSelection.Parse("anova:3") })).Message;
        Assert.Contains("3 of 2 features", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATableWithoutGenresIsRefused()
    {
        var (table, schema) = Samples.Make(("x", FeatureKind.Numeric, [1, 2, 3]), ("y", FeatureKind.Numeric, [1, 2, 3]));
        Assert.Contains("no label column", Assert.Throws<DataException>(() =>
            Preprocessor.Fit(table, schema, [0, 1, 2], new PreprocessingOptions { Select = FeatureSelection.Parse("anova:1") })).Message, StringComparison.Ordinal);
    }
}
