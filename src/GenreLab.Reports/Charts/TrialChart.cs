using System.Text.Json.Nodes;
using GenreLab.Search;

namespace GenreLab.Reports.Charts;

/// <summary>Parallel coordinates: an axis a hyper-parameter and one for the accuracy, a line a trial.</summary>
internal static class TrialChart
{
    /// <summary>Lines in the chart; the table has them all.</summary>
    public const int MostTrials = 500;

    // Within one value, trials are spread over so much of the axis' height, the better the higher.
    private const double Spread = 0.07;
    private const int Labels = 5;

    public static Chart Of(SearchOutcome outcome)
    {
        var plan = outcome.Plan;
        var varied = Enumerable.Range(0, plan.Space.Parameters.Count).Where(i => plan.Space.Parameters[i].Varies).ToArray();
        // The best are drawn last, above the others.
        TrialResult[] shown = [.. outcome.Ranking.Take(MostTrials).Reverse()];
        string[] axes = [.. varied.Select(i => plan.Space.Parameters[i].Name), "accuracy"];
        var texts = new List<string>();
        var chart = Chart.From("trials", "Parallel coordinates: a line a trial through the values of its hyper-parameters to its accuracy", """
            {
              "height": 400,
              "transform": [
                { "calculate": "axes[datum.a]", "as": "axis" },
                { "calculate": "texts[datum.v]", "as": "value" }
              ],
              "encoding": {
                "x": { "field": "axis", "type": "nominal", "title": null, "scale": { "type": "point", "padding": 0.35 }, "axis": { "orient": "top", "domain": false, "ticks": false, "grid": true, "labelAngle": 0, "labelFontSize": 13, "labelLimit": { "expr": "width / length(axes)" } } },
                "y": { "field": "y", "type": "quantitative", "axis": null, "scale": { "domain": [-0.06, 1.06], "nice": false } }
              },
              "layer": [
                {
                  "mark": { "type": "line", "interpolate": "monotone", "tooltip": null },
                  "encoding": {
                    "detail": { "field": "trial" },
                    "order": { "field": "a", "type": "quantitative" },
                    "color": { "field": "g", "type": "ordinal", "scale": { "domain": [0, 1, 2], "range": "category" }, "legend": null },
                    "strokeOpacity": { "condition": [ { "test": "datum.g == 0", "value": 1 }, { "test": "datum.g == 1", "value": 0.8 } ], "value": 0.3 },
                    "strokeWidth": { "condition": [ { "test": "datum.g == 0", "value": 4 }, { "test": "datum.g == 1", "value": 2 } ], "value": 1.2 }
                  }
                },
                {
                  "mark": { "type": "point", "filled": true, "size": 60, "opacity": 0 },
                  "encoding": {
                    "tooltip": [
                      { "field": "trial", "type": "quantitative" }, { "field": "axis", "title": "hyper-parameter" }, { "field": "value" },
                      { "field": "accuracy", "type": "quantitative", "format": ".2%" }
                    ]
                  }
                }
              ]
            }
            """, ("axes", Chart.Array(axes)));
        chart.SetDomain("x", axes);
        var rows = new List<double?[]>();
        double lowest = shown.Min(result => result.Score!.Accuracy), highest = shown.Max(result => result.Score!.Accuracy);
        for (var rank = 0; rank < shown.Length; rank++)
        {
            var (result, values) = (shown[rank], plan.TrialOf(shown[rank].Trial).Values);
            var accuracy = result.Score!.Accuracy;
            var fromBest = shown.Length - 1 - rank;
            var group = fromBest == 0 ? 0 : fromBest < Math.Max(2, shown.Length / 10) ? 1 : 2;
            var spread = shown.Length == 1 ? 0 : Spread * ((double)rank / (shown.Length - 1) - 0.5);
            for (var axis = 0; axis < axes.Length; axis++)
            {
                var parameter = axis < varied.Length ? plan.Space.Parameters[varied[axis]] : null;
                var text = parameter is null ? Numbers.Percent(accuracy) : values[varied[axis]];
                var y = parameter is null ? Height(accuracy, lowest, highest) : parameter.Position(text) + (parameter is ChoiceParameter ? spread : 0);
                rows.Add([result.Trial, axis, y, accuracy, group, Place(texts, text)]);
            }
        }
        chart.SetTable(["trial", "a", "y", "accuracy", "g", "v"], rows);
        chart.Specification["params"]!.AsArray().Add(new JsonObject { ["name"] = "texts", ["value"] = Chart.Array(texts) });
        AddLabels(chart, [.. varied.SelectMany((i, axis) => LabelsOf(plan.Space.Parameters[i]).Select(label => (axes[axis], label.Y, label.Text))),
            .. new[] { 0, 0.5, 1 }.Select(share => ("accuracy", share, Numbers.Percent(lowest + share * (highest - lowest)))).DistinctBy(label => label.Item3)]);
        chart.Legend = [("best trial", 1), ("best tenth", 2), ("the others", 3)];
        return chart;
    }

    private static double Height(double accuracy, double lowest, double highest) => highest > lowest ? (accuracy - lowest) / (highest - lowest) : 0;

    private static int Place(List<string> texts, string text)
    {
        var place = texts.IndexOf(text);
        if (place >= 0) return place;
        texts.Add(text);
        return texts.Count - 1;
    }

    /// <summary>The values beside an axis: those listed, or the ends of a range and what lies between.</summary>
    private static IEnumerable<(double Y, string Text)> LabelsOf(SearchParameter parameter) => parameter is RangeParameter range
        ? (range with { Steps = Labels }).Grid.Select(value => (range.Position(value), value))
        : parameter.Grid.Select(value => (parameter.Position(value), value));

    private static void AddLabels(Chart chart, IEnumerable<(string Axis, double Y, string Text)> labels)
    {
        var values = new JsonArray([.. labels.Select(label => new JsonObject { ["axis"] = label.Axis, ["y"] = label.Y, ["text"] = label.Text })]);
        // First in the paper's colour, wide, so that the lines below do not cross the letters.
        foreach (var mark in (string[])["""{ "type": "text", "align": "left", "dx": 7, "fontSize": 12, "stroke": { "expr": "paper" }, "strokeWidth": 4, "strokeJoin": "round", "tooltip": null }""", """{ "type": "text", "align": "left", "dx": 7, "fontSize": 12, "fill": { "expr": "ink" }, "tooltip": null }"""])
            chart.Specification["layer"]!.AsArray().Add(new JsonObject
            {
                ["data"] = new JsonObject { ["values"] = values.DeepClone() },
                ["transform"] = new JsonArray(),
                ["mark"] = JsonNode.Parse(mark),
                ["encoding"] = new JsonObject { ["text"] = new JsonObject { ["field"] = "text" } },
            });
    }
}
