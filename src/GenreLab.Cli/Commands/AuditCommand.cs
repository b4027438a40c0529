using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Data;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab audit</c>: what about a table or its split would make results dishonest.</summary>
internal sealed class AuditCommand : Verb
{
    private readonly Argument<string> file = new("file") { Description = "The table of tracks (CSV)." };
    private readonly DataOptions data = new();
    private readonly SplitChoice split = new();
    private readonly PreprocessingChoice preprocessing = new();
    private readonly ContextOptions context = new();

    public AuditCommand() : base(
        "audit", "Find what would make results dishonest: columns that give the genre away, tracks on both sides of a split, and the like.",
        "audit dataset.csv",
        "audit dataset.csv --split-file folds.csv --json")
    {
        Arguments.Add(file);
        data.AddTo(this);
        split.AddTo(this);
        preprocessing.AddTo(this);
        context.AddTo(this);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var surroundings = context.Read(parsed, cancellation);
        var table = GenreTable.Load(parsed.GetRequiredValue(file), data.Read(parsed, preprocessing.Imputation(parsed), surroundings.Seed, surroundings.Threads));
        var folds = Splitter.Split(table, split.Read(parsed, surroundings.Seed));
        IReadOnlyList<AuditFinding> findings = [.. Auditor.Audit(table), .. Auditor.AuditSplit(table, folds)];

        foreach (var step in table.Cleaning.Steps) terminal.Result(step);
        terminal.Result($"{Formats.Rows(table.Table.RowCount)} of {table.LabelNames.Count} genres; split {folds.Description}.");
        terminal.Result("");
        foreach (var finding in findings.OrderByDescending(finding => finding.Severity))
            terminal.Result($"{Word(finding.Severity)} [{finding.Code}] {finding.Message} {finding.Action}");
        terminal.Result(new JsonObject
        {
            ["file"] = parsed.GetRequiredValue(file),
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

    private static string Word(AuditSeverity severity) => severity switch
    {
        AuditSeverity.Error => "error  ",
        AuditSeverity.Warning => "warning",
        _ => "note   ",
    };
}
