using GenreLab.Models;
using GenreLab.Tests.Models;

namespace GenreLab.Tests.Cli;

public sealed class MergeCommandTests(CommandLine command) : IClassFixture<CommandLine>
{
    private static readonly string[] Fine = ["ambient", "drone", "folk", "techno"];

    private static CommandResult Succeed(params string[] arguments)
    {
        var result = CommandLine.Run(arguments);
        Assert.True(result.Code == 0, result.Error);
        return result;
    }

    private string Tracks(ulong seed) => SmallTable.Write(command.Folder, $"fine{seed}.csv", 200, seed, Fine);

    private string Merge() => command.Write("calm.csv", "from,to\n# one mood\ndrone,ambient\n");

    private static IEnumerable<string> Labels(CommandResult evaluated) => evaluated.Json["confusion"]!["labels"]!.AsArray().Select(label => label!.GetValue<string>());

    [Fact]
    public void AModelOfMergedGenresMergesWhatItIsScoredOn()
    {
        var model = command.File("merged.genre");
        var trained = Succeed("train", Tracks(3), "--model", "softmax", "--merge", Merge(), "--save", model, "--json");
        Assert.Equal("calm.csv", trained.Json["merge"]!["name"]!.GetValue<string>());
        Assert.Equal("ambient", trained.Json["merge"]!["targets"]!["drone"]!.GetValue<string>());
        Assert.Contains("4 genres merged into 3 (calm.csv).", trained.Error);
        Assert.Equal(["ambient", "folk", "techno"], GenreModel.Load(model).LabelNames);
        Assert.Contains("4 genres merged into 3 (calm.csv).", Succeed("inspect", model).Output.ReplaceLineEndings(" "));

        var scored = Succeed("evaluate", model, Tracks(4), "--json");
        Assert.Equal(["ambient", "folk", "techno"], Labels(scored));
        Assert.Equal(200, scored.Json["rows"]!.GetValue<int>());
        Assert.Equal("calm.csv", scored.Json["merge"]!["name"]!.GetValue<string>());
        Assert.Empty(scored.Json["warnings"]!.AsArray());
        Assert.Equal(3, GenreModel.Load(model).LabelNames.Count);
        // A table without the merged genre, or merged already, is scored as it is.
        Assert.Equal(90, Succeed("evaluate", model, command.Tracks, "--json").Json["rows"]!.GetValue<int>());
    }

    [Fact]
    public void AModelOfFineGenresIsScoredOnMergedOnesByAddingUpProbabilities()
    {
        var model = command.File("fine.genre");
        Succeed("train", Tracks(3), "--model", "softmax", "--set", "epochs=60", "--save", model, "--quiet");
        var fine = Succeed("evaluate", model, Tracks(4), "--json");
        var merged = Succeed("evaluate", model, Tracks(4), "--merge", Merge(), "--json");
        Assert.Equal(Fine, Labels(fine));
        Assert.Equal(["ambient", "folk", "techno"], Labels(merged));
        Assert.True(merged.Json["accuracy"]!.GetValue<double>() >= fine.Json["accuracy"]!.GetValue<double>());
        Assert.True(merged.Json["logLoss"]!.GetValue<double>() < fine.Json["logLoss"]!.GetValue<double>());
        Assert.Null(fine.Json["merge"]);
    }

    [Fact]
    public void RunAndAuditSayThatGenresWereMerged()
    {
        var folder = command.File("merged");
        var json = Succeed("run", Tracks(3), "--models", "softmax", "--merge", Merge(), "--out", folder, "--json").Json;
        Assert.Equal("calm.csv", json["data"]!["cleaning"]!["merge"]!["name"]!.GetValue<string>());
        Assert.Contains("4 genres merged into 3 (calm.csv).", File.ReadAllText(Path.Combine(folder, "report.html")));
        var audit = Succeed("audit", Tracks(3), "--merge", Merge());
        Assert.Contains("4 genres merged into 3 (calm.csv).", audit.Output);
        Assert.Equal(3, Succeed("audit", Tracks(3), "--merge", Merge(), "--json").Json["genres"]!.GetValue<int>());
    }

    [Fact]
    public void APresetForOtherGenresIsRefused()
    {
        var result = CommandLine.Run("train", command.Tracks, "--merge", "published-66");
        Assert.Equal(1, result.Code);
        Assert.Contains("published-66 merges 'alt-rock', but tracks.csv has no such genre; the closest are", result.Error);
        Assert.Contains("There is no file 'publshed-66'", CommandLine.Run("audit", command.Tracks, "--merge", "publshed-66").Error);
    }

    [Fact]
    public void ThePublishedMergeLeaves66GenresOfTheRealTable()
    {
        var table = RealData.File("spotify-tracks", "dataset.csv");
        var json = Succeed("audit", table, "--merge", "published-66", "--split-file", RealData.File("splits", "spotify-tracks.published.csv"), "--json").Json;
        Assert.Equal((66, 113_549), (json["genres"]!.GetValue<int>(), json["rows"]!.GetValue<int>()));
    }
}
