namespace GenreLab.Reports.Charts;

/// <summary>Test accuracy with its 95 % band against the number of training rows, a colour a model.</summary>
internal static class TrainingSizeChart
{
    /// <param name="models">All models of the page, which fix the colours.</param>
    /// <param name="shown">Those to draw.</param>
    public static Chart Of(IReadOnlyList<RankedModel> models, IReadOnlyList<RankedModel> shown)
    {
        var chart = Chart.From("sizes", "Test accuracy by number of training rows, on a logarithmic axis, with 95 percent intervals", """
            {
              "height": 300,
              "encoding": {
                "x": { "field": "rows", "type": "quantitative", "title": "training rows", "scale": { "type": "log", "base": 2, "nice": false }, "axis": { "format": ".3~s", "grid": false, "labelOverlap": "greedy", "labelSeparation": 10, "labelFlush": false } }
              },
              "layer": [
                {
                  "mark": { "type": "area", "opacity": 0.16, "tooltip": null },
                  "encoding": {
                    "y": { "field": "low", "type": "quantitative", "title": "accuracy on test rows", "scale": { "zero": false }, "axis": { "format": ".0%", "tickCount": 6 } },
                    "y2": { "field": "high" }
                  }
                },
                {
                  "mark": { "type": "line", "strokeWidth": 2, "tooltip": null },
                  "encoding": { "y": { "field": "accuracy", "type": "quantitative", "title": "accuracy on test rows" } }
                },
                {
                  "params": [ { "name": "near", "select": { "type": "point", "on": "pointerover", "nearest": true, "clear": "pointerout" } } ],
                  "mark": { "type": "point", "filled": true, "opacity": 1 },
                  "encoding": {
                    "y": { "field": "accuracy", "type": "quantitative", "title": "accuracy on test rows" },
                    "size": { "condition": { "param": "near", "empty": false, "value": 120 }, "value": 45 },
                    "tooltip": [
                      { "field": "model" },
                      { "field": "rows", "type": "quantitative", "format": ",", "title": "training rows" },
                      { "field": "accuracy", "type": "quantitative", "format": ".2%" },
                      { "field": "low", "type": "quantitative", "format": ".2%", "title": "95 % from" },
                      { "field": "high", "type": "quantitative", "format": ".2%", "title": "to" }
                    ]
                  }
                }
              ]
            }
            """);
        chart.SetModels(models, shown);
        chart.Specification["encoding"]!["x"]!["axis"]!["values"] = Chart.Array(shown.SelectMany(model => model.Entry.TrainingSizes).Select(point => (double)point.Rows).Distinct().Order());
        chart.SetTable(["m", "rows", "accuracy", "low", "high"], models.SelectMany((model, index) => !shown.Contains(model) ? [] : model.Entry.TrainingSizes.Select(point =>
            new double?[] { index, point.Rows, point.Test.Accuracy, point.Test.AccuracyInterval[0], point.Test.AccuracyInterval[1] })));
        return chart;
    }
}
