using System.Text.Json.Nodes;
using GenreLab.Models;

namespace GenreLab.Tests.Models;

public class TrainerOptionsTests
{
    private static readonly IReadOnlyList<ModelKind> Kinds = [CentroidTrainer.Registered];

    private static CentroidTrainer Set(string name, string text) => (CentroidTrainer)TrainerOptions.Set(new CentroidTrainer(), name, text);

    [Fact]
    public void EveryFormOfValueIsSet()
    {
        Assert.Equal([100, 150, 150], Set("hidden", "100, 150,150").Hidden);
        Assert.Equal([0.2, 0.5], Set("dropout", "0.2,.5").Dropout);
        Assert.Empty(Set("hidden", "").Hidden);
        Assert.Equal(7, Set("rounds", "7").Rounds);
        Assert.Equal(2.5e-3, Set("temperature", "2.5e-3").Temperature);
        Assert.True(Set("shrink", "True").Shrink);
        Assert.Equal(CentroidDistance.CityBlock, Set("distance", "city-block").Distance);
        Assert.Equal(CentroidDistance.CityBlock, Set("distance", "cityBlock").Distance);
        Assert.Equal(1.5f, Set("limit", "1.5").Limit);
        Assert.Null(Set("limit", "none").Limit);
        Assert.Equal("a, b", Set("note", "a, b").Note);
    }

    [Theory]
    [InlineData("Rounds")]
    [InlineData("ROUNDS")]
    [InlineData("rou-nds")]
    public void NamesIgnoreCaseAndDashes(string name) => Assert.Equal(9, Set(name, "9").Rounds);

    [Fact]
    public void SettingLeavesTheOriginalAndTheOtherOptions()
    {
        var before = new CentroidTrainer { Temperature = 4 };
        var after = (CentroidTrainer)TrainerOptions.Set(before, "rounds", "8");
        Assert.Equal((3, 4.0), (before.Rounds, before.Temperature));
        Assert.Equal((8, 4.0), (after.Rounds, after.Temperature));
    }

    [Theory]
    [InlineData("rounds", "many", "a whole number")]
    [InlineData("rounds", "1.5", "a whole number")]
    [InlineData("rounds", "99999999999", "a whole number")]
    [InlineData("rounds", "99999999999999999999999999999999999", "a whole number")]
    [InlineData("temperature", "NaN", "a number")]
    [InlineData("temperature", "1,5", "a number")]
    [InlineData("shrink", "yes", "true or false")]
    [InlineData("distance", "far", "one of euclidean, cityBlock")]
    [InlineData("distance", "1", "one of euclidean, cityBlock")]
    [InlineData("hidden", "1,x", "whole numbers separated by commas")]
    [InlineData("limit", "x", "a number or none")]
    public void WrongValuesAreRefusedWithTheAllowedForm(string name, string text, string form)
    {
        var failure = Assert.Throws<OptionException>(() => Set(name, text));
        Assert.Contains($"write {form}, for example", failure.Message);
        Assert.Contains($"'{text}' is not a value for {name} of centroid", failure.Message);
    }

    [Fact]
    public void UnknownNamesListTheOptionsClosestFirst()
    {
        var failure = Assert.Throws<OptionException>(() => Set("round", "3"));
        Assert.Contains("its options are rounds (a whole number; now 3), ", failure.Message);
        Assert.Contains("hidden (whole numbers separated by commas; now 8,4)", failure.Message);
        Assert.DoesNotContain("kind", failure.Message);
    }

    [Fact]
    public void JsonGoesThereAndBack()
    {
        var trainer = new CentroidTrainer { Hidden = [5], Limit = 2, Distance = CentroidDistance.CityBlock, Temperature = 0.1 };
        var json = TrainerOptions.ToJson(trainer);
        Assert.Equal("""{"kind":"centroid","distance":"cityBlock","rounds":3,"temperature":0.1,"shrink":false,"limit":2,"hidden":[5],"dropout":[],"note":null}""", json.ToJsonString());
        Assert.Equal(json.ToJsonString(), TrainerOptions.ToJson(TrainerOptions.FromJson(json, Kinds)).ToJsonString());
    }

    [Theory]
    [InlineData("{}", "must name its \"kind\"")]
    [InlineData("""{"kind":"centre"}""", "no model kind 'centre'; the kinds are centroid")]
    [InlineData("""{"kind":"centroid","roundz":1}""", "no option 'roundz'; its options are rounds")]
    [InlineData("""{"kind":"centroid","rounds":"x"}""", "wrong form at $.rounds")]
    [InlineData("""{"kind":"centroid","hidden":null}""", "wrong form at $.hidden")]
    public void WrongJsonIsRefused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<OptionException>(() => TrainerOptions.FromJson((JsonObject)JsonNode.Parse(json)!, Kinds)).Message);

    [Fact]
    public void OptionsAreDescribed()
    {
        var described = TrainerOptions.Describe(new CentroidTrainer());
        Assert.Equal(["distance", "rounds", "temperature", "shrink", "limit", "hidden", "dropout", "note"], described.Select(option => option.Name));
        Assert.Equal(new TrainerOption("distance", "one of euclidean, cityBlock", "euclidean", "how far apart two tracks are"), described[0]);
        Assert.Equal("none", described[4].Default);
    }

    [Fact]
    public void EveryKindSurvivesJson() => Assert.All(ModelKinds.All, kind =>
    {
        Assert.Equal(kind.Word, kind.DefaultTrainer.Kind);
        kind.DefaultTrainer.Validate();
        var json = TrainerOptions.ToJson(kind.DefaultTrainer);
        Assert.Equal(json.ToJsonString(), TrainerOptions.ToJson(TrainerOptions.FromJson(json)).ToJsonString());
        foreach (var option in TrainerOptions.Describe(kind.DefaultTrainer))
        {
            Assert.NotEqual("", option.Description);
            var same = TrainerOptions.Set(kind.DefaultTrainer, option.Name, option.Default);
            Assert.Equal(json.ToJsonString(), TrainerOptions.ToJson(same).ToJsonString());
        }
    });
}
