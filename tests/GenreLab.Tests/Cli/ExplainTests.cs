using GenreLab.Models;

namespace GenreLab.Tests.Cli;

/// <summary><c>predict --explain</c>.</summary>
public sealed class ExplainTests(CommandLine command) : IClassFixture<CommandLine>
{
    [Fact]
    public void AModelThatCannotExplainRefusesBeforeAnythingIsRead()
    {
        var result = CommandLine.Run("predict", command.Model, command.File("nowhere.csv"), "--out", command.File("refused.csv"), "--explain");
        Assert.Equal(2, result.Code);
        Assert.StartsWith("A model of kind softmax cannot explain its predictions; kinds that can are ", result.Error);
        Assert.False(File.Exists(command.File("refused.csv")));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("some")]
    [InlineData("1001")]
    public void OnlyNumbersOfReasonsAreTaken(string number)
    {
        var result = CommandLine.Run("predict", command.Model, command.Tracks, "--out", command.File("refused.csv"), "--explain", number);
        Assert.Equal(2, result.Code);
        Assert.Contains($"'{number}' is not a value for --explain; write a whole number from 0 to 1000", result.Error);
    }

    [Fact]
    public void NoReasonsAreTheUsualPredictions()
    {
        var result = CommandLine.Run("predict", command.Model, command.Tracks, "--out", command.File("plain.csv"), "--explain", "0", "--json");
        Assert.True(result.Code == 0, result.Error);
        Assert.True(result.Json.ContainsKey("explanation"));
        Assert.Null(result.Json["explanation"]);
        Assert.Equal("track_id,genre,probability", File.ReadLines(command.File("plain.csv")).First());
    }

    public static TheoryData<string> Kinds() => [.. ModelKinds.All.Where(kind => kind.Explains).Select(kind => kind.Word)];

    [Theory(SkipTestWithoutData = true)]
    [MemberData(nameof(Kinds))]
    public void EveryKindThatCanExplainDoes(string kind)
    {
        string model = command.File($"{kind}.genre"), predictions = command.File($"{kind}.csv");
        var trained = CommandLine.Run("train", command.Tracks, "--model", kind, "--save", model, "--quiet");
        Assert.True(trained.Code == 0, trained.Error);
        var result = CommandLine.Run("predict", model, command.Tracks, "--out", predictions, "--explain", "--json");
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(3, result.Json["explanation"]!["reasons"]!.GetValue<int>());
        Assert.Contains(result.Json["explanation"]!["addsUpTo"]!.GetValue<string>(), (string[])["probability", "logit"]);
        var lines = File.ReadAllLines(predictions);
        // The table has two features, so there are two reasons.
        Assert.Equal("track_id,genre,probability,baseline,because1,effect1,because2,effect2,other_effects", lines[0]);
        Assert.Equal(91, lines.Length);
        Assert.Contains("tempo = ", lines[1]);
        Assert.Contains("adds up to", CommandLine.Run("predict", model, command.Tracks, "--out", predictions, "--explain", "1").Output);
    }
}
