using GenreLab.Cli.Experiments;
using GenreLab.Models;
using GenreLab.Tests.Models;

namespace GenreLab.Tests.Cli;

/// <summary>Experiments are read strictly, run as train would, and their results stand beside the published ones.</summary>
public sealed class ExperimentTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-experiments-").FullName;
    private readonly string records;

    public ExperimentTests()
    {
        records = Path.Combine(folder, "records");
        Directory.CreateDirectory(Path.Combine(folder, "data"));
        SmallTable.Write(Path.Combine(folder, "data"), rows: 300);
        SmallTable.Write(Path.Combine(folder, "data"), "other.csv", rows: 60, seed: 5);
    }

    private string Write(string name, string more = "", string options = "{}", string model = """{ "kind": "softmax", "epochs": 20, "learningRate": 0.05 }""", double? published = null)
    {
        var path = Path.Combine(folder, name + ".json");
        File.WriteAllText(path, $$"""
            { "section": "Small", "title": "{{name}} | one", "data": "tracks.csv", "options": {{options}}, "model": {{model}}
              {{(published is { } accuracy ? FormattableString.Invariant($", \"published\": {{ \"accuracy\": {accuracy} }}") : "")}} {{more}} }
            """);
        return path;
    }

    private CommandResult Run(params string[] words) => CommandLine.Run([.. words, "--records", records]);

    private CommandResult Experiment(params string[] files) => Run(["run", "--experiment", .. files, "--data-root", Path.Combine(folder, "data"), "--json", "--quiet"]);

    private string Refused(int code, params string[] files)
    {
        var result = Experiment(files);
        Assert.True(code == result.Code, result.Error);
        return Assert.Single(result.Error.TrimEnd().Split(Environment.NewLine));
    }

    [Fact]
    public void AnExperimentIsWhatTrainDoes()
    {
        var file = Write("one", options: """{ "scale": "min-max", "features": ["tempo"], "split": "stratified" }""", more: """, "seed": 3""");
        var result = Experiment(file);
        Assert.True(result.Code == 0, result.Error);
        var trained = Run("train", Path.Combine(folder, "data", "tracks.csv"), "--model", "softmax", "--set", "epochs=20", "--set", "learningRate=0.05", "--scale", "min-max", "--features", "tempo", "--split", "stratified", "--seed", "3", "--skip-importance", "--json");
        Assert.Equal(trained.Json["test"]!.ToJsonString(), result.Json["experiments"]![0]!["score"]!.ToJsonString());
        var run = Run("runs", "show", "1", "--json").Json;
        Assert.Equal(("experiment", "one"), (run["command"]!.GetValue<string>(), run["experiment"]!.GetValue<string>()));
        Assert.Equal("1", Run("runs", "compare", "1", "2", "--json").Json["pValue"]!.ToJsonString());
    }

    [Fact]
    public void AnExperimentThatWasStoppedGoesOnFromItsCheckpoint()
    {
        var file = Write("long", model: """{ "kind": "mlp", "hidden": [48], "epochs": 30000, "dropout": [0.1] }""");
        var kept = Path.Combine(folder, "kept");
        string[] words = ["run", "--experiment", file, "--data-root", Path.Combine(folder, "data"), "--json", "--quiet", "--records", records];
        // Stopped before training has begun there is nothing to keep; then it is given longer.
        for (var pause = 50; !File.Exists(Path.Combine(kept, "long.checkpoint")); pause *= 2)
        {
            using var stop = new CancellationTokenSource(pause);
            var stopped = CommandLine.Run(stop.Token, [.. words, "--checkpoints", kept]);
            Assert.True(stopped.Code != 0, "It ended before it was stopped.");
        }

        var resumed = Run([.. words[..^2], "--checkpoints", kept]);
        Assert.True(resumed.Code == 0, resumed.Error);
        Assert.Empty(Directory.GetFiles(kept));
        Assert.Equal(Run(words[..^2]).Json["experiments"]![0]!["score"]!.ToJsonString(), resumed.Json["experiments"]![0]!["score"]!.ToJsonString());
    }

    [Fact]
    public void ValidationRowsOtherTablesAndTestRowsThatWereTrainedOn()
    {
        var result = Experiment(
            Write("a", more: """, "scoredOn": "validation" """), Write("b", more: """, "testFile": "other.csv" """),
            Write("c", more: """, "fitOnTest": true""", model: """{ "kind": "decision-tree", "pruning": 0 }"""));
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal([48, 60, 60], result.Json["experiments"]!.AsArray().Select(line => line!["score"]!["rows"]!.GetValue<int>()));
        Assert.Equal(1, result.Json["experiments"]![2]!["score"]!["accuracy"]!.GetValue<double>());
        Assert.Contains("were used to train the model", result.Json["experiments"]![2]!["score"]!["warnings"]![0]!.GetValue<string>());
        Assert.Contains("not to be believed", Run("runs", "best").Error);
        Assert.DoesNotContain("decision-tree", Run("runs", "best").Output);
    }

    [Fact]
    public void ResultsStandBesideThePublishedOnes()
    {
        var files = new[]
        {
            Write("a-beaten", published: 0.3), Write("b-missed", published: 1, model: """{ "kind": "softmax", "epochs": 1, "learningRate": 0.00001 }"""),
            Write("c-invalid", more: """, "published": { "accuracy": 0.99, "valid": false, "note": "Learnt by heart." }, "fitOnTest": true"""), Write("d-ours"),
        };
        Assert.Equal(0, Experiment(files).Code);
        Write("e-not-run", published: 0.5);
        var page = Path.Combine(folder, "RESULTS.md");
        var result = Run("results", "--experiments", folder, "--out", page, "--json");
        Assert.True(result.Code == 0, result.Error);
        Assert.Contains("1 of 5 experiments have no recorded run", result.Error);
        Assert.Equal(["beaten", "missed", "none", "none", null], result.Json["results"]!.AsArray().Select(row => row!["verdict"]?.GetValue<string>()));
        var text = File.ReadAllText(page);
        Assert.Contains("## Small\n", text);
        Assert.Contains("| a-beaten | a-beaten \\| one | 0.3000 |", text);
        Assert.Contains("**beaten**", text);
        Assert.Contains("~~0.9900~~ | ~~", text);
        Assert.Contains("Learnt by heart. GenreLab's verdict: ", text);
        Assert.Contains("| e-not-run | e-not-run \\| one | 0.5000 | not run yet |", text);
        Assert.DoesNotContain(folder, text);
        Assert.Contains("The best on the same rows", text);

        // What the file prescribes has changed since: its record no longer counts. Its words for people may.
        Write("a-beaten", published: 0.31, more: """, "note": "Looked at again." """);
        Write("d-ours", more: """, "seed": 2""");
        var changed = Run("results", "--experiments", folder, "--json").Json["results"]!.AsArray();
        Assert.NotNull(changed[0]!["score"]);
        Assert.Null(changed[3]!["score"]);
    }

    [Fact]
    public void WhatIsRecordedAlreadyNeedNotRunAgain()
    {
        string one = Write("one"), two = Write("two");
        Assert.Equal(0, Experiment(one).Code);
        string[] Ran() => [.. Experiment(one, two, "--only-new").Json["experiments"]!.AsArray().Select(line => line!["experiment"]!.GetValue<string>())];
        Assert.Equal(["two"], Ran());
        Assert.Empty(Ran());
        Write("one", more: """, "seed": 5""");
        Assert.Equal(["one"], Ran());
    }

    [Fact]
    public void OneThatFailsDoesNotKeepTheOthersFromRunning()
    {
        var result = Experiment(Write("bad", options: """{ "genres": ["polka"] }"""), Write("good"));
        Assert.Equal(1, result.Code);
        Assert.Equal("bad", result.Json["failed"]![0]!["experiment"]!.GetValue<string>());
        Assert.Equal("good", Assert.Single(result.Json["experiments"]!.AsArray())!["experiment"]!.GetValue<string>());
    }

    [Fact]
    public void WhateverIsWrongIsOneSentence()
    {
        Assert.Contains("There is no experiment", Refused(1, Path.Combine(folder, "none.json")));
        Assert.Contains("is a folder", Refused(1, folder));
        var damaged = Path.Combine(folder, "damaged.json");
        File.WriteAllText(damaged, "{ \"section\": ");
        Assert.Contains("is damaged", Refused(1, damaged));
        File.WriteAllText(damaged, "[]");
        Assert.Contains("is damaged", Refused(1, damaged));
        File.WriteAllText(damaged, """{ "section": "x", "title": "x", "data": "x" }""");
        Assert.Contains("'model'", Refused(1, damaged));
        Assert.Contains("$.seed", Refused(1, Write("seed", more: """, "seed": "one" """)));
        Assert.Contains("says \"modle\", which no experiment has; the words are model", Refused(1, Write("word", more: """, "modle": {}""")));
        Assert.Contains("says \"accuarcy\" under \"published\"", Refused(1, Write("nested", more: """, "published": { "accuracy": 0.5, "accuarcy": 1 }""")));
        Assert.Contains("sets the option \"spilt\", which is none of split", Refused(2, Write("option", options: """{ "spilt": "by-track" }""")));
        Assert.Contains("'by-moon' is not a value for --split", Refused(2, Write("value", options: """{ "split": "by-moon" }""")));
        Assert.Contains("There is no model kind 'mpl'", Refused(2, Write("kind", model: """{ "kind": "mpl" }""")));
        Assert.Contains("softmax has no option 'epoch'", Refused(2, Write("set", model: """{ "kind": "softmax", "epoch": 3 }""")));
        Assert.Contains("check --data-root", CommandLine.Run("run", "--experiment", Write("root"), "--data-root", Path.Combine(folder, "nowhere"), "--records", records).Error);
        Assert.Contains("one word too many", CommandLine.Run("run", "tracks.csv", "--experiment", Write("root"), "--records", records).Error);
        Assert.Contains("There is no experiment (*.json) in", CommandLine.Run("results", "--experiments", Path.Combine(folder, "nowhere")).Error);
        Assert.False(Directory.Exists(records));
    }

    [Fact]
    public void EveryExperimentOfTheProjectIsSound()
    {
        var experiments = ExperimentFile.ReadFolder(Path.Combine(ReadmeTests.Root, "experiments"));
        Assert.True(experiments.Count > 40);
        Assert.Equal(experiments.Count, experiments.Select(experiment => experiment.Name).Distinct().Count());
        foreach (var experiment in experiments)
        {
            // Kinds that are still being built have their experiments already.
            if (!ModelKinds.All.Any(kind => kind.Word == experiment.Model["kind"]!.GetValue<string>())) continue;
            TrainerOptions.FromJson(experiment.Model).Validate();
            new ExperimentWords().Parse(experiment, "data", threads: 1);
            Assert.True(experiment.Published is null or { Accuracy: > 0 and < 1 });
        }
    }

    [Fact]
    public void TheIndexColumnIsCaughtOnTheRealTable()
    {
        var data = Path.GetDirectoryName(Path.GetDirectoryName(RealData.File("spotify-tracks", "dataset.csv")))!;
        var file = Path.Combine(ReadmeTests.Root, "experiments", "A30-tree-with-index.json");
        var result = CommandLine.Run("run", "--experiment", file, "--data-root", data, "--records", records, "--json", "--quiet");
        Assert.True(result.Code == 0, result.Error);
        Assert.Equal(22_710, result.Json["experiments"]![0]!["score"]!["rows"]!.GetValue<int>());
        Assert.True(result.Json["experiments"]![0]!["score"]!["accuracy"]!.GetValue<double>() > 0.9);
        Assert.Contains("not to be believed", result.Error);
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);
}
