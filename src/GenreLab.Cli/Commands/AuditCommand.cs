using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Data;
using GenreLab.Streaming;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab audit</c>: what about a table or its split would make results dishonest.</summary>
internal sealed class AuditCommand : Verb
{
    private readonly Argument<string[]> file = new("file") { Description = "The table of tracks: files (CSV, packed or not), folders of them, names with * or ?.", Arity = ArgumentArity.OneOrMore };
    private readonly TrainingTable training = new();

    public AuditCommand() : base(
        "audit", "Find what would make results dishonest: columns that give the genre away, tracks on both sides of a split, and the like.",
        "audit dataset.csv",
        "audit tracks/ more-tracks.csv.gz",
        "audit dataset.csv --split-file folds.csv --json")
    {
        Arguments.Add(file);
        training.AddTo(this);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var surroundings = training.Context(parsed, cancellation);
        var files = InputFiles.Find(parsed.GetRequiredValue(file));
        var (table, folds) = training.Load(parsed, options => files is [var only] ? GenreTable.Load(only, options) : Joined(files, options, cancellation), surroundings);
        IReadOnlyList<AuditFinding> findings = [.. Auditor.Audit(table), .. Auditor.AuditSplit(table, folds)];

        foreach (var step in table.Cleaning.Steps) terminal.Result(step);
        terminal.Result(TrainingTable.Description(table, folds));
        terminal.Result("");
        foreach (var finding in findings.OrderByDescending(finding => finding.Severity))
            terminal.Result($"{Word(finding.Severity)} [{finding.Code}] {finding.Message} {finding.Action}");
        terminal.Result(new JsonObject
        {
            ["file"] = string.Join(' ', parsed.GetRequiredValue(file)),
            ["rows"] = table.Table.RowCount,
            ["genres"] = table.LabelNames.Count,
            ["label"] = table.Schema.Label,
            ["features"] = CliJson.From(table.Schema.Features),
            ["cleaning"] = CliJson.From(table.Cleaning),
            ["split"] = folds.Description,
            ["findings"] = CliJson.From(findings),
        });
        return ExitCode.Success;
    }

    private static GenreTable Joined(IReadOnlyList<string> files, LoadOptions options, CancellationToken cancellation) =>
        GenreTable.From(TableSource.Open(files).ReadAll(new StreamingOptions { Threads = options.Reading.Threads, Cancellation = cancellation }), options);

    private static string Word(AuditSeverity severity) => severity switch
    {
        AuditSeverity.Error => "error  ",
        AuditSeverity.Warning => "warning",
        _ => "note   ",
    };
}
