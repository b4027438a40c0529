using System.Text.Json.Nodes;
using GenreLab.Models;

namespace GenreLab.Reports.Charts;

/// <summary>Loss or accuracy by epoch, round or tree: a panel for the models that learn in the same steps, a colour a model, training rows dashed.
/// The panels of one quantity share their vertical axis.</summary>
internal static class LearningCurveChart
{
    private const int MostPoints = 400;

    /// <summary>Log-loss of the models that learn in steps called <paramref name="step"/>.</summary>
    public static Chart Loss(IReadOnlyList<RankedModel> models, string step) =>
        Of(models, step, "loss", "log-loss (nats)", ".3f", """{ "tickCount": 6 }""", LossRange(models), epoch => epoch.TrainLoss, epoch => epoch.ValidationLoss);

    /// <summary>Accuracy of the models that learn in steps called <paramref name="step"/>.</summary>
    public static Chart Accuracy(IReadOnlyList<RankedModel> models, string step) =>
        Of(models, step, "accuracy", "accuracy", ".2%", """{ "format": ".0%", "tickCount": 6 }""", AccuracyRange(models), epoch => epoch.TrainAccuracy, epoch => epoch.ValidationAccuracy);

    private static Chart Of(
        IReadOnlyList<RankedModel> models, string step, string quantity, string title, string format, string axis, (double Low, double High) range,
        Func<EpochRecord, double?> train, Func<EpochRecord, double?> validation)
    {
        var shown = models.Where(model => model.Entry.LearningStep == step && model.Entry.Epochs.Any(epoch => train(epoch) is not null || validation(epoch) is not null)).ToArray();
        var chart = Chart.From("curve", $"Learning curves: {title} by {step} for training and validation rows", $$"""
            {
              "height": 220,
              "transform": [
                { "calculate": "datum.f ? 'validation' : 'training'", "as": "rows" }
              ],
              "encoding": {
                "x": { "field": "step", "type": "quantitative", "axis": { "format": "~d", "tickMinStep": 1, "tickCount": 5, "grid": false, "labelFlush": false }, "scale": { "nice": false, "zero": false } },
                "y": { "field": "value", "type": "quantitative", "title": "{{title}}", "scale": { "zero": false, "nice": true }, "axis": {{axis}} },
                "strokeDash": { "field": "rows", "type": "nominal", "legend": null, "scale": { "domain": ["validation", "training"], "range": [[1, 0], [4, 3]] } }
              },
              "layer": [
                { "mark": { "type": "line", "strokeWidth": 2, "clip": true, "tooltip": null } },
                {
                  "params": [ { "name": "near", "select": { "type": "point", "on": "pointerover", "nearest": true, "clear": "pointerout" } } ],
                  "mark": { "type": "point", "filled": true, "size": 70, "clip": true },
                  "encoding": {
                    "strokeDash": null,
                    "opacity": { "condition": { "param": "near", "empty": false, "value": 1 }, "value": 0 },
                    "tooltip": [
                      { "field": "model" }, { "field": "rows" },
                      { "field": "step", "type": "quantitative" },
                      { "field": "value", "type": "quantitative", "format": "{{format}}", "title": "{{quantity}}" }
                    ]
                  }
                }
              ]
            }
            """);
        chart.SetModels(models, shown);
        chart.Specification["encoding"]!["x"]!["title"] = step;
        chart.Specification["layer"]![1]!["encoding"]!["tooltip"]![2]!["title"] = step;
        if (range.Low < range.High) chart.Specification["encoding"]!["y"]!["scale"]!["domain"] = new JsonArray(range.Low, range.High);
        chart.SetTable(["m", "f", "step", "value"], models.SelectMany((model, index) => !shown.Contains(model) ? [] : Thin(model.Entry.Epochs).SelectMany(epoch => new (double? Value, double?[] Row)[]
        {
            (train(epoch), [index, 0, epoch.Epoch, train(epoch)]),
            (validation(epoch), [index, 1, epoch.Epoch, validation(epoch)]),
        }).Where(point => point.Value is not null).Select(point => point.Row)));
        return chart;
    }

    private static (double Low, double High) AccuracyRange(IEnumerable<RankedModel> models)
    {
        var (low, high) = Range(models.SelectMany(model => model.Entry.Epochs).SelectMany(epoch => new[] { epoch.TrainAccuracy, epoch.ValidationAccuracy }));
        return (low, high + 0.03 * (high - low));
    }

    /// <summary>From the lowest loss up to that of guessing, or to the highest of the second halves where that is higher. One tree alone can
    /// lose many times as much as a guess; on its scale nothing else could be read.</summary>
    private static (double Low, double High) LossRange(IReadOnlyList<RankedModel> models)
    {
        var whole = Range(models.SelectMany(model => Losses(model.Entry.Epochs)));
        var late = Range(models.SelectMany(model => Losses(model.Entry.Epochs.Skip(model.Entry.Epochs.Count / 2))));
        var guess = models.Max(model => Math.Log(model.Entry.Test.PerGenre.Count));
        return (whole.Low, Math.Max(late.High, Math.Min(whole.High, guess)));
    }

    private static IEnumerable<double?> Losses(IEnumerable<EpochRecord> epochs) => epochs.SelectMany(epoch => new[] { epoch.TrainLoss, epoch.ValidationLoss });

    private static (double Low, double High) Range(IEnumerable<double?> values)
    {
        var finite = values.OfType<double>().Where(double.IsFinite).DefaultIfEmpty().ToArray();
        return (finite.Min(), finite.Max());
    }

    /// <summary>At most <see cref="MostPoints"/> epochs, evenly spread, the first and the last among them.</summary>
    internal static IEnumerable<EpochRecord> Thin(IReadOnlyList<EpochRecord> epochs) => epochs.Count <= MostPoints
        ? epochs
        : Enumerable.Range(0, MostPoints).Select(point => epochs[(int)((long)point * (epochs.Count - 1) / (MostPoints - 1))]);
}
