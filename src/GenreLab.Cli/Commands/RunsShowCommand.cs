using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Recording;
using GenreLab.Records;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab runs show</c>: all that is known of a run.</summary>
internal sealed class RunsShowCommand : RunsVerb
{
    private readonly Argument<string> id = new("run") { Description = "Its number, for example 12 (or 12.mlp for one of its models)." };

    public RunsShowCommand() : base("show", "Show all that is recorded of a run.", "show 12", "show 12 --json")
    {
        Arguments.Add(id);
        AddRecordsOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, IReadOnlyList<RunRecord> runs, RunDatabase? database)
    {
        var run = ModelReference.FindRun(runs, parsed.GetRequiredValue(id));
        var models = parsed.GetRequiredValue(id).Contains('.', StringComparison.Ordinal) ? [ModelReference.Find(runs, parsed.GetRequiredValue(id)).Model] : run.Models;
        var table = new Spectre.Console.Table().Border(TableBorder.None).HideHeaders().AddColumns("what", "value");
        void Line(string what, string? value)
        {
            if (!string.IsNullOrEmpty(value)) table.AddRow(Markup.Escape(what), Markup.Escape(value));
        }
        Line("run", $"{run.Id}, {RunTables.Word(run.Status)}{(run.Failure is { } failure ? $": {failure}" : "")}");
        Line("begun", $"{RunTables.Time(run.Started)}, took {RunTables.Took(run)}");
        Line("command", CommandLineText.Of(run.Words));
        Line("experiment", run.Experiment);
        Line("made by", $"GenreLab {run.ToolVersion} on {run.Process.Host}");
        Line("data", $"{run.Data.Path ?? run.Data.Name}{(run.Data.Synthetic ? " (synthetic)" : "")}");
        Line("data's SHA-256", run.Data.Hash);
        Line("rows", $"{run.Data.Rows:N0} of {run.Data.Genres} genres in {run.Data.Label}: {run.Data.Folds.Train:N0} train, {run.Data.Folds.Validation:N0} validation, {run.Data.Folds.Test:N0} test");
        Line("cleaning", string.Join(" ", run.Data.Cleaning));
        Line("split", run.Data.Split);
        Line("features", string.Join(", ", run.Data.Features));
        Line("seed", $"{run.Seed}");
        Line("trials", Trials(run.Trials));
        Line("files", string.Join(", ", run.Files));
        foreach (var model in models)
        {
            Line("", " ");
            Line("model", $"{ModelReference.Of(run, model)}: {model.Kind}{(model.Cancelled ? ", cancelled" : "")}");
            Line("options", string.Join(", ", model.Trainer.Where(pair => pair.Key != "kind").Select(pair => $"{pair.Key} {pair.Value?.ToJsonString().Trim('"', '[', ']') ?? "none"}")));
            Line("test", Scores(model.Test));
            Line("validation", Scores(model.Validation));
            Line("times", string.Join(", ", model.Seconds.Select(pair => $"{pair.Key} {Formats.Seconds(pair.Value)}")));
            Line("saved as", model.File);
        }
        if (!terminal.Json) terminal.Result(table);
        foreach (var warning in run.Warnings.Concat(models.SelectMany(model => model.Test?.Warnings ?? [])).Distinct()) terminal.Warn(warning);
        terminal.Result((JsonObject)CliJson.From(run with { Models = models })!);
        return ExitCode.Success;
    }

    private static string? Trials(IReadOnlyList<RecordedTrial> trials)
    {
        if (trials.Count == 0) return null;
        var failed = trials.Count(trial => trial.Failure is not null);
        var best = trials.Where(trial => trial.Accuracy is not null).OrderByDescending(trial => trial.Rung).ThenByDescending(trial => trial.Accuracy).FirstOrDefault();
        return $"{trials.DistinctBy(trial => trial.Number).Count():N0} tried{(failed > 0 ? $", {failed:N0} failed" : "")}"
            + (best is null ? "" : $"; best {best.Number}: {string.Join(", ", best.Values.Select(pair => $"{pair.Key} {pair.Value}"))} ({Formats.Percent(best.Accuracy)})");
    }

    private static string? Scores(RecordedScores? scores) => scores is null ? null
        : $"accuracy {RunTables.Accuracy(scores)} on {Formats.Rows(scores.Rows)}, top 5 {Formats.Percent(scores.Top5Accuracy)}, macro F1 {scores.MacroF1:0.0000}, log-loss {scores.LogLoss:0.0000}";
}
