using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Distributed;
using GenreLab.Models;
using GenreLab.Streaming;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab predict</c>: tells the genres of tracks nobody has labelled.</summary>
internal sealed class PredictCommand : Verb
{
    private const int ReasonsUnlessTold = 3;

    private readonly Argument<string> model = new("model") { Description = "The model file." };
    private readonly Argument<string[]> file = new("file") { Description = "The table of tracks: files (CSV, packed or not), folders of them, names with * or ?.", Arity = ArgumentArity.OneOrMore };
    private readonly OutputFile destination = new("The CSV file to write: the columns that identify a track, genre, probability.");
    private readonly Option<int> top = new Option<int>("--top") { Description = "How many genres a track: with 3, the two runners-up too.", DefaultValueFactory = _ => 1 }.Within(1, 1000);
    private readonly Option<int> explain = new Option<int>("--explain")
    {
        Description = $"Name for each track the features that speak most for (+) or against (−) its most probable genre: this many, {ReasonsUnlessTold} when no number "
            + "is given. For models of trees. A forest of 200 deep trees explains 50 to 100 tracks a second and processor; small ensembles explain thousands.",
        HelpName = "number",
        Arity = ArgumentArity.ZeroOrOne,
        DefaultValueFactory = _ => 0,
    }.Within(0, 1000);
    private readonly MemoryOption memory = new();
    private readonly Option<int> threads = ContextOptions.ThreadsOption();

    public PredictCommand() : base(
        "predict", "Predict the genre of every track of a table.",
        "predict rock.genre new-tracks.csv --out predictions.csv",
        "predict rock.genre new-tracks.csv --out predictions.csv --top 3",
        "predict rock.genre tracks/ more-tracks.csv.gz --out predictions.csv --memory 600MB",
        "predict forest.genre new-tracks.csv --out predictions.csv --explain")
    {
        Arguments.Add(model);
        Arguments.Add(file);
        destination.AddTo(this);
        Options.Add(top);
        Options.Add(explain);
        memory.AddTo(this);
        Options.Add(threads);
        AddCommonOptions();
    }

    public override bool IsShared => true;

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var path = destination.Prepare(parsed, terminal);
        var loaded = GenreModel.Load(parsed.GetRequiredValue(model));
        if (terminal.Ranks.Size > 1) terminal.Ranks.RequireSame(SHA256.HashData(File.ReadAllBytes(parsed.GetRequiredValue(model))), parsed.GetRequiredValue(model));
        var reasons = parsed.GetResult(explain) is { Implicit: false, Tokens.Count: 0 } ? ReasonsUnlessTold : parsed.GetValue(explain);
        var explained = reasons > 0 ? loaded.RequireExplainable().ExplainedScore : (ExplainedScore?)null;
        var stream = new PredictionStream(loaded, parsed.GetValue(top), reasons, parsed.GetValue(threads), cancellation)
        {
            Memory = memory.Read(parsed),
            Ranks = terminal.Ranks,
            Progress = explained is null ? null : done => terminal.Say($"{Formats.Rows(done)} explained so far."),
        };
        var (rows, imputed) = stream.Predict(InputFiles.Find(parsed.GetRequiredValue(file)), path);
        var seconds = clock.Elapsed.TotalSeconds;

        var warnings = new List<string>();
        if (imputed > 0) warnings.Add($"{imputed:N0} of {Formats.Rows(rows)} lack a feature; the model {(loaded.Preprocessor.KeepsMissing ? "goes by the features that are there" : "filled in what is usual")}.");
        foreach (var warning in warnings) terminal.Warn(warning);
        terminal.Result($"{Formats.Rows(rows)} predicted into {path} in {Formats.Seconds(seconds)} ({rows / seconds:N0} rows/s).");
        if (explained is { } score) terminal.Result(Meaning(score));
        terminal.Result(new JsonObject
        {
            ["rows"] = rows,
            ["imputedRows"] = imputed,
            ["out"] = path,
            ["seconds"] = seconds,
            ["explanation"] = explained is null ? null : new JsonObject { ["reasons"] = reasons, ["addsUpTo"] = CliJson.From(explained) },
            ["warnings"] = CliJson.From(warnings),
        });
        return ExitCode.Success;
    }

    private static string Meaning(ExplainedScore score) => "baseline is what the model says of an unknown track; with effect1, effect2… and other_effects it adds up to " + score switch
    {
        ExplainedScore.Probability => "the genre's probability.",
        _ => "the genre's score before it becomes a probability (+0.69 doubles the genre's odds against each other genre).",
    };
}
