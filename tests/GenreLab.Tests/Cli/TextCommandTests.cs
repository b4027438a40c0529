using GenreLab.Tests.Text;

namespace GenreLab.Tests.Cli;

/// <summary>Texts on the command line, from training to prediction.</summary>
public sealed class TextCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-text-").FullName;
    private readonly string songs;

    public TextCommandTests() => File.WriteAllText(songs = Path.Combine(folder, "songs.csv"), SmallSongs.Csv());

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void SongsAreLearntInspectedEvaluatedAndPredicted()
    {
        var model = Path.Combine(folder, "songs.genre");
        var trained = CommandLine.Run("train", songs, "--model", "text", "--split", "by-artist", "--set", "minimumDocuments=2", "--stop-words", "english", "--max-length", "12", "--cut", "start", "--decade", "--save", model, "--json", "--quiet");
        Assert.True(trained.Code == 0, trained.Error);
        var lyrics = trained.Json["texts"]![0]!;
        Assert.Equal(("lyrics", 12), (lyrics["name"]!.GetValue<string>(), lyrics["length"]!.GetValue<int>()));
        Assert.True(lyrics["knownShare"]!.GetValue<double>() > 0.9);
        Assert.Equal("english", trained.Json["preprocessing"]!["text"]!["tokenizer"]!["stopWords"]![0]!.GetValue<string>());
        Assert.True(trained.Json["test"]!["accuracy"]!.GetValue<double>() > 0.8);

        var shown = CommandLine.Run("inspect", model);
        Assert.Contains("words known", shown.Output);
        Assert.Contains("speaks for country", shown.Output);
        Assert.Equal(3, CommandLine.Run("inspect", model, "--json").Json["words"]!.AsArray().Count);

        Assert.Contains(CommandLine.Run("evaluate", model, songs, "--json", "--quiet").Json["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("used to train"));

        var unseen = Path.Combine(folder, "unseen.csv");
        File.WriteAllText(unseen, "track_name,year,lyrics\nblues,1970,whiskey truck\n1999,1999,\n");
        var predictions = Path.Combine(folder, "out.csv");
        var predicted = CommandLine.Run("predict", model, unseen, "--out", predictions, "--json");
        Assert.True(predicted.Code == 0, predicted.Error);
        Assert.Contains("blues,country", File.ReadAllText(predictions));
        File.WriteAllText(unseen, "track_name,year\nblues,1970\n");
        Assert.Contains("lacks the text lyrics that the model reads", CommandLine.Run("predict", model, unseen, "--out", predictions).Error);
    }

    [Fact]
    public void ARunShowsTheWordsInItsReport()
    {
        var output = Path.Combine(folder, "run");
        var run = CommandLine.Run("run", songs, "--models", "text", "--text", "lyrics", "--out", output, "--json", "--quiet");
        Assert.True(run.Code == 0, run.Error);
        Assert.Equal("reggae", run.Json["leaderboard"]![0]!["words"]![2]!["genre"]!.GetValue<string>());
        Assert.Contains("id=\"words\"", File.ReadAllText(Path.Combine(output, "report.html")));
    }

    [Fact]
    public void WhatEachBranchIsWorthIsToldAndShown()
    {
        var report = Path.Combine(folder, "branches.html");
        string[] train = ["train", songs, "--model", "hybrid", "--split", "by-artist", "--text", "lyrics", "--decade", "--set", "epochs=25", "--set", "batchSize=16", "--set", "learningRate=0.01", "--set", "units=8", "--set", "hidden=16"];
        var trained = CommandLine.Run([.. train, "--report", report, "--json", "--quiet"]);
        Assert.True(trained.Code == 0, trained.Error);
        var branches = trained.Json["branches"]!.AsArray();
        Assert.Equal(["numbers", "lyrics"], branches.Select(branch => branch!["branch"]!.GetValue<string>()));
        var accuracy = trained.Json["test"]!["accuracy"]!.GetValue<double>();
        Assert.All(branches, branch => Assert.Equal(accuracy, branch!["accuracy"]!.GetValue<double>(), 1e-9));
        // Lyrics tell these genres, the decade does not.
        Assert.True(branches[1]!["mutedAccuracy"]!.GetValue<double>() < accuracy - 0.2);
        Assert.Contains("id=\"branches\"", File.ReadAllText(report));
        Assert.Contains("without lyrics", CommandLine.Run(train).Output);
    }

    [Fact]
    public void TheAuditSaysWhatReadingTheArtistDoes()
    {
        var read = CommandLine.Run("train", songs, "--model", "text", "--split", "random", "--text", "all", "--json", "--quiet").Json;
        Assert.Equal(["lyrics", "track_name", "artist"], read["texts"]!.AsArray().Select(text => text!["name"]!.GetValue<string>()));
        Assert.Contains(read["warnings"]!.AsArray(), warning => warning!.GetValue<string>().Contains("The artist is read as text"));
        Assert.Contains("[artist-as-text]", CommandLine.Run("audit", songs, "--split", "random", "--text", "all").Output);
        Assert.DoesNotContain("[artist-as-text]", CommandLine.Run("audit", songs, "--split", "random").Output);
    }

    [Fact]
    public void WhatCannotBeReadIsOneSentence()
    {
        string Refused(params string[] more) => RefusedFor("text", more);
        string RefusedFor(string kind, params string[] more)
        {
            var result = CommandLine.Run(["train", songs, "--model", kind, "--quiet", .. more]);
            Assert.NotEqual(0, result.Code);
            return Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine));
        }
        Assert.Contains("'lyric' is no text", Refused("--text", "lyric"));
        Assert.Contains("neither a language of stop-words nor a file; the languages are english", Refused("--stop-words", "englisch"));
        Assert.Contains("There is no file", RefusedFor("hybrid", "--vectors", Path.Combine(folder, "nowhere.txt")));
        Assert.Contains("A model of kind text does not use word vectors; leave them out, or train one that does: hybrid.", Refused("--vectors", Path.Combine(folder, "nowhere.txt")));
        Assert.Contains("no column of album names", Refused("--text", "album_name"));
        Assert.Contains("choose a model that reads texts", Refused("--text", "none"));
        Assert.Contains("does not read texts; kinds that do are hybrid, text", RefusedFor("mlp", "--text", "lyrics"));
        Assert.Contains("cannot both be features", Refused("--year", "--decade"));
    }
}
