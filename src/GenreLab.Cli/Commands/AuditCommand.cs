using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Data;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab audit</c>: what about a table or its split would make results dishonest.</summary>
internal sealed class AuditCommand : Verb
{
    private readonly TableFiles files = new();
    private readonly TrainingTable training = new();

    public AuditCommand() : base(
        "audit", "Find what would make results dishonest: columns that give the genre away, tracks on both sides of a split, and the like.",
        "audit dataset.csv",
        "audit tracks/ more-tracks.csv.gz",
        "audit dataset.csv --split-file folds.csv --json")
    {
        files.AddTo(this);
        training.AddTo(this);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var surroundings = training.Context(parsed, cancellation);
        var (table, folds) = training.Load(parsed, options => GenreTable.From(files.Read(parsed, options.Reading, cancellation), options), surroundings);
        IReadOnlyList<AuditFinding> findings = [.. Auditor.Audit(table), .. Auditor.AuditSplit(table, folds), .. Artist(parsed, table, folds)];

        foreach (var step in table.Cleaning.Steps) terminal.Result(step);
        terminal.Result(TrainingTable.Description(table, folds));
        terminal.Result("");
        foreach (var finding in findings.OrderByDescending(finding => finding.Severity))
            terminal.Result($"{Word(finding.Severity)} [{finding.Code}] {finding.Message} {finding.Action}");
        terminal.Result(new JsonObject
        {
            ["file"] = files.Words(parsed),
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

    private IEnumerable<AuditFinding> Artist(ParseResult parsed, GenreTable table, Split folds) =>
        training.ReadsArtist(parsed) && Auditor.AuditArtistAsText(table, folds) is { } finding ? [finding] : [];

    private static string Word(AuditSeverity severity) => severity switch
    {
        AuditSeverity.Error => "error  ",
        AuditSeverity.Warning => "warning",
        _ => "note   ",
    };
}
