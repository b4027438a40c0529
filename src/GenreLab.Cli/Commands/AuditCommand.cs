using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Models;
using GenreLab.Surveying;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab audit</c>: what about a table or its split would make results dishonest.</summary>
internal sealed class AuditCommand : Verb
{
    private readonly TableOfAnySize files = new();
    private readonly TrainingTable training = new();

    public AuditCommand() : base(
        "audit", "Find what would make results dishonest: columns that give the genre away, tracks on both sides of a split, and the like.",
        "audit dataset.csv",
        "audit tracks/ more-tracks.csv.gz --memory 600MB",
        "audit dataset.csv --split-file folds.csv --json")
    {
        files.AddTo(this);
        training.AddTo(this);
        AddCommonOptions();
    }

    public override bool IsShared => true;

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var surroundings = training.Context(parsed, cancellation);
        var audit = files.Pieces(parsed, terminal, surroundings.Threads, cancellation) is { } pieces
            ? StreamedAuditor.Audit(pieces.Source, training.LoadOptions(parsed, surroundings), training.SplitOptions(parsed, surroundings), training.ReadsArtist(parsed), pieces.Options)
            : terminal.Writes ? InMemory(parsed, surroundings with { Ranks = SingleProcess.Instance }) : null;
        if (audit is null) return ExitCode.Success;

        foreach (var step in audit.Cleaning.Steps) terminal.Result(step);
        terminal.Result($"{Formats.Rows(audit.Cleaning.RowsKept)} of {audit.Genres.Count} genres; split {audit.Split}.");
        terminal.Result("");
        foreach (var finding in audit.Findings.OrderByDescending(finding => finding.Severity))
            terminal.Result($"{Word(finding.Severity)} [{finding.Code}] {finding.Message} {finding.Action}");
        terminal.Result(new JsonObject
        {
            ["file"] = files.Words(parsed),
            ["rows"] = audit.Cleaning.RowsKept,
            ["genres"] = audit.Genres.Count,
            ["label"] = audit.Schema.Label,
            ["features"] = CliJson.From(audit.Schema.Features),
            ["cleaning"] = CliJson.From(audit.Cleaning),
            ["split"] = audit.Split,
            ["findings"] = CliJson.From(audit.Findings),
        });
        return ExitCode.Success;
    }

    // By the first rank alone.
    private TableAudit InMemory(ParseResult parsed, TrainingContext surroundings)
    {
        var (table, folds) = training.Load(parsed, options => GenreTable.From(files.Read(parsed, options.Reading, surroundings.Cancellation), options), surroundings);
        return new TableAudit(table.Schema, table.Cleaning, table.LabelNames, folds.Description, [.. Auditor.Audit(table), .. Auditor.AuditSplit(table, folds), .. Artist(parsed, table, folds)]);
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
