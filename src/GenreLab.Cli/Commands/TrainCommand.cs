using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Cli.Recording;
using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Models;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab train</c>: trains one model with the options the user sets.</summary>
internal sealed class TrainCommand : Verb
{
    private readonly Argument<string> file = new("file") { Description = "The table of tracks with their genres (CSV)." };
    private readonly Option<string> kind = new("--model") { Description = "The kind of model; 'genrelab models' lists them.", HelpName = "kind", DefaultValueFactory = _ => "mlp" };
    private readonly Option<string[]> set = new("--set") { Description = "An option of the model, for example --set hidden=100,150; 'genrelab models' lists them.", HelpName = "name=value" };
    private readonly Option<string?> save = new("--save") { Description = "The model file to write.", HelpName = "file" };
    private readonly CheckpointChoice checkpoints = new();
    private readonly TrainingChoice training = new();
    private readonly RecordingChoice recording = new();

    public TrainCommand() : base(
        "train", "Train one model and score it on tracks it has not seen.",
        "train dataset.csv --model mlp --set hidden=100,150,150,150 --set dropout=0.2 --save rock.genre",
        "train dataset.csv --model softmax --split by-artist --json",
        "train lyrics.csv --model text --text lyrics --stop-words english,spanish --decade",
        "train dataset.csv --set epochs=1000 --checkpoint long.checkpoint --max-minutes 60 --save rock.genre",
        "train dataset.csv --set epochs=1000 --resume long.checkpoint --save rock.genre",
        "train songs.csv --label playlist_genre --genres rock,rap --per-genre 2000")
    {
        Arguments.Add(file);
        Options.Add(kind);
        Options.Add(set);
        Options.Add(save);
        checkpoints.AddTo(this);
        training.AddTo(this);
        recording.AddTo(this);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation) =>
        recording.Watch(parsed, terminal, Name, record => Train(parsed, terminal, record, cancellation));

    private int Train(ParseResult parsed, Terminal terminal, RunRecording record, CancellationToken cancellation)
    {
        var trainer = ModelKinds.Find(parsed.GetRequiredValue(kind)).DefaultTrainer;
        foreach (var assignment in parsed.GetValue(set) ?? []) trainer = Assignment.Parse(assignment).ApplyTo(trainer);
        trainer.Validate();
        training.RequireReaders(parsed, [trainer]);
        var path = parsed.GetValue(save);
        if (path is not null) AtomicFile.RequireWritable(path);
        var checkpoint = checkpoints.Prepare(parsed, trainer, path);

        var clock = Stopwatch.StartNew();
        var surroundings = training.Context(parsed, cancellation);
        var (table, folds) = training.Load(parsed, terminal, options => GenreTable.Load(parsed.GetRequiredValue(file), options), surroundings);
        var loadSeconds = clock.Elapsed.TotalSeconds;
        cancellation.ThrowIfCancellationRequested();
        record.Begin(table, folds, parsed.GetRequiredValue(file), surroundings.Seed, []);

        var run = training.Train(parsed, terminal, trainer, table, folds, surroundings, checkpoint);
        var unfinished = training.WhyUnfinished(parsed, trainer, run, cancellation);
        if (run is null) throw cancellation.IsCancellationRequested ? new OperationCanceledException() : new TrainingException(unfinished!);
        if (path is not null) run.Model.Save(path);
        record.Add(run, table, folds, path);
        var found = training.Study(parsed, terminal, table, folds, run, surroundings);

        if (unfinished is not null) terminal.Warn(unfinished + (checkpoint is { IsWritten: true } ? $" Go on with --resume {checkpoints.Destination(parsed)}." : ""));
        else if (cancellation.IsCancellationRequested) terminal.Warn("Cancelled after training; what was not yet measured is left out.");
        foreach (var warning in run.Model.Provenance.Warnings) terminal.Warn(warning);
        foreach (var text in run.Model.Preprocessor.TextSummaries) terminal.Result($"{text.Name,-20}{TextWords.Of(text)}");
        if (run.Validation is { } validation) terminal.Result($"validation accuracy {Formats.Accuracy(validation)} on {Formats.Rows(validation.Rows)}");
        if (run.Test is { } test) terminal.Result($"test accuracy       {Formats.Accuracy(test)} on {Formats.Rows(test.Rows)}, top 5 {Formats.Percent(test.Top5Accuracy)}, log-loss {test.LogLoss:0.0000}");
        if (found.Permutation.Count > 0) terminal.Result($"most important      {MostImportant(found.Permutation)}");
        foreach (var point in found.TrainingSizes) terminal.Result($"{"from " + Formats.Rows(point.Rows),-20}{Formats.Accuracy(point.Test)}");
        terminal.Result($"trained in {Formats.Seconds(run.Seconds.Fit)}{(path is null ? "; not saved (--save FILE keeps the model)" : $", saved as {path}")}{(record.Id is { } id ? $"; recorded as run {id}" : "")}");
        var json = Json(run, found, path, loadSeconds, record.Id);
        RunJson.AddTexts(json, run.Model);
        json["checkpoint"] = checkpoints.Destination(parsed);
        json["resumed"] = checkpoints.Source(parsed);
        json["merge"] = CliJson.From(table.Cleaning.Merge);
        terminal.Result(json);
        return ExitCode.Success;
    }

    private static string MostImportant(IEnumerable<FeatureImportance> features)
    {
        var most = features.Where(feature => feature.Importance > 0).OrderByDescending(feature => feature.Importance).Take(5).ToList();
        return most.Count == 0
            ? "no feature (test accuracy does not fall when one is shuffled)"
            : string.Join(", ", most.Select(feature => $"{feature.Feature} {feature.Importance * 100:0.0}")) + " (points of test accuracy lost when shuffled)";
    }

    private static JsonObject Json(TrainingRun run, ModelStudy found, string? path, double loadSeconds, long? recorded) => new()
    {
        ["model"] = run.Trainer.Kind,
        ["options"] = RunJson.Options(run.Trainer),
        ["preprocessing"] = CliJson.From(run.Model.Preprocessor.Options),
        ["rows"] = CliJson.From(run.Model.Provenance.Rows),
        ["seconds"] = RunJson.Seconds(run.Seconds, loadSeconds),
        ["epochs"] = RunJson.Epochs(run.Epochs),
        ["validation"] = run.Validation?.ToJson(),
        ["test"] = run.Test?.ToJson(),
        ["importance"] = RunJson.Importance(found),
        ["learningCurve"] = RunJson.LearningCurve(found.TrainingSizes),
        ["cancelled"] = run.Cancelled,
        ["saved"] = path,
        ["recorded"] = recorded,
        ["warnings"] = CliJson.From<IEnumerable<string>>([.. run.Warnings, .. run.Model.Provenance.Warnings]),
    };
}
