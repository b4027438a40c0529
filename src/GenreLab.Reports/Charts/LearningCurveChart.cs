using GenreLab.Models;

namespace GenreLab.Reports.Charts;

/// <summary>Loss or accuracy by epoch, a colour a model, training rows dashed.</summary>
internal static class LearningCurveChart
{
    private const int MostPoints = 400;

    public static Chart Loss(IReadOnlyList<RankedModel> models) =>
        Of(models, "loss", "log-loss (nats)", ".3f", """{ "tickCount": 6 }""", epoch => epoch.TrainLoss, epoch => epoch.ValidationLoss);

    public static Chart Accuracy(IReadOnlyList<RankedModel> models) =>
        Of(models, "accuracy", "accuracy", ".2%", """{ "format": ".0%", "tickCount": 6 }""", epoch => epoch.TrainAccuracy, epoch => epoch.ValidationAccuracy);

    private static Chart Of(IReadOnlyList<RankedModel> models, string quantity, string title, string format, string axis, Func<EpochRecord, double?> train, Func<EpochRecord, double?> validation)
    {
        var chart = Chart.From("curve", $"Learning curves: {title} by epoch for training and validation rows", $$"""
            {
              "height": 260,
              "transform": [
                { "calculate": "models[datum.m]", "as": "model" },
                { "calculate": "datum.f ? 'validation' : 'training'", "as": "rows" }
              ],
              "encoding": {
                "x": { "field": "epoch", "type": "quantitative", "title": "epoch", "axis": { "format": "~d", "tickMinStep": 1, "tickCount": 6, "grid": false }, "scale": { "nice": false } },
                "y": { "field": "value", "type": "quantitative", "title": "{{title}}", "scale": { "zero": false }, "axis": {{axis}} },
                "color": { "field": "model", "type": "nominal", "title": null, "legend": { "columns": { "expr": "max(1, floor(width / 130))" } } },
                "strokeDash": { "field": "rows", "type": "nominal", "title": null, "scale": { "domain": ["validation", "training"], "range": [[1, 0], [4, 3]] } }
              },
              "layer": [
                { "mark": { "type": "line", "strokeWidth": 2, "clip": true, "tooltip": null } },
                {
                  "params": [ { "name": "near", "select": { "type": "point", "on": "pointerover", "nearest": true, "clear": "pointerout" } } ],
                  "mark": { "type": "point", "filled": true, "size": 70 },
                  "encoding": {
                    "strokeDash": null,
                    "opacity": { "condition": { "param": "near", "empty": false, "value": 1 }, "value": 0 },
                    "tooltip": [
                      { "field": "model" }, { "field": "rows" },
                      { "field": "epoch", "type": "quantitative" },
                      { "field": "value", "type": "quantitative", "format": "{{format}}", "title": "{{quantity}}" }
                    ]
                  }
                }
              ]
            }
            """, ("models", Chart.Array(models.Select(model => model.Name))));
        chart.SetDomain("color", models.Select(model => model.Name));
        chart.SetTable(["m", "f", "epoch", "value"], models.SelectMany((model, index) => Thin(model.Entry.Epochs).SelectMany(epoch => new double?[][]
        {
            [index, 0, epoch.Epoch, train(epoch)],
            [index, 1, epoch.Epoch, validation(epoch)],
        }).Where(row => row[3] is not null)));
        return chart;
    }

    /// <summary>At most <see cref="MostPoints"/> epochs, evenly spread, the first and the last among them.</summary>
    internal static IEnumerable<EpochRecord> Thin(IReadOnlyList<EpochRecord> epochs) => epochs.Count <= MostPoints
        ? epochs
        : Enumerable.Range(0, MostPoints).Select(point => epochs[(int)((long)point * (epochs.Count - 1) / (MostPoints - 1))]);
}
