using GenreLab.Models;
using GenreLab.Tests.Models;

namespace GenreLab.Tests.Cli;

/// <summary><c>genrelab merge</c> and <c>run --compare-merge</c>.</summary>
public sealed class MergeProposalCommandTests(CommandLine command) : IClassFixture<CommandLine>
{
    // Neighbours of this list have neighbouring features; the last two are one genre under two names.
    private static readonly string[] Genres = ["ambient", "drone", "folk", "techno", "hard techno"];

    private static readonly string[] Quick = ["--model", "softmax", "--set", "epochs=30"];

    private static CommandResult Succeed(params string[] arguments)
    {
        var result = CommandLine.Run(arguments);
        Assert.True(result.Code == 0, result.Error);
        return result;
    }

    /// <summary>Tracks whose last two genres cannot be told apart.</summary>
    private string Tracks(int rows = 500)
    {
        var path = SmallTable.Write(command.Folder, $"five{rows}.csv", rows, 5, ["ambient", "drone", "folk", "techno"]);
        var lines = File.ReadAllLines(path);
        var techno = 0;
        for (var line = 1; line < lines.Length; line++)
            if (lines[line].Contains(",techno,", StringComparison.Ordinal) && techno++ % 5 < 2) lines[line] = lines[line].Replace(",techno,", ",hard techno,", StringComparison.Ordinal);
        File.WriteAllLines(path, lines);
        return path;
    }

    [Fact]
    public void ProposesAMergeThatEvaluateConfirms()
    {
        var (tracks, merge, page, model) = (Tracks(), command.File("four.csv"), command.File("merge.html"), command.File("five.genre"));
        var json = Succeed(["merge", tracks, "--to", "4", "--out", merge, "--report", page, "--json", "--quiet", .. Quick]).Json;
        Assert.Equal((4, 2), (json["to"]!.GetValue<int>(), json["fewest"]!.GetValue<int>()));
        Assert.Equal(Genres.Order(StringComparer.Ordinal), json["genres"]!.AsArray().Select(genre => genre!.GetValue<string>()));
        Assert.Equal([5, 4, 3, 2], json["curve"]!.AsArray().Select(point => point!["genres"]!.GetValue<int>()));
        Assert.Equal([4, 3, 2, 1], json["steps"]!.AsArray().Select(step => step!["genres"]!.GetValue<int>()));
        Assert.Equal(["techno/hard techno"], json["merge"]!["targets"]!.AsObject().Select(pair => pair.Value!.GetValue<string>()).Distinct());
        Assert.Equal((merge, page), (json["saved"]!.GetValue<string>(), json["report"]!.GetValue<string>()));
        Assert.StartsWith("# 5 genres of five500.csv into 4", File.ReadAllText(merge), StringComparison.Ordinal);
        Assert.Contains("techno/hard techno", File.ReadAllText(page), StringComparison.Ordinal);

        // The same from a model file, which also brings its seed; and the accuracy is the one that training on the split with that merge is compared to.
        Succeed(["train", tracks, "--save", model, "--seed", "3", "--quiet", .. Quick]);
        var fromModel = Succeed("merge", model, tracks, "--to", "4", "--out", merge, "--json", "--quiet").Json;
        Assert.Empty(fromModel["warnings"]!.AsArray());
        Assert.Equal("five.genre", fromModel["model"]!.GetValue<string>());
        var trained = GenreModel.Load(model).Provenance;
        var all = fromModel["curve"]![0]!;
        Assert.Equal(trained.Test!.Accuracy, all["test"]!["accuracy"]!.GetValue<double>());
        Assert.Equal(trained.Validation!.Accuracy, all["validation"]!["accuracy"]!.GetValue<double>());

        var run = Succeed(["run", tracks, "--models", "softmax", "--set", "epochs=30", "--seed", "3", "--skip-importance", "--compare-merge", merge, "--out", command.File("levels"), "--json", "--quiet"]).Json;
        var level = Assert.Single(run["mergeLevels"]!.AsArray())!;
        Assert.Equal(fromModel["curve"]![1]!["test"]!["accuracy"]!.GetValue<double>(), level["fine"]!["accuracy"]!.GetValue<double>());
        Assert.Equal(4, level["merged"]!["perGenre"]!.AsArray().Count);
        Assert.Equal(level["fine"]!["accuracy"]!.GetValue<double>() - level["merged"]!["accuracy"]!.GetValue<double>(), level["difference"]!["difference"]!.GetValue<double>(), 1e-12);
        Assert.Contains("Trained on merged ones", File.ReadAllText(command.File("levels/report.html")), StringComparison.Ordinal);

        var evaluated = Succeed("evaluate", model, tracks, "--merge", merge, "--json");
        Assert.Equal((5, 4), (evaluated.Json["genres"]!["model"]!.GetValue<int>(), evaluated.Json["genres"]!["scored"]!.GetValue<int>()));
        Assert.Equal(2, evaluated.Json["accuracyInterval"]!.AsArray().Count);
        Assert.Contains("5 genres of the model merged into 4 (four.csv)", Succeed("evaluate", model, tracks, "--merge", merge).Output, StringComparison.Ordinal);

        // Merging what is merged already gives one file that does both.
        var twice = Succeed(["merge", tracks, "--merge", merge, "--to", "2", "--json", "--quiet", .. Quick]).Json["merge"]!["targets"]!;
        Assert.Equal(twice["techno"]!.GetValue<string>(), twice["hard techno"]!.GetValue<string>());
    }

    [Fact]
    public void SaysWhatAMergeBringsAndCosts()
    {
        var told = Succeed(["merge", Tracks(), "--quiet", .. Quick]);
        Assert.True(told.Output.Contains("5 genres into 4: test accuracy", StringComparison.Ordinal), told.Output + told.Error);
        Assert.Contains("techno/hard techno: techno, hard techno", told.Output, StringComparison.Ordinal);
        Assert.Contains("chosen, best", told.Output, StringComparison.Ordinal);
        Assert.Contains("bits (", told.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Merge:", told.Output, StringComparison.Ordinal);
    }

    private string Refused(int code, params string[] arguments)
    {
        var before = Directory.GetFileSystemEntries(command.Folder, "*", SearchOption.AllDirectories).Order().ToArray();
        var result = CommandLine.Run(["merge", .. arguments, "--json", "--quiet"]);
        Assert.True(code == result.Code, $"exit code {result.Code}: {result.Error}");
        var line = Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine));
        Assert.DoesNotContain("bug", line, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFileSystemEntries(command.Folder, "*", SearchOption.AllDirectories).Order());
        return line;
    }

    [Fact]
    public void WhatCannotBeMergedIsRefusedInASentence()
    {
        var tracks = Tracks();
        foreach (var number in (string[])["1", "0", "-3", "few"]) Assert.Contains($"'{number}' is not a value for --to; write a whole number from 2 to", Refused(2, tracks, "--to", number), StringComparison.Ordinal);
        Assert.Equal("5 genres cannot be merged into 5; choose 2 to 4.", Refused(2, tracks, "--to", "5"));
        Assert.Equal("5 genres cannot be merged into 200; choose 2 to 4.", Refused(2, tracks, "--to", "200"));
        Assert.Contains("There are only 2 genres (folk and techno)", Refused(1, tracks, "--genres", "folk,techno"), StringComparison.Ordinal);
        Assert.Contains("no validation rows", Refused(1, tracks, "--validation-share", "0"), StringComparison.Ordinal);
        Assert.Contains("There is no file", Refused(1, command.File("nowhere.csv")), StringComparison.Ordinal);
        Assert.Contains("there is no folder", Refused(1, tracks, "--out", command.File("no/m.csv")), StringComparison.Ordinal);
        Assert.Contains("is a folder", Refused(1, tracks, "--report", command.Folder), StringComparison.Ordinal);
        Assert.Contains("There is no model kind 'mpl'", Refused(2, tracks, "--model", "mpl"), StringComparison.Ordinal);
        Assert.Contains("see 'genrelab merge --help'", Refused(2), StringComparison.Ordinal);
    }

    [Fact]
    public void AModelAndATableThatDoNotFitAreRefusedInASentence()
    {
        Assert.Contains("is a model; name the table", Refused(2, command.Model), StringComparison.Ordinal);
        Assert.Contains("is not a model file", Refused(1, command.Write("damaged.genre", "no model"), command.Tracks), StringComparison.Ordinal);
        Assert.Contains("is given twice", Refused(1, command.Tracks, command.Tracks), StringComparison.Ordinal);
        Assert.Contains("--set is about training", Refused(2, command.Model, command.Tracks, "--set", "epochs=1"), StringComparison.Ordinal);
        Assert.Contains("--scale is about training", Refused(2, command.Model, command.Tracks, "--scale", "standard"), StringComparison.Ordinal);
        Assert.Contains("lacks the feature energy", Refused(1, command.Model, command.Write("narrow.csv", "track_id,genre,tempo\na,folk,1\nb,techno,2\nc,ambient,3\n")), StringComparison.Ordinal);
        Assert.Contains("is of a genre the model knows", Refused(1, command.Model, SmallTable.Write(command.Folder, "strange.csv", 90, 3, ["polka", "zydeco", "schlager"])), StringComparison.Ordinal);
        // Another split would judge by rows the model was trained on.
        var message = Refused(1, command.Model, command.Tracks, "--seed", "9");
        Assert.Contains("validation rows of tracks.csv were used to train the model: its split was 'by track, 64/16/20, seed 1' of 90 rows, this one is 'by track, 64/16/20, seed 9' of 90; give the options", message, StringComparison.Ordinal);
        Assert.Equal(0, CommandLine.Run("merge", command.Model, command.Tracks, "--to", "2", "--quiet").Code);
    }

    [Fact]
    public void TheSplitIsTheModelsWhetherOrNotItKeptRowsWithMissingValues()
    {
        var (tracks, model) = (command.Write("holes.csv", File.ReadAllText(Tracks()) + "hole,folk,,0.5\n"), command.File("holes.genre"));
        foreach (var impute in (string[][])[[], ["--impute", "median"]])
        {
            Succeed(["train", tracks, "--model", "decision-tree", "--save", model, "--quiet", .. impute]);
            Assert.Empty(Succeed(["merge", model, tracks, "--to", "3", "--json", "--quiet", .. impute]).Json["warnings"]!.AsArray());
        }
        Assert.Contains("of 501 rows, this one is 'by track, 64/16/20, seed 1' of 500; give the options", Refused(1, model, tracks), StringComparison.Ordinal);
    }

    [Fact]
    public void AGenreWithoutValidationRowsStaysAndIsNamed()
    {
        var tracks = command.Write("rare.csv", File.ReadAllText(Tracks()) + "lonely,polka,100,0.5\n");
        var result = Succeed(["merge", tracks, "--to", "4", "--seed", "1", "--json", "--quiet", .. Quick]);
        var split = result.Json["curve"]![0]!["genres"]!.GetValue<int>();
        Assert.Equal(6, split);
        if (result.Json["fewest"]!.GetValue<int>() == 3)
        {
            Assert.Contains("The genre 'polka' has no validation rows", Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine)), StringComparison.Ordinal);
            Assert.DoesNotContain("polka", result.Json["merge"]!["targets"]!.AsObject().Select(pair => pair.Key));
        }
    }

    [Fact]
    public void RunRefusesAMergeThatDoesNotFitBeforeTraining()
    {
        var result = CommandLine.Run("run", command.Tracks, "--models", "softmax", "--compare-merge", "published-66", "--out", command.File("unfit"), "--quiet");
        Assert.Equal(1, result.Code);
        Assert.Contains("has no such genre", result.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(command.File("unfit")));
    }

    [Fact]
    public void TheRealTableKeepsMoreInformationThanThePublishedMerge()
    {
        var table = RealData.File("spotify-tracks", "dataset.csv");
        var json = Succeed("merge", table, "--to", "66", "--model", "softmax", "--set", "epochs=3", "--json", "--quiet").Json;
        // The published merge leaves a model that is more accurate than this one 1.46 bits.
        Assert.True(json["curve"]![114 - 66]!["test"]!["information"]!.GetValue<double>() > 1.9);
        Assert.Equal(113, json["curve"]!.AsArray().Count);
        var information = json["curve"]!.AsArray().Select(point => point!["test"]!["information"]!.GetValue<double>()).ToArray();
        for (var i = 1; i < information.Length; i++) Assert.True(information[i] <= information[i - 1] + 0.02, $"{information[i]} bits after {information[i - 1]}");
        Assert.Equal(66, json["groups"]!.AsArray().Count);
        Assert.InRange(json["suggested"]!.GetValue<int>(), 5, 113);
    }
}
