using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Cli.Recording;
using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Models;
using GenreLab.Reports;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab train</c>: trains one model with the options the user sets.</summary>
internal sealed class TrainCommand : Verb
{
    private readonly TrainingFiles files = new(required: true);
    private readonly TrainerChoice learner = new("An option of the model, for example --set hidden=100,150; 'genrelab models' lists them.");
    private readonly Option<string?> save = new("--save") { Description = "The model file to write.", HelpName = "file" };
    private readonly TransferChoice transfer = new();
    private readonly Option<string?> report = new("--report") { Description = "Also write a report of the training (HTML).", HelpName = "file" };
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
        "train tracks/ more-tracks.csv.gz --model random-forest --memory 4GB --save rock.genre",
        "train songs.csv --from rock.genre --freeze all-but-output --compare-scratch --report transfer.html",
        "train songs.csv --label playlist_genre --genres rock,rap --per-genre 2000")
    {
        files.AddTo(this);
        learner.AddTo(this);
        Options.Add(save);
        Options.Add(report);
        transfer.AddTo(this);
        checkpoints.AddTo(this);
        training.AddTo(this);
        recording.AddTo(this);
        AddCommonOptions();
    }

    public override bool IsShared => true;

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation) =>
        recording.Watch(parsed, terminal, Name, record => files.Within(parsed, () => Train(parsed, terminal, record, cancellation)));

    private int Train(ParseResult parsed, Terminal terminal, RunRecording record, CancellationToken cancellation)
    {
        var from = transfer.Read(parsed);
        var trainer = learner.Read(parsed, from);
        training.RequireReaders(parsed, [trainer]);
        var path = parsed.GetValue(save);
        if (path is not null && terminal.Writes) AtomicFile.RequireWritable(path);
        var reportPath = parsed.GetValue(report);
        if (reportPath is not null && terminal.Writes) AtomicFile.RequireWritable(reportPath);
        var checkpoint = checkpoints.Prepare(parsed, trainer, path, terminal.Ranks);

        var clock = Stopwatch.StartNew();
        var surroundings = files.Bound(parsed, training.Context(parsed, cancellation) with { From = from });
        var (table, folds) = training.Load(parsed, terminal, options => TransferChoice.Load(files.Read(parsed, terminal, options, [trainer], surroundings), options, from), surroundings);
        transfer.Check(parsed, table, folds);
        if (reportPath is not null && folds.Test.Length == 0) throw new DataException($"The split leaves no rows of {table.Table.Name} to test on, so there is nothing to report; choose a --test-share above 0.");
        var loadSeconds = clock.Elapsed.TotalSeconds;
        cancellation.ThrowIfCancellationRequested();
        record.Begin(table, folds, files.Paths(parsed), surroundings.Seed, []);

        var run = training.Train(parsed, terminal, trainer, table, folds, surroundings, checkpoint);
        var unfinished = training.WhyUnfinished(parsed, trainer, run, cancellation);
        if (run is null) throw cancellation.IsCancellationRequested ? new OperationCanceledException() : new TrainingException(unfinished!);
        if (path is not null && terminal.Writes) run.Model.Save(path);
        record.Add(run, table, folds, path);
        var found = training.Study(parsed, terminal, table, folds, run, surroundings);
        var compared = transfer.Compare(parsed, terminal, table, folds, run, surroundings);

        if (unfinished is not null) terminal.Warn(unfinished + (checkpoint is { IsWritten: true } ? $" Go on with --resume {checkpoints.Destination(parsed)}." : ""));
        else if (cancellation.IsCancellationRequested) terminal.Warn("Cancelled after training; what was not yet measured is left out.");
        foreach (var warning in run.Model.Provenance.Warnings) terminal.Warn(warning);
        foreach (var text in run.Model.Preprocessor.TextSummaries) terminal.Result($"{text.Name,-20}{TextWords.Of(text)}");
        if (run.Validation is { } validation) terminal.Result($"validation accuracy {Formats.Accuracy(validation)} on {Formats.Rows(validation.Rows)}");
        if (run.Test is { } test) terminal.Result($"test accuracy       {Formats.Accuracy(test)} on {Formats.Rows(test.Rows)}, top 5 {Formats.Percent(test.Top5Accuracy)}, log-loss {test.LogLoss:0.0000}");
        if (found.Permutation.Count > 0) terminal.Result($"most important      {MostImportant(found.Permutation)}");
        foreach (var branch in found.Branches) terminal.Result($"{"without " + branch.Branch,-20}{Formats.Percent(branch.MutedAccuracy)}, a fall of {100 * branch.Fall:0.0} points ({100 * branch.Interval[0]:0.0} to {100 * branch.Interval[1]:0.0})");
        foreach (var point in found.TrainingSizes) terminal.Result($"{"from " + Formats.Rows(point.Rows),-20}{Formats.Accuracy(point.Test)}");
        if (from is not null) terminal.Result($"started from        {from.Name}, which knows {Shared(from, run)} of the {run.Model.LabelNames.Count} genres; frozen layers: {from.Freeze}");
        if (compared is not null)
        {
            if (compared.SeenRows > 0) terminal.Result($"{Formats.Rows(compared.SeenRows)} that {from!.Name} was trained on are left out of the comparison:");
            terminal.Result(TransferTables.Table(compared));
        }
        if (reportPath is not null)
        {
            if (terminal.Writes) WriteReport(parsed, reportPath, run, found, compared, table, folds, path, loadSeconds);
            record.Files(reportPath);
            terminal.Result($"Report: {reportPath}");
        }
        terminal.Result($"trained in {Formats.Seconds(run.Seconds.Fit)}{(path is null ? "; not saved (--save FILE keeps the model)" : $", saved as {path}")}{(record.Id is { } id ? $"; recorded as run {id}" : "")}");
        var json = Json(run, found, path, loadSeconds, record.Id);
        RunJson.AddTexts(json, run.Model, found);
        json["checkpoint"] = checkpoints.Destination(parsed);
        json["resumed"] = checkpoints.Source(parsed);
        json["from"] = CliJson.From(run.Model.Provenance.From);
        json["transfer"] = TransferTables.Json(compared);
        json["report"] = reportPath;
        json["merge"] = CliJson.From(table.Cleaning.Merge);
        terminal.Result(json);
        return ExitCode.Success;
    }

    private static int Shared(Transfer from, TrainingRun run) => run.Model.LabelNames.Intersect(from.Model.LabelNames).Count();

    private static void WriteReport(
        ParseResult parsed, string reportPath, TrainingRun run, ModelStudy found, TransferComparison? compared, GenreTable table, Split folds, string? path, double loadSeconds)
    {
        IReadOnlyList<AuditFinding> audit = [.. Auditor.Audit(table), .. Auditor.AuditSplit(table, folds)];
        var content = RunCommand.Report(parsed, table, folds, audit, [RunCommand.Entry(run, found, path, loadSeconds)], [.. run.Warnings, .. run.Model.Provenance.Warnings]) with { Transfer = compared };
        AtomicFile.Write(reportPath, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            HtmlReport.Write(content, writer);
        });
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
