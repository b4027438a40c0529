using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Reports;
using Spectre.Console;

namespace GenreLab.Cli;

/// <summary>Gathers how the same trainers do on several splits of one table.</summary>
internal sealed class SplitScores(GenreTable table, TrainingContext surroundings, IReadOnlyList<(string Word, Split Split)> splits)
{
    private readonly List<SplitScore> scores = [];

    public IReadOnlyList<SplitScore> Scores => scores;

    /// <summary>Trains as <paramref name="run"/> was on the other splits; one that it was trained on itself is taken from it.</summary>
    public void Add(TrainingRun run, Split own, Terminal terminal)
    {
        foreach (var (word, split) in splits)
        {
            if (surroundings.Cancellation.IsCancellationRequested) return;
            var known = split.Description == own.Description;
            if (!known) terminal.Say($"{run.Trainer.Kind}: training on the split {split.Description}");
            var trained = known ? run : ModelTraining.Run(table, split, run.Trainer, run.Model.Preprocessor.Options, surroundings with { Progress = null });
            if (!trained.Cancelled && trained.Test is { } test) scores.Add(new SplitScore(run.Trainer.Kind, word, split.Description, test));
        }
    }

    public Spectre.Console.Table Table()
    {
        var shown = Terminal.Table(["model", .. splits.Select(split => $"#split {split.Word} (95 %)"), "#difference"]);
        foreach (var model in scores.GroupBy(score => score.Model).OrderByDescending(model => model.First().Test.Accuracy))
        {
            var tests = splits.Select(split => model.FirstOrDefault(score => score.Split == split.Word)?.Test).ToArray();
            shown.AddRow(
            [
                Markup.Escape(model.Key), .. tests.Select(test => test is null ? "–" : Formats.Accuracy(test)),
                tests is [{ } first, .., { } last] ? $"{100 * (last.Accuracy - first.Accuracy):+0.00;-0.00} points" : "–",
            ]);
        }
        return shown;
    }

    public JsonArray ToJson() => new([.. scores.Select(score => new JsonObject
    {
        ["model"] = score.Model,
        ["split"] = score.Split,
        ["description"] = score.Description,
        ["rows"] = score.Test.Rows,
        ["accuracy"] = score.Test.Accuracy,
        ["accuracyInterval"] = CliJson.From(score.Test.AccuracyInterval),
    })]);
}
