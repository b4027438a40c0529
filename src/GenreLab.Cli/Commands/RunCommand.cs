using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using GenreLab.Cli.Experiments;
using GenreLab.Cli.Options;
using GenreLab.Cli.Recording;
using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Models;
using GenreLab.Reports;
using GenreLab.Synthesis;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab run</c>: everything from a table to trained, compared and saved models and a report.</summary>
internal sealed class RunCommand : Verb
{
    private const int SampleRows = 24_000;

    private static readonly string[] DefaultKinds = [.. ModelKinds.All.Where(kind => kind.InDefaultRun).Select(kind => kind.Word)];

    private readonly TrainingFiles files = new(required: false);
    private readonly Option<string[]> models = Words.List("--models", $"The kinds of model to train, separated by commas, or all [{string.Join(',', DefaultKinds)}].");
    private readonly Option<string[]> set = new("--set") { Description = "An option of a model, for example --set mlp.epochs=20; 'genrelab models' lists them.", HelpName = "kind.name=value" };
    private readonly Option<string> destination = new("--out") { Description = "The folder for models, report.html and run.json.", HelpName = "folder", DefaultValueFactory = _ => "results" };
    private readonly TrainingChoice training = new();
    private readonly SplitStudy splits = new();
    private readonly MergeStudy merges = new();
    private readonly ExperimentRunner experiments = new();
    private readonly RecordingChoice recording = new();

    public RunCommand() : base(
        "run", "Train and compare models on a table of tracks; saves the models and a report.",
        "run",
        "run dataset.csv --models softmax,mlp --out results",
        "run dataset.csv --genres rock,jazz,techno --set mlp.epochs=20 --json",
        "run --experiment experiments/A01-softmax.json --data-root data")
    {
        files.AddTo(this);
        Options.Add(models);
        Options.Add(set);
        Options.Add(destination);
        training.AddTo(this);
        splits.AddTo(this);
        merges.AddTo(this);
        experiments.AddTo(this);
        recording.AddTo(this);
        AddCommonOptions();
    }

    public override bool IsShared => true;

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        if (!experiments.Asked(parsed)) return recording.Watch(parsed, terminal, Name, record => files.Within(parsed, () => Train(parsed, terminal, record, cancellation)));
        if (files.AreNamed(parsed)) throw new OptionException($"{files.Words(parsed)[0]} is one word too many: an experiment names its own table.");
        return experiments.Run(parsed, terminal, recording, training.Context(parsed, cancellation).Threads, cancellation);
    }

    private int Train(ParseResult parsed, Terminal terminal, RunRecording record, CancellationToken cancellation)
    {
        var trainers = Trainers(parsed);
        using var folder = new OutputFolder(parsed.GetRequiredValue(destination), terminal.Writes);
        var surroundings = files.Bound(parsed, training.Context(parsed, cancellation));

        var clock = Stopwatch.StartNew();
        var (table, folds) = training.Load(parsed, terminal, options => Tracks(parsed, terminal, options, trainers, surroundings), surroundings);
        if (folds.Test.Length == 0) throw new DataException($"The split leaves no rows of {table.Table.Name} to test on; choose a --test-share above 0, or use 'genrelab train'.");
        IReadOnlyList<AuditFinding> audit = [.. Auditor.Audit(table), .. Auditor.AuditSplit(table, folds)];
        foreach (var finding in audit.Where(finding => finding.Severity == AuditSeverity.Error)) terminal.Warn($"{finding.Message} {finding.Action}");
        var loadSeconds = clock.Elapsed.TotalSeconds;
        cancellation.ThrowIfCancellationRequested();
        record.Begin(table, folds, files.Paths(parsed), surroundings.Seed, audit.Where(finding => finding.Severity == AuditSeverity.Error).Select(finding => finding.Message));

        var predictions = new List<(string Model, RowPredictions Rows)>();
        var otherSplits = splits.For(parsed, training, table, surroundings);
        var levels = merges.For(parsed, table, folds, surroundings);
        var entries = new List<LeaderboardEntry>();
        var lines = new JsonArray();
        List<string> unfinishedModels = [], said = [];
        foreach (var trainer in trainers)
        {
            if (cancellation.IsCancellationRequested) break;
            var run = training.Train(parsed, terminal, trainer, table, folds, surroundings);
            if (training.WhyUnfinished(parsed, trainer, run, cancellation) is { } unfinished && !cancellation.IsCancellationRequested) unfinishedModels.Add(unfinished);
            if (run is null) continue;
            said.AddRange(run.Warnings);
            var path = folder.File($"{trainer.Kind}.genre");
            if (terminal.Writes) run.Model.Save(path);
            record.Add(run, table, folds, path);
            predictions.Add((trainer.Kind, run.TestPredictions!));
            var found = training.Study(parsed, terminal, table, folds, run, surroundings);
            otherSplits?.Add(run, folds, terminal);
            levels?.Add(run, terminal);
            entries.Add(Entry(run, found, path, loadSeconds));
            var line = Line(run, found, path, loadSeconds);
            RunJson.AddTexts(line, run.Model, found);
            lines.Add(line);
            // A trained model's memory goes back before the next one is trained: forests are large, and one at a time is enough.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
        if (entries.Count == 0) throw unfinishedModels is [var first, ..] && !cancellation.IsCancellationRequested ? new TrainingException(first) : new OperationCanceledException();

        var best = entries.MaxBy(entry => entry.Validation?.Accuracy ?? entry.Test.Accuracy)!;
        var warnings = new List<string>(best.Test.Warnings);
        warnings.AddRange(unfinishedModels);
        if (cancellation.IsCancellationRequested) warnings.Add("The run was cancelled; models not finished are the best so far or missing.");
        var lead = Lead.Of(predictions, surroundings.Seed);
        if (lead is { Comparison.WithinNoise: true }) warnings.Add(lead.InWords);
        var reportPath = folder.File("report.html");
        record.Files(reportPath, folder.File("run.json"));
        if (terminal.Writes) AtomicFile.Write(reportPath, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            HtmlReport.Write(Report(parsed, table, folds, audit, entries, [.. said, .. warnings], otherSplits, levels), writer);
        });
        var json = new JsonObject
        {
            ["leaderboard"] = new JsonArray([.. lines.OrderByDescending(line => line!["test"]!["accuracy"]!.GetValue<double>()).Select(line => line!.DeepClone())]),
            ["best"] = best.Model,
            ["lead"] = lead?.ToJson(),
            ["ceiling"] = CliJson.From(AccuracyCeiling.Of(table)),
            ["splits"] = otherSplits?.ToJson(),
            ["mergeLevels"] = levels?.ToJson(),
            ["audit"] = CliJson.From(audit),
            ["report"] = reportPath,
            ["data"] = CliJson.From(DataSummarizer.Summarize(table, folds)),
            ["warnings"] = CliJson.From<IEnumerable<string>>([.. said, .. warnings]),
            ["recorded"] = record.Id,
        };
        if (terminal.Writes) AtomicFile.Write(folder.File("run.json"), stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.WriteLine(json.ToJsonString(GenreLabJson.Options));
        });

        foreach (var warning in warnings) terminal.Warn(warning);
        terminal.Result(Leaderboard(entries));
        if (lead is { Comparison.WithinNoise: false }) terminal.Result(lead.InWords);
        if (otherSplits is not null) terminal.Result(otherSplits.Table());
        if (levels is not null)
        {
            terminal.Result($"On the merged genres of {levels.Name}:");
            terminal.Result(levels.Table());
        }
        terminal.Result($"Best by {(best.Validation is null ? "test" : "validation")} accuracy: {best.Model}, saved as {best.ModelFile}{(record.Id is { } id ? $"; recorded as run {id}" : "")}.");
        terminal.Result($"Report: {reportPath}");
        terminal.Result(json);
        return ExitCode.Success;
    }

    private List<IClassifierTrainer> Trainers(ParseResult parsed)
    {
        string[] words = parsed.GetValue(models) switch
        {
            ["all"] => [.. ModelKinds.All.Select(kind => kind.Word)],
            { Length: > 0 } named => [.. named.Distinct()],
            _ => DefaultKinds,
        };
        var trainers = words.Select(word => ModelKinds.Find(word).DefaultTrainer).ToList();
        foreach (var assignment in (parsed.GetValue(set) ?? []).Select(Assignment.Parse))
        {
            if (assignment.Kind is { } kind && !words.Contains(kind))
                throw new OptionException($"--set {kind}.{assignment.Name} is for a model that is not trained; the models are {string.Join(", ", words)}.");
            trainers = assignment.ApplyTo(trainers);
        }
        foreach (var trainer in trainers) trainer.Validate();
        training.RequireReaders(parsed, trainers);
        return trainers;
    }

    private GenreTable Tracks(ParseResult parsed, Terminal terminal, LoadOptions options, IReadOnlyList<IClassifierTrainer> trainers, TrainingContext surroundings)
    {
        if (files.AreNamed(parsed)) return GenreTable.From(files.Read(parsed, terminal, options, trainers, surroundings), options);
        terminal.Say($"No table given: drawing {SampleRows:N0} synthetic tracks of {GenreProfile.Bundled.Genres.Count} genres.");
        return GenreTable.From(Synthesizer.Draw(GenreProfile.Bundled, SampleRows, surroundings.Seed), options with { Synthetic = true });
    }

    internal static LeaderboardEntry Entry(TrainingRun run, ModelStudy found, string? path, double loadSeconds) => new()
    {
        Model = run.Trainer.Kind,
        Description = ModelDescription.Of(run.Trainer),
        Options = TrainerOptions.Describe(run.Trainer).ToDictionary(option => option.Name, option => option.Default),
        Test = run.Test!,
        Validation = run.Validation,
        Epochs = run.Epochs,
        LearningStep = run.Trainer.LearningStep,
        GainImportance = found.Gain,
        PermutationImportance = found.Permutation,
        Coefficients = RunJson.Coefficients(run.Model),
        Words = run.Model.TellingWords(),
        Branches = found.Branches,
        TrainingSizes = found.TrainingSizes,
        Seconds = new Dictionary<string, double>
        {
            ["load"] = loadSeconds,
            ["prepare"] = run.Seconds.Prepare,
            ["fit"] = run.Seconds.Fit,
            ["evaluate"] = run.Seconds.Evaluate,
        },
        ModelFile = path,
    };

    private static JsonObject Line(TrainingRun run, ModelStudy found, string path, double loadSeconds) => new()
    {
        ["model"] = run.Trainer.Kind,
        ["options"] = RunJson.Options(run.Trainer),
        ["preprocessing"] = CliJson.From(run.Model.Preprocessor.Options),
        ["rows"] = CliJson.From(run.Model.Provenance.Rows),
        ["test"] = run.Test!.ToJson(),
        ["validation"] = run.Validation?.ToJson(),
        ["importance"] = RunJson.Importance(found),
        ["coefficients"] = CliJson.From(RunJson.Coefficients(run.Model)),
        ["learningCurve"] = RunJson.LearningCurve(found.TrainingSizes),
        ["seconds"] = RunJson.Seconds(run.Seconds, loadSeconds),
        ["epochs"] = RunJson.Epochs(run.Epochs),
        ["saved"] = path,
    };

    internal static RunReport Report(
        ParseResult parsed, GenreTable table, Split folds, IReadOnlyList<AuditFinding> audit, IReadOnlyList<LeaderboardEntry> entries, IReadOnlyList<string> warnings,
        SplitScores? otherSplits = null, MergeLevels? levels = null) => new()
        {
            Title = table.Table.Name,
            Subtitle = $"{table.Table.RowCount:N0} tracks of {table.LabelNames.Count} genres",
            Data = DataSummarizer.Summarize(table, folds),
            Audit = audit,
            Leaderboard = entries,
            Ceiling = AccuracyCeiling.Of(table),
            Splits = otherSplits?.Scores ?? [],
            MergeLevels = levels?.Scores ?? [],
            // The report says that tracks are synthetic in its own words.
            Warnings = [.. warnings.Where(warning => warning != ModelTraining.SyntheticWarning)],
            ToolVersion = ModelTraining.ToolVersion,
            CommandLine = parsed.CommandLine(),
        };

    private static Spectre.Console.Table Leaderboard(IEnumerable<LeaderboardEntry> entries)
    {
        var table = Terminal.Table("model", "#test accuracy (95 %)", "#top 5", "#macro F1", "#log-loss", "#validation", "#fit");
        foreach (var entry in entries.OrderByDescending(entry => entry.Test.Accuracy))
            table.AddRow(
                Markup.Escape(entry.Model), Formats.Accuracy(entry.Test), Formats.Percent(entry.Test.Top5Accuracy), $"{entry.Test.MacroF1:0.0000}",
                $"{entry.Test.LogLoss:0.0000}", Formats.Percent(entry.Validation?.Accuracy), Formats.Seconds(entry.Seconds["fit"]));
        return table;
    }
}
