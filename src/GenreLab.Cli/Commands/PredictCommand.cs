using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Models;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab predict</c>: tells the genres of tracks nobody has labelled.</summary>
internal sealed class PredictCommand : Verb
{
    private readonly Argument<string> model = new("model") { Description = "The model file." };
    private readonly Argument<string> file = new("file") { Description = "The table of tracks (CSV)." };
    private readonly Option<string> destination = new("--out") { Description = "The CSV file to write: the columns that identify a track, genre, probability.", HelpName = "file", Required = true };
    private readonly Option<int> top = new Option<int>("--top") { Description = "How many genres a track: with 3, the two runners-up too.", DefaultValueFactory = _ => 1 }.Within(1, 1000);
    private readonly Option<int> threads = ContextOptions.ThreadsOption();

    public PredictCommand() : base(
        "predict", "Predict the genre of every track of a table.",
        "predict rock.genre new-tracks.csv --out predictions.csv",
        "predict rock.genre new-tracks.csv --out predictions.csv --top 3")
    {
        Arguments.Add(model);
        Arguments.Add(file);
        Options.Add(destination);
        Options.Add(top);
        Options.Add(threads);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var path = parsed.GetRequiredValue(destination);
        AtomicFile.RequireWritable(path);
        var loaded = GenreModel.Load(parsed.GetRequiredValue(model));
        var stream = new PredictionStream(loaded, parsed.GetValue(top), parsed.GetValue(threads), cancellation);
        var (rows, imputed) = stream.Predict(parsed.GetRequiredValue(file), path);
        var seconds = clock.Elapsed.TotalSeconds;

        var warnings = new List<string>();
        if (imputed > 0) warnings.Add($"{imputed:N0} of {Formats.Rows(rows)} lack a feature; the model {(loaded.Preprocessor.KeepsMissing ? "goes by the features that are there" : "filled in what is usual")}.");
        foreach (var warning in warnings) terminal.Warn(warning);
        terminal.Result($"{Formats.Rows(rows)} predicted into {path} in {Formats.Seconds(seconds)} ({rows / seconds:N0} rows/s).");
        terminal.Result(new JsonObject
        {
            ["rows"] = rows,
            ["imputedRows"] = imputed,
            ["out"] = path,
            ["seconds"] = seconds,
            ["warnings"] = CliJson.From(warnings),
        });
        return ExitCode.Success;
    }
}
