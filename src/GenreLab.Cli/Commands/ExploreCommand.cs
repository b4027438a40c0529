using System.CommandLine;
using GenreLab.Cli.Options;
using GenreLab.Data;
using GenreLab.Exploration;
using GenreLab.Models;
using GenreLab.Preprocessing;
using GenreLab.Reports;
using GenreLab.Surveying;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab explore</c>: what a table looks like, which features tell genres apart, and which genres resemble each other.</summary>
internal sealed class ExploreCommand : Verb
{
    private readonly TableOfAnySize files = new();
    private readonly Option<string> destination = new("--out") { Description = "The folder for explore.html and explore.json.", HelpName = "folder", DefaultValueFactory = _ => "exploration" };
    private readonly Option<double> correlation = new Option<double>("--correlation") { Description = "Name pairs of features that correlate at least this strongly.", DefaultValueFactory = _ => 0.5 }.Within(0, 1);
    private readonly Option<bool> keepMissing = new("--keep-missing") { Description = "Keep rows with missing features; each number is then about the rows that have the value." };
    private readonly DataOptions data = new();
    private readonly ContextOptions context = new();

    public ExploreCommand() : base(
        "explore", "Look at a table: which features tell genres apart, how they are distributed and go together, which genres resemble each other.",
        "explore dataset.csv --out exploration",
        "explore songs.csv --genres rock,rap --correlation 0.7 --json",
        "explore tracks/ 'more-*.csv.gz' --memory 600MB --out exploration")
    {
        files.AddTo(this);
        Options.Add(destination);
        Options.Add(correlation);
        Options.Add(keepMissing);
        data.AddTo(this);
        context.AddTo(this);
        AddCommonOptions();
    }

    public override bool IsShared => true;

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        using var folder = new OutputFolder(parsed.GetRequiredValue(destination), terminal.Writes);
        var surroundings = context.Read(parsed, cancellation);
        var result = Explore(parsed, terminal, surroundings);
        if (!terminal.Writes || result is null) return ExitCode.Success;

        var reportPath = folder.File("explore.html");
        var json = CliJson.From(result)!.AsObject();
        json["report"] = reportPath;
        AtomicFile.Write(reportPath, stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            HtmlReport.Write(new ExplorationReport { Result = result, ToolVersion = ModelTraining.ToolVersion, CommandLine = parsed.CommandLine() }, writer);
        });
        AtomicFile.Write(folder.File("explore.json"), stream =>
        {
            using var writer = new StreamWriter(stream, leaveOpen: true);
            writer.WriteLine(json.ToJsonString(GenreLabJson.Options));
        });

        if (result.Label is null) terminal.Warn($"{result.Name} has no genre column that is known, so nothing is said about genres; name one with --label.");
        else if (result.GenreCount < 2) terminal.Warn($"All rows of {result.Name} are of one genre, so no feature can tell genres apart.");
        terminal.Result($"{Formats.Rows(result.Rows)} of {result.GenreCount} genres, {result.Features.Count} features.");
        if (result.Sample is { } sample) terminal.Result(SampleWords.Of(sample));
        if (result.Ranking.Count > 0) terminal.Result(Ranking(result));
        foreach (var pair in result.Correlations.Pairs) terminal.Result($"{pair.First} and {pair.Second} go together: Pearson {pair.Pearson:+0.00;−0.00}, Spearman {pair.Spearman:+0.00;−0.00}");
        foreach (var finding in result.Audit.Where(finding => finding.Severity != AuditSeverity.Note)) terminal.Result($"audit: {finding.Message}");
        terminal.Result($"Report: {reportPath}");
        terminal.Result(json);
        return ExitCode.Success;
    }

    // A table that fits into memory is explored by the first rank alone.
    private ExplorationResult? Explore(ParseResult parsed, Terminal terminal, TrainingContext surroundings)
    {
        var options = new ExplorationOptions
        {
            CorrelationThreshold = parsed.GetValue(correlation),
            Seed = surroundings.Seed,
            Threads = surroundings.Threads,
            Cancellation = surroundings.Cancellation,
        };
        if (files.Pieces(parsed, terminal, surroundings.Threads, surroundings.Cancellation) is { } pieces)
        {
            var explored = StreamedExplorer.Explore(pieces.Source, LoadOptions(parsed, surroundings), options, pieces.Options);
            foreach (var step in explored.Cleaning.Steps) terminal.Say(step);
            return explored;
        }
        if (!terminal.Writes) return null;
        var (asRead, tracks) = Load(parsed, surroundings);
        foreach (var step in tracks.Cleaning.Steps) terminal.Say(step);
        return Explorer.Explore(asRead, tracks, options);
    }

    private LoadOptions LoadOptions(ParseResult parsed, TrainingContext surroundings)
    {
        var usual = data.Read(parsed, parsed.GetValue(keepMissing) ? Imputation.Median : Imputation.Drop, surroundings.Seed, surroundings.Threads);
        return usual with
        {
            Schema = usual.Schema with { RequireLabel = usual.Schema.Label is not null },
            Cleaning = usual.Cleaning with { FewestGenres = 0 },
        };
    }

    private (Data.Table AsRead, GenreTable Tracks) Load(ParseResult parsed, TrainingContext surroundings)
    {
        var options = LoadOptions(parsed, surroundings);
        var asRead = files.Read(parsed, options.Reading, surroundings.Cancellation);
        var tracks = GenreTable.From(asRead, options);
        if (tracks.Schema.Label is null && (options.Cleaning.Genres.Count > 0 || options.Cleaning.PerGenre is not null))
            throw new DataException($"{asRead.Name} has no genre column that is known, so genres cannot be chosen; name it with --label.");
        return (asRead, tracks);
    }

    private static Spectre.Console.Table Ranking(ExplorationResult result)
    {
        var table = Terminal.Table("feature", "genres", "#information (nats)", "#of all", "#eta squared", "#F", "#p");
        foreach (var name in result.Ranking)
        {
            var separation = result.Features.First(feature => feature.Name == name).Separation!;
            table.AddRow(
                Markup.Escape(name), Word(separation.Verdict), $"{separation.MutualInformation:0.0000}", $"{separation.InformationShare * 100:0.0} %",
                Number(separation.EtaSquared, "0.0000"), Number(separation.F, "0.0"), Probability(separation));
        }
        return table;
    }

    private static string Word(SeparationVerdict verdict) => verdict switch
    {
        SeparationVerdict.Strong => "told apart well",
        SeparationVerdict.Useful => "told apart somewhat",
        SeparationVerdict.Weak => "hardly told apart",
        _ => "not told apart",
    };

    private static string Number(double? value, string format) => value is { } known ? known.ToString(format) : "–";

    private static string Probability(GenreSeparation separation) =>
        separation.P is not { } p ? "–" : p >= 1e-4 ? $"{p:0.0000}" : separation.Log10P is { } exponent ? $"10^{exponent:0.0}" : "0";
}
