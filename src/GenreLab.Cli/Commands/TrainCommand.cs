using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab train</c>: trains one model with the options the user sets.</summary>
internal sealed class TrainCommand : Verb
{
    private readonly Argument<string> file = new("file") { Description = "The table of tracks with their genres (CSV)." };
    private readonly Option<string> kind = new("--model") { Description = "The kind of model; 'genrelab models' lists them.", HelpName = "kind", DefaultValueFactory = _ => "mlp" };
    private readonly Option<string[]> set = new("--set") { Description = "An option of the model, for example --set hidden=100,150; 'genrelab models' lists them.", HelpName = "name=value" };
    private readonly Option<string?> save = new("--save") { Description = "The model file to write.", HelpName = "file" };
    private readonly DataOptions data = new();
    private readonly SplitChoice split = new();
    private readonly PreprocessingChoice preprocessing = new();
    private readonly ContextOptions context = new();

    public TrainCommand() : base(
        "train", "Train one model and score it on tracks it has not seen.",
        "train dataset.csv --model mlp --set hidden=100,150,150,150 --set dropout=0.2 --save rock.genre",
        "train dataset.csv --model softmax --split by-artist --json",
        "train songs.csv --label playlist_genre --genres rock,rap --per-genre 2000")
    {
        Arguments.Add(file);
        Options.Add(kind);
        Options.Add(set);
        Options.Add(save);
        data.AddTo(this);
        split.AddTo(this);
        preprocessing.AddTo(this);
        context.AddTo(this);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var trainer = ModelKinds.Find(parsed.GetRequiredValue(kind)).DefaultTrainer;
        foreach (var assignment in parsed.GetValue(set) ?? []) trainer = Assignment.Parse(assignment).ApplyTo(trainer);
        trainer.Validate();
        var path = parsed.GetValue(save);
        if (path is not null) AtomicFile.RequireWritable(path);

        var clock = Stopwatch.StartNew();
        var surroundings = context.Read(parsed, cancellation);
        var table = GenreTable.Load(parsed.GetRequiredValue(file), data.Read(parsed, preprocessing.Imputation(parsed), surroundings.Seed, surroundings.Threads));
        foreach (var step in table.Cleaning.Steps) terminal.Say(step);
        var folds = Splitter.Split(table, split.Read(parsed, surroundings.Seed));
        terminal.Say($"{Formats.Rows(table.Table.RowCount)} of {table.LabelNames.Count} genres; split {folds.Description}.");
        var loadSeconds = clock.Elapsed.TotalSeconds;
        cancellation.ThrowIfCancellationRequested();

        var run = new TrainingProgress(terminal).Watch(trainer.Kind, told => ModelTraining.Run(
            table, folds, trainer, preprocessing.Read(parsed, trainer.DefaultPreprocessing), surroundings with { Progress = told }));
        if (run.Cancelled && run.Epochs.Count == 0) throw new OperationCanceledException();
        if (path is not null) run.Model.Save(path);

        if (run.Cancelled) terminal.Warn($"Training was cancelled after epoch {run.Epochs[^1].Epoch}; the model is the best so far.");
        foreach (var warning in run.Model.Provenance.Warnings) terminal.Warn(warning);
        if (run.Validation is { } validation) terminal.Result($"validation accuracy {Formats.Accuracy(validation)} on {Formats.Rows(validation.Rows)}");
        if (run.Test is { } test) terminal.Result($"test accuracy       {Formats.Accuracy(test)} on {Formats.Rows(test.Rows)}, top 5 {Formats.Percent(test.Top5Accuracy)}, log-loss {test.LogLoss:0.0000}");
        terminal.Result($"trained in {Formats.Seconds(run.Seconds.Fit)}{(path is null ? "; not saved (--save FILE keeps the model)" : $", saved as {path}")}");
        terminal.Result(Json(run, path, loadSeconds));
        return ExitCode.Success;
    }

    private static JsonObject Json(TrainingRun run, string? path, double loadSeconds) => new()
    {
        ["model"] = run.Trainer.Kind,
        ["options"] = RunJson.Options(run.Trainer),
        ["preprocessing"] = CliJson.From(run.Model.Preprocessor.Options),
        ["rows"] = CliJson.From(run.Model.Provenance.Rows),
        ["seconds"] = RunJson.Seconds(run.Seconds, loadSeconds),
        ["epochs"] = RunJson.Epochs(run.Epochs),
        ["validation"] = run.Validation?.ToJson(),
        ["test"] = run.Test?.ToJson(),
        ["cancelled"] = run.Cancelled,
        ["saved"] = path,
        ["warnings"] = CliJson.From(run.Model.Provenance.Warnings),
    };
}
