using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Cli.Recording;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Evaluation;
using GenreLab.Models;
using GenreLab.Records;
using Spectre.Console;

namespace GenreLab.Cli.Experiments;

/// <summary>Runs experiments one after the other.</summary>
internal sealed class ExperimentRunner
{
    private readonly Option<string[]> files = new("--experiment")
    {
        Description = "Run experiments instead: JSON files that say data, split, model and the published number.",
        HelpName = "files",
        AllowMultipleArgumentsPerToken = true,
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };

    private readonly Option<bool> onlyNew = new("--only-new") { Description = "Leave out experiments that are recorded already as their files now are." };
    private readonly Option<string?> checkpoints = new("--checkpoints")
    {
        Description = "A folder to keep the experiments' networks in while they train: one that was interrupted goes on from there the next time.",
        HelpName = "folder",
    };
    private readonly DataRoot root = new();

    public void AddTo(Command command)
    {
        command.Options.Add(files);
        command.Options.Add(onlyNew);
        command.Options.Add(checkpoints);
        root.AddTo(command);
    }

    /// <summary>Whether experiments are asked for.</summary>
    public bool Asked(ParseResult parsed) => parsed.GetValue(files) is { Length: > 0 };

    /// <summary>Runs them; one that fails does not keep the others from running.</summary>
    /// <exception cref="GenreLabException">A file is no experiment: nothing is run then.</exception>
    public int Run(ParseResult parsed, Terminal terminal, RecordingChoice recording, int threads, CancellationToken cancellation)
    {
        IReadOnlyList<Experiment> experiments = [.. parsed.GetValue(files)!.Select(ExperimentFile.Read)];
        if (parsed.GetValue(onlyNew))
        {
            var rows = ResultRow.Match(experiments, recording.Runs(parsed));
            foreach (var known in rows.Where(row => row.Run is not null)) terminal.Say($"{known.Experiment.Name} is recorded as run {known.Run!.Id}.");
            experiments = [.. rows.Where(row => row.Run is null).Select(row => row.Experiment)];
        }
        var prepared = experiments.Select(experiment => (Experiment: experiment, Trainer: TrainerOf(experiment), Root: root.For(parsed, experiment))).ToList();
        foreach (var (experiment, _, folder) in prepared) new ExperimentWords().Parse(experiment, folder, threads);
        var results = new List<ExperimentResult>();
        var failures = new JsonArray();
        foreach (var (experiment, trainer, folder) in prepared)
        {
            if (cancellation.IsCancellationRequested) break;
            terminal.Say($"{experiment.Name}: {experiment.Title}");
            var record = recording.Begin(parsed, terminal, "experiment");
            try
            {
                results.Add(Run(experiment, trainer, folder, parsed.GetValue(checkpoints), terminal, record, threads, cancellation));
                record.End(RunStatus.Finished);
            }
            catch (Exception failure) when (failure is (GenreLabException and not CommunicationException) or IOException or UnauthorizedAccessException)
            {
                record.End(RunStatus.Failed, failure.Message);
                terminal.Warn($"{experiment.Name} failed: {failure.Message}");
                failures.Add(new JsonObject { ["experiment"] = experiment.Name, ["error"] = failure.Message });
            }
            catch (OperationCanceledException)
            {
                record.End(RunStatus.Failed, "Cancelled; nothing was written.");
                break;
            }
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        if (results.Count == 0 && failures.Count == 0 && prepared.Count > 0) throw new OperationCanceledException();
        if (results.Count + failures.Count < prepared.Count) terminal.Warn("Cancelled; what was not yet run is left out.");
        if (results.Count > 0) terminal.Result(Table(results));
        terminal.Result(new JsonObject { ["experiments"] = new JsonArray([.. results.Select(Line)]), ["failed"] = failures });
        return failures.Count == 0 ? ExitCode.Success : ExitCode.Failure;
    }

    private static IClassifierTrainer TrainerOf(Experiment experiment)
    {
        try
        {
            var options = experiment.Model;
            if (experiment.Start is { } start)
            {
                // What is not said is as the other experiment has it.
                options = TrainerOptions.ToJson(TrainerOf(start));
                foreach (var (name, value) in experiment.Model) options[name] = value?.DeepClone();
            }
            var trainer = TrainerOptions.FromJson(options);
            trainer.Validate();
            if (experiment.Freeze is { } freeze) Freeze.Parse(freeze);
            return trainer;
        }
        catch (OptionException failure)
        {
            throw new OptionException($"The experiment {experiment.File}: {failure.Message}");
        }
    }

    private static ExperimentResult Run(
        Experiment experiment, IClassifierTrainer trainer, string root, string? checkpoints, Terminal terminal, RunRecording record, int threads, CancellationToken cancellation)
    {
        var from = StartOf(experiment, root, terminal, threads, cancellation);
        var words = new ExperimentWords();
        var parsed = words.Parse(experiment, root, threads);
        var context = words.Table.Context(parsed, cancellation) with { From = from, Ranks = terminal.Ranks };
        var path = Path.Combine(root, experiment.Data);
        var (table, published) = words.Table.Load(parsed, options => TransferChoice.Load(TableReader.ReadFile(path, options.Reading), options, from), context);
        var folds = experiment.FitOnTest ? FittedOnAll(published) : published;
        TrainingTable.Announce(terminal, table, folds);
        var errors = Auditor.Audit(table).Where(finding => finding.Severity == AuditSeverity.Error).Select(finding => finding.Message).ToList();
        foreach (var error in errors) terminal.Warn(error);
        if (experiment.FitOnTest) errors.Add("The test rows were trained on too: the numbers are not to be believed.");
        cancellation.ThrowIfCancellationRequested();
        var checkpoint = checkpoints is null || !trainer.CanResume ? null : CheckpointFile.Continued(Path.Combine(checkpoints, experiment.Name + ".checkpoint"), terminal.Ranks);
        record.Begin(table, published, [path], experiment.Seed, errors, (experiment.Name, experiment.Hash));

        var run = new TrainingProgress(terminal).Watch(trainer, told => ModelTraining.Run(
            table, folds, trainer, words.Table.Preprocessing(parsed, trainer, from), context with { Progress = told, Warning = terminal.Warn, Checkpoints = checkpoint?.Checkpointing }));
        if (run.Cancelled) throw new OperationCanceledException(cancellation);
        var (rows, score, predictions) = Score(experiment, run, table, published, root, threads);
        foreach (var warning in score.Warnings) terminal.Warn(warning);
        record.Add(run, table, rows, score, predictions, file: null);
        checkpoint?.Delete();
        return new ExperimentResult(experiment, run, score, record.Id);
    }

    // The model an experiment starts from is trained on the spot; it is neither scored nor recorded.
    private static Transfer? StartOf(Experiment experiment, string root, Terminal terminal, int threads, CancellationToken cancellation)
    {
        if (experiment.Start is not { } start) return null;
        var from = StartOf(start, root, terminal, threads, cancellation);
        var words = new ExperimentWords();
        var parsed = words.Parse(start, root, threads);
        var context = words.Table.Context(parsed, cancellation) with { From = from, Ranks = terminal.Ranks };
        var trainer = TrainerOf(start);
        terminal.Say($"{start.Name}: {start.Title}, to start from");
        var (table, split) = words.Table.Load(parsed, options => TransferChoice.Load(TableReader.ReadFile(Path.Combine(root, start.Data), options.Reading), options, from), context);
        var run = new TrainingProgress(terminal).Watch(trainer, told => ModelTraining.Run(
            table, split, trainer, words.Table.Preprocessing(parsed, trainer, from), context with { Progress = told, Warning = terminal.Warn }));
        if (run.Cancelled) throw new OperationCanceledException(cancellation);
        return new Transfer(run.Model) { Name = start.Name, Freeze = experiment.Freeze is { } word ? Freeze.Parse(word) : Freeze.None };
    }

    private static (int[] Rows, EvaluationResult Score, RowPredictions? Predictions) Score(
        Experiment experiment, TrainingRun run, GenreTable table, Split split, string root, int threads)
    {
        var model = run.Model;
        if (experiment.TestFile is { } file)
        {
            var other = TableReader.ReadFile(Path.Combine(root, file), new TableReaderOptions { Threads = threads });
            var tracks = GenreTable.From(other, new LoadOptions
            {
                Schema = ModelTables.SchemaFor(model, other, null, requireLabel: true),
                Cleaning = new CleaningOptions { Missing = MissingValues.DropFeatures, DropDuplicates = false, FewestGenres = 0 },
            });
            return ([], model.Evaluate(tracks, threads: threads), null);
        }
        var rows = experiment.ScoredOn == ScoredOn.Validation ? split.Validation : split.Test;
        if (rows.Length == 0) throw new DataException($"The split of {experiment.Name} leaves no {(experiment.ScoredOn == ScoredOn.Validation ? "validation" : "test")} rows to score.");
        if (!experiment.FitOnTest)
        {
            return experiment.ScoredOn == ScoredOn.Validation
                ? (rows, run.Validation!, run.ValidationPredictions)
                : (rows, run.Test!, run.TestPredictions);
        }
        var labels = table.Labels(model.LabelNames);
        return (rows, model.Evaluate(table, rows, threads: threads), RowPredictions.Of(model.PredictProbabilities(table, rows, threads), Array.ConvertAll(rows, row => labels[row])));
    }

    private static Split FittedOnAll(Split split)
    {
        int[] all = [.. split.Train, .. split.Validation, .. split.Test];
        Array.Sort(all);
        return new Split(all, [], [], split.Description + ", all rows trained on");
    }

    private static Spectre.Console.Table Table(IEnumerable<ExperimentResult> results)
    {
        var table = Terminal.Table("experiment", "model", "#published", "#accuracy (95 %)", "#rows", "#fit");
        foreach (var result in results)
            table.AddRow(
                Markup.Escape(result.Experiment.Name), result.Run.Trainer.Kind, result.Experiment.Published is { } published ? Formats.Percent(published.Accuracy) : "–",
                Formats.Accuracy(result.Score), $"{result.Score.Rows:N0}", Formats.Seconds(result.Run.Seconds.Fit));
        return table;
    }

    private static JsonObject Line(ExperimentResult result) => new()
    {
        ["experiment"] = result.Experiment.Name,
        ["title"] = result.Experiment.Title,
        ["published"] = CliJson.From(result.Experiment.Published),
        ["model"] = result.Run.Trainer.Kind,
        ["options"] = RunJson.Options(result.Run.Trainer),
        ["rows"] = CliJson.From(result.Run.Model.Provenance.Rows),
        ["score"] = result.Score.ToJson(),
        ["seconds"] = CliJson.From(result.Run.Seconds),
        ["recorded"] = result.Recorded,
    };
}
