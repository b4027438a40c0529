using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Cli.Recording;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Reports;
using GenreLab.Search;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab tune</c>: searches hyper-parameters on training and validation rows, then trains the best and tests it once.</summary>
internal sealed class TuneCommand : Verb
{
    private const int ShownTrials = 10;

    private readonly TrainingFiles files = new(required: true);
    private readonly TrainerChoice learner = new("An option that all trials have, for example --set epochs=30.");
    private readonly Option<string> destination = new("--out")
    {
        Description = "The folder for trials.csv, the best model, report.html and tune.json. The same command goes on from the trials it holds.",
        HelpName = "folder",
        DefaultValueFactory = _ => "tuning",
    };
    private readonly SearchChoice search = new();
    private readonly TrainingTable training = new();
    private readonly RecordingChoice recording = new();

    public TuneCommand() : base(
        "tune", "Search hyper-parameters by cross-validation, then train the best and score it once on tracks that no trial saw.",
        "tune dataset.csv --model mlp --space space.json --method halving --trials 27",
        "tune songs.csv --model gradient-boosting --space space.json --method random --trials 40 --folds 3 --minutes 30",
        "tune train.csv --space grid.json --split-file folds.csv --jobs 2 --out tuning")
    {
        files.AddTo(this);
        learner.AddTo(this);
        search.AddTo(this);
        Options.Add(destination);
        training.AddTo(this);
        recording.AddTo(this);
        AddCommonOptions();
    }

    public override bool IsShared => true;

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation) =>
        recording.Watch(parsed, terminal, Name, record => files.Within(parsed, () => Tune(parsed, terminal, record, cancellation)));

    private int Tune(ParseResult parsed, Terminal terminal, RunRecording record, CancellationToken cancellation)
    {
        var trainer = learner.Read(parsed);
        training.RequireReaders(parsed, [trainer]);
        var space = search.Space(parsed, trainer);
        RequireSaidOnce(parsed, space, trainer, learner.Assignments(parsed));
        using var folder = new OutputFolder(parsed.GetRequiredValue(destination), terminal.Writes);

        var surroundings = files.Bound(parsed, training.Context(parsed, cancellation));
        var (table, split) = training.Load(
            parsed, options => GenreTable.From(files.Read(parsed, terminal, options, [trainer], surroundings), space.Imputes ? KeepMissing(options) : options), surroundings);
        TrainingTable.Announce(terminal, table, split);
        if (split.Test.Length + split.Validation.Length == 0)
            throw new DataException($"The split leaves no rows of {table.Table.Name} to score the best model on; choose a --test-share or a --validation-share above 0.");
        var folds = search.Folds(parsed, table, split, training.SplitOptions(parsed, surroundings));
        var plan = search.Plan(parsed, space, new TrialSettings(trainer, training.Preprocessing(parsed, trainer)), surroundings.Seed, folds, table.Schema.Features);
        var results = new TrialFile(folder.File("trials.csv"), new TrialTable(plan, SearchIdentity.Of(plan, table, folds)), terminal.Ranks);
        cancellation.ThrowIfCancellationRequested();
        results.Begin();
        record.Begin(table, split, files.Paths(parsed), surroundings.Seed, []);

        var outcome = Search(parsed, terminal, record, table, folds, plan, results, surroundings);
        if (cancellation.IsCancellationRequested) throw Cancelled(results);
        if (outcome.Best is not { } best)
            throw new TrainingException(outcome.Results.Count == 0
                ? $"No trial was finished within {Formats.Duration(search.Time(parsed)!.Value)}; give more --minutes."
                : $"All {outcome.Results.Count:N0} trials failed; the first: {outcome.Results[0].Failure}");

        var settings = plan.SettingsOf(plan.TrialOf(best.Trial));
        terminal.Say($"Training the best, trial {best.Trial}: {plan.Describe(plan.TrialOf(best.Trial))}");
        var run = new TrainingProgress(terminal).Watch(settings.Trainer, told => ModelTraining.Run(
            table, split, settings.Trainer, settings.Preprocessing, surroundings with { Progress = told, Warning = terminal.Warn }));
        if (run.Cancelled) throw Cancelled(results);
        var saved = folder.File($"{trainer.Kind}.genre");
        if (terminal.Writes) run.Model.Save(saved);
        record.Add(run, table, split, saved);

        string[] warnings = [.. run.Warnings, .. run.Model.Provenance.Warnings, .. Warnings(outcome, run)];
        var importance = ParameterImportance.Measure(outcome);
        var scoredOn = folds.Count > 1 ? $"{folds.Count} folds of the training and validation rows" : "the validation rows";
        var report = folder.File("report.html");
        if (terminal.Writes) Write(report, writer => HtmlReport.Write(
            new SearchReport
            {
                Title = table.Table.Name,
                Subtitle = $"{ModelKinds.Find(trainer.Kind).Description}: {plan.Trials.Count:N0} trials on {scoredOn}",
                Outcome = outcome,
                ScoredOn = scoredOn,
                Importance = importance,
                Winner = Entry(run, saved),
                IsTested = run.Test is not null,
                Data = DataSummarizer.Summarize(table, split),
                Warnings = warnings,
                ToolVersion = ModelTraining.ToolVersion,
                CommandLine = parsed.CommandLine(),
            },
            writer));
        var json = new JsonObject
        {
            ["model"] = trainer.Kind,
            ["method"] = CliJson.From(plan.Method),
            ["scoredOn"] = scoredOn,
            ["tried"] = outcome.Results.DistinctBy(result => result.Trial).Count(),
            ["failed"] = outcome.Failed.Count(),
            ["unfinished"] = outcome.Unfinished,
            ["best"] = SearchJson.Best(plan, best),
            ["importance"] = CliJson.From(importance),
            ["options"] = RunJson.Options(settings.Trainer),
            ["preprocessing"] = CliJson.From(run.Model.Preprocessor.Options),
            ["rows"] = CliJson.From(run.Model.Provenance.Rows),
            ["validation"] = run.Validation?.ToJson(),
            ["test"] = run.Test?.ToJson(),
            ["trials"] = CliJson.From(SearchJson.Recorded(plan, outcome.Results)),
            ["results"] = results.Path,
            ["saved"] = saved,
            ["report"] = report,
            ["recorded"] = record.Id,
            ["warnings"] = CliJson.From(warnings),
        };
        if (terminal.Writes) Write(folder.File("tune.json"), writer => writer.WriteLine(json.ToJsonString(GenreLabJson.Options)));
        record.Files(results.Path, report, folder.File("tune.json"));

        foreach (var warning in warnings) terminal.Warn(warning);
        terminal.Result(Best(outcome));
        if (importance.Count > 0) terminal.Result($"What matters: {string.Join(", ", importance.Take(5).Select(parameter => $"{parameter.Feature} {parameter.Importance * 100:0} %"))} (share of the variance of accuracy that each explains alone)");
        if (run.Validation is { } validation) terminal.Result($"validation accuracy {Formats.Accuracy(validation)} on {Formats.Rows(validation.Rows)}");
        if (run.Test is { } test) terminal.Result($"test accuracy       {Formats.Accuracy(test)} on {Formats.Rows(test.Rows)} that no trial saw");
        terminal.Result($"Best: trial {best.Trial}, saved as {saved}{(record.Id is { } id ? $"; recorded as run {id}" : "")}.");
        terminal.Result($"Trials: {results.Path}; report: {report}");
        terminal.Result(json);
        return ExitCode.Success;
    }

    private SearchOutcome Search(
        ParseResult parsed, Terminal terminal, RunRecording record, GenreTable table, IReadOnlyList<Split> folds, SearchPlan plan, TrialFile results, TrainingContext surroundings)
    {
        var jobs = search.Jobs(parsed, surroundings.Threads);
        var trials = plan.Trials.Select(trial => trial.Number).ToHashSet();
        List<TrialResult> done = [.. results.Known.Where(result => trials.Contains(result.Trial))];
        if (done.Count > 0) terminal.Say($"Going on from {done.Count:N0} results in {results.Path}.");
        var scoring = new TrialScoring(table, folds, plan, surroundings with { Threads = Math.Max(1, surroundings.Threads / jobs) });
        var progress = new SearchProgress(terminal, plan, done);
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(surroundings.Cancellation);
        if (search.Time(parsed) is { } time) wanted.CancelAfter(time);
        using var stop = surroundings.Ranks.Agree(wanted.Token);
        try
        {
            var outcome = HyperparameterSearch.Run(plan, scoring.Score, [.. done], jobs, result =>
            {
                results.Add(result);
                done.Add(result);
                progress.Tell(result);
            }, surroundings.Ranks, stop.Token);
            results.Sort(outcome.Results);
            return outcome;
        }
        finally
        {
            record.Trials(SearchJson.Recorded(plan, done));
        }
    }

    private static LoadOptions KeepMissing(LoadOptions options) => options with { Cleaning = options.Cleaning with { Missing = MissingValues.Keep } };

    private static void RequireSaidOnce(ParseResult parsed, SearchSpace space, IClassifierTrainer trainer, IEnumerable<Assignment> assignments)
    {
        foreach (var assignment in assignments)
            if (space.Parameters.FirstOrDefault(parameter => Plain(parameter.Name) == Plain(assignment.Name)) is { } twice)
                throw new OptionException($"{twice.Name} is given by --set and by the space {space.Name}; say it in one place.");
        foreach (var parameter in space.Parameters.Where(parameter => !TrainerOptions.Has(trainer, parameter.Name)))
        {
            var word = "--" + JsonNamingPolicy.KebabCaseLower.ConvertName(parameter.Name);
            if (parsed.CommandResult.Command.Options.FirstOrDefault(option => option.Name == word) is { } option && parsed.GetResult(option) is { Implicit: false })
                throw new OptionException($"{parameter.Name} is given by {word} and by the space {space.Name}; say it in one place.");
        }
    }

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToUpperInvariant();

    private static GenreLabException Cancelled(TrialFile results) =>
        new($"Cancelled after {results.Count:N0} results, which are kept in {results.Path}; the same command goes on from them.");

    private static IEnumerable<string> Warnings(SearchOutcome outcome, TrainingRun run)
    {
        var failed = outcome.Failed.ToArray();
        if (failed.Length > 0) yield return $"{failed.Length:N0} of {outcome.Results.Count:N0} trials failed; trials.csv says why (trial {failed[0].Trial}: {failed[0].Failure})";
        if (outcome.Unfinished) yield return $"The search was stopped in time after {outcome.Results.Count:N0} results; the same command goes on from them.";
        if (run.Test is null) yield return "The split has no test rows, so nothing here was measured on tracks that the search did not choose by; score the model with 'genrelab evaluate' on others.";
    }

    private static LeaderboardEntry Entry(TrainingRun run, string saved) => new()
    {
        Model = run.Trainer.Kind,
        Description = ModelDescription.Of(run.Trainer),
        Options = TrainerOptions.Describe(run.Trainer).ToDictionary(option => option.Name, option => option.Default),
        Test = run.Test ?? run.Validation!,
        Validation = run.Validation,
        Epochs = run.Epochs,
        LearningStep = run.Trainer.LearningStep,
        Seconds = new Dictionary<string, double> { ["prepare"] = run.Seconds.Prepare, ["fit"] = run.Seconds.Fit },
        ModelFile = saved,
    };

    private static Spectre.Console.Table Best(SearchOutcome outcome)
    {
        var plan = outcome.Plan;
        var several = plan.Rungs.Count > 1;
        var folds = outcome.Best!.Score!.Deviation is not null;
        var table = Terminal.Table(["#trial", .. several ? (string[])[$"#{plan.Resource}"] : [], "#accuracy", .. folds ? (string[])["#± by fold"] : [], "#log-loss", "#time", "values"]);
        foreach (var result in outcome.Ranking.Take(ShownTrials))
        {
            var score = result.Score!;
            table.AddRow([
                $"{result.Trial}", .. several ? (string[])[$"{plan.RungOf(result.Rung).Amount:N0}"] : [], Formats.Percent(score.Accuracy),
                .. folds ? (string[])[Formats.Percent(score.Deviation)] : [], $"{score.LogLoss:0.0000}", Formats.Seconds(score.Seconds), Markup.Escape(plan.Describe(plan.TrialOf(result.Trial)))]);
        }
        return table;
    }

    private static void Write(string path, Action<TextWriter> write) => AtomicFile.Write(path, stream =>
    {
        using var writer = new StreamWriter(stream, leaveOpen: true);
        write(writer);
    });
}
