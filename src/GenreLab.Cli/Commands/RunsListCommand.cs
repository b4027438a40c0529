using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Cli.Recording;
using GenreLab.Records;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab runs list</c>: the latest runs.</summary>
internal sealed class RunsListCommand : RunsVerb
{
    private readonly RunFilterOptions filter = new();
    private readonly Option<int> limit = new Option<int>("--limit") { Description = "At most this many runs, the latest.", HelpName = "runs", DefaultValueFactory = _ => 20 }.Within(1, int.MaxValue);

    public RunsListCommand() : base("list", "List recorded runs, the latest first.", "list", "list --data dataset.csv --kind mlp --limit 5")
    {
        filter.AddTo(this);
        Options.Add(limit);
        AddRecordsOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, IReadOnlyList<RunRecord> runs, RunDatabase? database)
    {
        var all = runs.ToDictionary(run => run.Id);
        var fitting = filter.Apply(parsed, runs);
        RunRecord[] shown = [.. fitting.Take(parsed.GetValue(limit))];
        if (shown.Length == 0) terminal.Result(Nothing(parsed));
        else terminal.Result(Table(shown, all));
        if (shown.Length < fitting.Count) terminal.Result($"{fitting.Count - shown.Length:N0} earlier {(fitting.Count - shown.Length == 1 ? "run" : "runs")} not shown; --limit shows more.");
        terminal.Result(new JsonObject { ["runs"] = CliJson.From(shown), ["fitting"] = fitting.Count });
        return ExitCode.Success;
    }

    private static Spectre.Console.Table Table(IEnumerable<RunRecord> runs, Dictionary<long, RunRecord> all)
    {
        var table = Terminal.Table("run", "begun", "experiment or data", "model", "#test accuracy", "#± (95 %)", "status");
        foreach (var run in runs)
        {
            var data = run.Experiment ?? run.Data.Name;
            if (run.Models.Count == 0)
                table.AddRow($"{run.Id}", RunTables.Time(run.Started), Markup.Escape(data), "–", "–", "–", RunTables.Word(run.Status));
            foreach (var model in run.Models)
                table.AddRow(
                    Markup.Escape(ModelReference.Of(all[run.Id], model)), RunTables.Time(run.Started), Markup.Escape(data), Markup.Escape(model.Kind),
                    Formats.Percent(model.Test?.Accuracy), model.Test is { } test ? $"{50 * (test.AccuracyInterval[1] - test.AccuracyInterval[0]):0.00}" : "–", RunTables.Word(run.Status));
        }
        return table;
    }
}
