using System.Text.Json.Nodes;

namespace GenreLab.Tests.Cli;

/// <summary><c>genrelab explore</c> and <c>--select</c>.</summary>
public sealed class ExploreTests(CommandLine command) : IClassFixture<CommandLine>
{
    private CommandResult Explore(string table, params string[] more) => CommandLine.Run(["explore", table, "--out", command.File("explored"), "--json", "--quiet", .. more]);

    [Fact]
    public void WritesAReportAndTheSameAsJson()
    {
        var result = Explore(command.Tracks);
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal("", result.Error);
        Assert.True(JsonNode.DeepEquals(result.Json, JsonNode.Parse(File.ReadAllText(command.File("explored/explore.json")))));
        Assert.Equal(90, result.Json["rows"]!.GetValue<int>());
        Assert.Equal(["ambient", "folk", "techno"], result.Json["genres"]!.AsArray().Select(genre => genre!["genre"]!.GetValue<string>()));
        Assert.Equal(2, result.Json["ranking"]!.AsArray().Count);
        var page = File.ReadAllText(result.Json["report"]!.GetValue<string>());
        Assert.Contains("Which features tell genres apart", page, StringComparison.Ordinal);
    }

    [Fact]
    public void SaysWhatItFound()
    {
        var result = CommandLine.Run("explore", command.Tracks, "--out", command.File("told"));
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("90 rows of 3 genres, 2 features.", result.Output, StringComparison.Ordinal);
        Assert.Contains("told apart well", result.Output, StringComparison.Ordinal);
        Assert.Contains("tempo and energy go together: Pearson +0.9", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ATableWithoutGenresIsExploredToo()
    {
        var result = Explore(command.Write("nolabel.csv", "track_id,tempo,energy\n" + string.Join("\n", Enumerable.Range(0, 30).Select(row => $"t{row},{row % 7 + 90},{row % 5 / 10.0}"))));
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("no genre column", Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine)), StringComparison.Ordinal);
        Assert.Equal((0, null), (result.Json["genreCount"]!.GetValue<int>(), result.Json["label"]));
    }

    [Fact]
    public void ASingleGenreIsExploredToo()
    {
        var result = Explore(command.Write("single.csv", "track_id,genre,tempo\n" + string.Join("\n", Enumerable.Range(0, 20).Select(row => $"t{row},rock,{row % 7 + 90}"))));
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("of one genre", Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine)), StringComparison.Ordinal);
        Assert.Empty(result.Json["ranking"]!.AsArray());
    }

    [Theory]
    [InlineData("track_id,genre,album_name\na,rock,x\nb,jazz,y\n", 1, "no column that can serve as a feature")]
    [InlineData("track_id,tempo\na,90\nb,91\n", 1, "no genre column", "--genres", "rock")]
    [InlineData("track_id,genre,tempo\na,rock,90\nb,jazz,91\n", 1, "no label column 'style'", "--label", "style")]
    [InlineData("track_id,genre,tempo\na,rock,90\nb,jazz,91\n", 2, "'2' is not a value for --correlation", "--correlation", "2")]
    [InlineData("track_id,genre,tempo\na,rock,\nb,jazz,\n", 1, "holds no value at all")]
    public void WhatCannotBeExploredIsRefusedInASentence(string table, int code, string message, params string[] more)
    {
        var result = CommandLine.Run(["explore", command.Write("odd.csv", table), "--out", command.File("refused"), "--quiet", .. more]);
        Assert.Equal(code, result.Code);
        Assert.Contains(message, Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(command.File("refused")));
    }

    [Fact]
    public void TrainingSelectsFeatures()
    {
        var saved = command.File("selected.genre");
        var result = CommandLine.Run("train", command.Tracks, "--model", "logistic-regression", "--select", "mutual-information:1", "--save", saved, "--json", "--quiet");
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal("mutual-information:1", result.Json["preprocessing"]!["select"]!.GetValue<string>());
        Assert.Single(CommandLine.Run("inspect", saved, "--json").Json["features"]!.AsArray());
        Assert.Equal(0, CommandLine.Run("evaluate", saved, command.Tracks, "--json").Code);
    }

    [Theory]
    [InlineData("anova", "selects no features")]
    [InlineData("anova:9", "9 of 2 features")]
    public void ImpossibleSelectionsAreWrongUsage(string selection, string message)
    {
        var result = CommandLine.Run("train", command.Tracks, "--model", "softmax", "--select", selection, "--quiet");
        Assert.Equal(2, result.Code);
        Assert.Contains(message, Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine)), StringComparison.Ordinal);
    }
}
