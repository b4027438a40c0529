using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Merging;
using GenreLab.Models;
using GenreLab.Reports;
using Spectre.Console;

namespace GenreLab.Cli;

/// <summary>Gathers how models of fine genres do on merged ones, beside the same kinds trained on those.</summary>
/// <param name="merged">The table with its genres merged.</param>
/// <param name="split">The split, the same for both.</param>
/// <param name="surroundings">Seed, threads and cancellation.</param>
internal sealed class MergeLevels(GenreTable merged, Split split, TrainingContext surroundings)
{
    private readonly List<MergeLevelScore> scores = [];

    public IReadOnlyList<MergeLevelScore> Scores => scores;

    /// <summary>What the merge is called.</summary>
    public string Name => merged.Cleaning.Merge!.Name;

    /// <summary>Trains as <paramref name="run"/> was on the merged genres, and scores both.</summary>
    public void Add(TrainingRun run, Terminal terminal)
    {
        if (surroundings.Cancellation.IsCancellationRequested || run.Cancelled) return;
        terminal.Say($"{run.Trainer.Kind}: training on the {merged.LabelNames.Count} merged genres of {Name}");
        var other = ModelTraining.Run(merged, split, run.Trainer, run.Model.Preprocessor.Options, surroundings with { Progress = null });
        if (other.Cancelled) return;
        scores.Add(new MergeLevelScore(run.Trainer.Kind, Name, LevelComparison.Of(run.Model, other.Model, merged, split.Test, surroundings.Seed, surroundings.Threads)));
    }

    /// <summary>Accuracy on the merged genres, by what models were trained on.</summary>
    public Spectre.Console.Table Table()
    {
        var shown = Terminal.Table("model", "#trained on all (95 %)", $"#trained on {merged.LabelNames.Count} (95 %)", "#difference (95 %)", "#p");
        foreach (var (model, _, comparison) in scores)
        {
            var difference = comparison.Difference;
            shown.AddRow(
                Markup.Escape(model), Formats.Accuracy(comparison.Fine), Formats.Accuracy(comparison.Merged),
                $"{100 * difference.Difference:+0.00;-0.00} ({100 * difference.Interval[0]:0.00} to {100 * difference.Interval[1]:0.00}) points", $"{difference.PValue:0.000}");
        }
        return shown;
    }

    public JsonArray ToJson() => new([.. scores.Select(score => new JsonObject
    {
        ["model"] = score.Model,
        ["merge"] = CliJson.From(merged.Cleaning.Merge),
        ["fine"] = score.Comparison.Fine.ToJson(),
        ["merged"] = score.Comparison.Merged.ToJson(),
        ["difference"] = CliJson.From(score.Comparison.Difference),
    })]);
}
