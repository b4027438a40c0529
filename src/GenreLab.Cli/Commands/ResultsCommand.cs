using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using GenreLab.Cli.Experiments;
using GenreLab.Cli.Recording;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab results</c>: published results beside ours, from the records of experiments.</summary>
internal sealed class ResultsCommand : Verb
{
    private readonly Option<string> folder = new("--experiments") { Description = "The folder of the experiments.", HelpName = "folder", DefaultValueFactory = _ => "experiments" };
    private readonly Option<string?> destination = new("--out") { Description = "The Markdown file to write.", HelpName = "file" };
    private readonly RecordsFolder records = new();

    public ResultsCommand() : base(
        "results", "Write published results beside those of the recorded experiments.",
        "results --out docs/RESULTS.md",
        "results --json")
    {
        Options.Add(folder);
        Options.Add(destination);
        records.AddTo(this);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var path = parsed.GetValue(destination);
        if (path is not null) AtomicFile.RequireWritable(path);
        var experiments = ExperimentFile.ReadFolder(parsed.GetRequiredValue(folder));
        using var database = records.OpenExisting(parsed);
        var rows = ResultRow.Match(experiments, database?.Runs() ?? []);
        if (path is not null) AtomicFile.Write(path, stream => stream.Write(Encoding.UTF8.GetBytes(ResultsPage.Of(rows))));

        terminal.Result(Table(rows));
        var missing = rows.Count(row => row.Run is null);
        if (missing > 0) terminal.Warn($"{missing} of {rows.Count} experiments have no recorded run of their present form in {records.Of(parsed)}; 'genrelab run --experiment FILE' makes one.");
        if (path is not null) terminal.Result($"Written to {path}.");
        terminal.Result(new JsonObject
        {
            ["results"] = new JsonArray([.. rows.Select(row => new JsonObject
            {
                ["experiment"] = row.Experiment.Name,
                ["section"] = row.Experiment.Section,
                ["title"] = row.Experiment.Title,
                ["published"] = CliJson.From(row.Experiment.Published),
                ["run"] = row.Run?.Id,
                ["score"] = CliJson.From(row.Score),
                ["verdict"] = row.Score is null ? null : CliJson.From(row.Verdict),
                ["valid"] = row.Score is null ? null : row.Valid,
                ["seconds"] = CliJson.From(row.Model?.Seconds),
            })]),
            ["written"] = path,
        });
        return ExitCode.Success;
    }

    private static Spectre.Console.Table Table(IEnumerable<ResultRow> rows)
    {
        var table = Terminal.Table("experiment", "#published", "#GenreLab (95 %)", "verdict", "#fit");
        foreach (var row in rows)
            table.AddRow(
                Markup.Escape(row.Experiment.Name), Formats.Percent(row.Experiment.Published?.Accuracy), row.Score is null ? "not run yet" : RunTables.Accuracy(row.Score),
                row.Verdict == Verdict.None ? (row.Experiment.Published is { Valid: false } || !row.Valid ? "not valid" : "–") : row.Verdict.ToString().ToLowerInvariant(),
                row.Model?.Seconds.TryGetValue("fit", out var fit) == true ? Formats.Seconds(fit) : "–");
        return table;
    }
}
