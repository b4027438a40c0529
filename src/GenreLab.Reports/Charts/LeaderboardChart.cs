using System.Text.Json.Nodes;

namespace GenreLab.Reports.Charts;

/// <summary>Test accuracy of every model with its 95 % interval, between the accuracy of always naming the most common genre and the best possible one.</summary>
internal static class LeaderboardChart
{
    public static Chart Of(IReadOnlyList<RankedModel> models, double chance, double? ceiling = null)
    {
        var chart = Chart.From("leaderboard", "Test accuracy of every model with its 95 percent interval", """
            {
              "encoding": { "y": { "field": "model", "type": "nominal", "sort": null, "title": null, "axis": { "ticks": false, "domain": false, "labelFontSize": 14, "labelLimit": 140 } } },
              "layer": [
                {
                  "data": { "values": [ {} ] },
                  "transform": [ { "calculate": "chance", "as": "chance" } ],
                  "mark": { "type": "rule", "strokeDash": [3, 3], "opacity": 0.7 },
                  "encoding": { "y": null, "x": { "field": "chance", "type": "quantitative" }, "tooltip": { "field": "chance", "type": "quantitative", "format": ".1%", "title": "always the most common genre" } }
                },
                {
                  "mark": { "type": "bar", "height": 22, "cornerRadiusEnd": 3 },
                  "encoding": {
                    "x": { "field": "accuracy", "type": "quantitative", "title": "accuracy on unseen tracks", "axis": { "format": ".0%", "tickCount": 5 }, "scale": { "domain": { "expr": "[0, span]" } } },
                    "tooltip": [
                      { "field": "model" }, { "field": "description" },
                      { "field": "accuracy", "type": "quantitative", "format": ".2%" },
                      { "field": "low", "type": "quantitative", "format": ".2%", "title": "95 % from" },
                      { "field": "high", "type": "quantitative", "format": ".2%", "title": "to" }
                    ]
                  }
                },
                {
                  "mark": { "type": "rule", "strokeWidth": 2, "tooltip": null },
                  "encoding": { "x": { "field": "low", "type": "quantitative" }, "x2": { "field": "high" } }
                },
                {
                  "mark": { "type": "text", "align": "left", "dx": 8, "fontSize": 14, "fontWeight": 600 },
                  "encoding": { "x": { "field": "high", "type": "quantitative" }, "text": { "field": "label" } }
                }
              ]
            }
            """, ("chance", chance), ("span", Math.Max(1.15 * models.Max(model => Math.Max(chance, model.Entry.Test.AccuracyInterval[1])), 1.02 * ceiling ?? 0)));
        if (ceiling is { } best) Draw(chart, best);
        chart.Specification["height"] = models.Count * 46;
        chart.Specification["data"] = new JsonObject
        {
            ["values"] = new JsonArray([.. models.Select(model => new JsonObject
            {
                ["model"] = model.Name,
                ["description"] = model.Entry.Description,
                ["label"] = Numbers.Percent(model.Entry.Test.Accuracy),
                ["accuracy"] = model.Entry.Test.Accuracy,
                ["low"] = model.Entry.Test.AccuracyInterval[0],
                ["high"] = model.Entry.Test.AccuracyInterval[1],
            })]),
        };
        return chart;
    }

    private static void Draw(Chart chart, double ceiling) => chart.Specification["layer"]!.AsArray().Insert(0, new JsonObject
    {
        ["data"] = new JsonObject { ["values"] = new JsonArray(new JsonObject { ["ceiling"] = ceiling }) },
        ["mark"] = new JsonObject { ["type"] = "rule", ["strokeWidth"] = 2, ["opacity"] = 0.7 },
        ["encoding"] = new JsonObject
        {
            ["y"] = null,
            ["x"] = new JsonObject { ["field"] = "ceiling", ["type"] = "quantitative" },
            ["tooltip"] = new JsonObject { ["field"] = "ceiling", ["type"] = "quantitative", ["format"] = ".1%", ["title"] = "best possible with one genre a track" },
        },
    });
}
