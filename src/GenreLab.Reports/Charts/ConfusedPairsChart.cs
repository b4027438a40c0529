using System.Text.Json.Nodes;
using GenreLab.Evaluation;

namespace GenreLab.Reports.Charts;

/// <summary>The pairs of genres taken for each other most often, both ways.</summary>
internal static class ConfusedPairsChart
{
    public static Chart Of(IReadOnlyList<ConfusedPair> pairs)
    {
        var chart = Chart.From("pairs", "Pairs of genres taken for each other most often", """
            {
              "mark": { "type": "bar", "cornerRadiusEnd": 2 },
              "encoding": {
                "y": { "field": "pair", "type": "nominal", "sort": null, "title": null, "axis": { "ticks": false, "domain": false, "labelLimit": { "expr": "width < 520 ? 150 : 260" }, "labelFontSize": 13 }, "scale": { "paddingInner": 0.35 } },
                "yOffset": { "field": "way", "sort": null },
                "x": { "field": "share", "type": "quantitative", "title": "share of the genre's tracks", "axis": { "format": ".0%", "tickCount": 5 } },
                "color": { "field": "way", "type": "nominal", "title": null, "sort": null, "legend": { "symbolType": "square", "columns": { "expr": "width < 360 ? 1 : 2" } } },
                "tooltip": [
                  { "field": "sentence", "title": "what" },
                  { "field": "count", "type": "quantitative", "format": ",", "title": "tracks" },
                  { "field": "share", "type": "quantitative", "format": ".1%", "title": "share" }
                ]
              }
            }
            """);
        var values = new JsonArray();
        foreach (var pair in pairs)
        {
            var name = $"{pair.First} · {pair.Second}";
            Add(name, "first taken for second", pair.First, pair.Second, pair.FirstAsSecond, pair.FirstShare);
            Add(name, "second taken for first", pair.Second, pair.First, pair.SecondAsFirst, pair.SecondShare);
        }
        chart.Specification["height"] = pairs.Count * 34;
        chart.Specification["data"] = new JsonObject { ["values"] = values };
        return chart;

        void Add(string name, string way, string actual, string predicted, int count, double share) => values.Add(new JsonObject
        {
            ["pair"] = name,
            ["way"] = way,
            ["sentence"] = $"{actual} taken for {predicted}",
            ["count"] = count,
            ["share"] = Math.Round(share, 6),
        });
    }
}
