using System.Text.Json.Nodes;
using GenreLab.Evaluation;
using GenreLab.Models;
using Spectre.Console;

namespace GenreLab.Cli;

/// <summary>A comparison of trainings that start from a model with trainings from scratch, as a table and as JSON.</summary>
internal static class TransferTables
{
    public static Spectre.Console.Table Table(TransferComparison comparison)
    {
        var table = Terminal.Table("#training rows", "#from the model (95 %)", "#from scratch (95 %)", "#points gained (95 %)");
        foreach (var point in comparison.Points)
            table.AddRow(
                $"{point.Rows:N0}", Formats.Accuracy(point.Transferred.Test), Formats.Accuracy(point.FromScratch.Test),
                $"{100 * point.Difference.Difference:+0.00;−0.00} ({100 * point.Difference.Interval[0]:0.00} to {100 * point.Difference.Interval[1]:0.00})");
        return table;
    }

    public static JsonObject? Json(TransferComparison? comparison) => comparison is null ? null : new JsonObject
    {
        ["from"] = CliJson.From(comparison.From),
        ["seenRows"] = comparison.SeenRows,
        ["points"] = new JsonArray([.. comparison.Points.Select(point => new JsonObject
        {
            ["rows"] = point.Rows,
            ["share"] = point.Transferred.Share,
            ["transferred"] = Json(point.Transferred),
            ["fromScratch"] = Json(point.FromScratch),
            ["difference"] = CliJson.From(point.Difference),
        })]),
    };

    private static JsonObject Json(TrainingSizePoint point) => new()
    {
        ["accuracy"] = point.Test.Accuracy,
        ["low"] = point.Test.AccuracyInterval[0],
        ["high"] = point.Test.AccuracyInterval[1],
        ["macroF1"] = point.Test.MacroF1,
        ["logLoss"] = point.Test.LogLoss,
        ["fitSeconds"] = point.FitSeconds,
    };
}
