using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Cli.Options;
using GenreLab.Evaluation;
using GenreLab.Models;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab evaluate</c>: how good a saved model is on a table.</summary>
internal sealed class EvaluateCommand : Verb
{
    private readonly Argument<string> model = new("model") { Description = "The model file." };
    private readonly EvaluationTable table = new();
    private readonly Option<bool> unseenOnly = new("--unseen-only") { Description = "Score only rows the model was not trained on." };
    private readonly Option<int> threads = ContextOptions.ThreadsOption();

    public EvaluateCommand() : base(
        "evaluate", "Score a saved model on a table of tracks whose genre is known.",
        "evaluate rock.genre other.csv",
        "evaluate rock.genre dataset.csv --unseen-only --json",
        "evaluate rock.genre other.csv --merge published-66")
    {
        Arguments.Add(model);
        table.AddTo(this);
        Options.Add(unseenOnly);
        Options.Add(threads);
        AddCommonOptions();
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var loaded = GenreModel.Load(parsed.GetRequiredValue(model));
        var tracks = table.Load(parsed, loaded, parsed.GetValue(threads), cancellation);
        foreach (var step in tracks.Cleaning.Steps) terminal.Say(step);
        var result = loaded.Evaluate(tracks, unseenOnly: parsed.GetValue(unseenOnly), threads: parsed.GetValue(threads));

        foreach (var warning in result.Warnings) terminal.Warn(warning);
        var level = result.PerGenre.Count < loaded.LabelNames.Count ? tracks.Cleaning.Merge : null;
        if (level is not null) terminal.Result($"level       {loaded.LabelNames.Count} genres of the model merged into {result.PerGenre.Count} ({level.Name}), probabilities added up");
        terminal.Result($"accuracy    {Formats.Accuracy(result)} on {Formats.Rows(result.Rows)}");
        terminal.Result($"top 5       {Formats.Percent(result.Top5Accuracy)}");
        terminal.Result($"macro F1    {result.MacroF1:0.0000}   weighted F1 {result.WeightedF1:0.0000}");
        terminal.Result($"macro AUC   {(result.MacroAuc is { } auc ? $"{auc:0.0000}" : "–")}   log-loss {result.LogLoss:0.0000}   calibration error {result.CalibrationError:0.0000}");
        terminal.Result(PerGenre(result));
        var json = result.ToJson();
        if (tracks.Cleaning.Merge is { } merge) json["merge"] = CliJson.From(merge);
        if (level is not null) json["genres"] = new JsonObject { ["model"] = loaded.LabelNames.Count, ["scored"] = result.PerGenre.Count };
        terminal.Result(json);
        return ExitCode.Success;
    }

    private static Spectre.Console.Table PerGenre(EvaluationResult result)
    {
        var table = Terminal.Table("genre", "#tracks", "#precision", "#recall", "#F1", "#AUC");
        foreach (var genre in result.PerGenre.Where(genre => genre.Support > 0).OrderByDescending(genre => genre.F1))
            table.AddRow(
                Markup.Escape(genre.Genre), $"{genre.Support:N0}", Formats.Percent(genre.Precision), Formats.Percent(genre.Recall),
                $"{genre.F1:0.0000}", genre.Auc is { } auc ? $"{auc:0.0000}" : "–");
        return table;
    }
}
