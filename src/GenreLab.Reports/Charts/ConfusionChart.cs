using System.Text.Json.Nodes;
using GenreLab.Evaluation;

namespace GenreLab.Reports.Charts;

/// <summary>The confusion matrix, genres that are taken for each other side by side; only cells with tracks are stored.</summary>
internal static class ConfusionChart
{
    // Beyond this many cells a canvas draws faster than a tree of SVG elements.
    private const int MostVectorCells = 2_500;

    // With so few genres every cell has room for its number.
    private const int FewGenres = 12;

    public static Chart Of(ConfusionMatrix confusion)
    {
        var order = ConfusionOrder.BySimilarity(confusion);
        var names = order.Select(label => confusion.Labels[label]).ToArray();
        var supports = order.Select(label => confusion.Counts[label].Sum(count => (double)count)).ToArray();
        var cells = new List<double?[]>();
        for (var actual = 0; actual < order.Length; actual++)
        {
            for (var predicted = 0; predicted < order.Length; predicted++)
            {
                var count = confusion.Counts[order[actual]][order[predicted]];
                if (count > 0) cells.Add([actual, predicted, count]);
            }
        }

        var few = order.Length <= FewGenres;
        var chart = Chart.From(few ? "confusion few" : "confusion", $"Confusion matrix of {order.Length} genres: true genre by row, predicted genre by column", $$"""
            {
              "height": "container",
              "transform": [
                { "calculate": "genres[datum.t]", "as": "true" },
                { "calculate": "genres[datum.p]", "as": "predicted" },
                { "calculate": "datum.n / supports[datum.t]", "as": "share" },
                { "calculate": "datum.t == datum.p ? 'right' : 'wrong'", "as": "outcome" }
              ],
              "encoding": {
                "y": { "field": "true", "type": "nominal", "title": "true genre", "scale": { "paddingInner": {{(order.Length <= 30 ? "0.06" : "0")}} }, "axis": { "labelOverlap": "greedy", "labelSeparation": { "expr": "width < 520 ? 0 : -4" }, "labelFontSize": { "expr": "clamp(0.95 * height / length(genres), 7, 13)" }, "labelLimit": { "expr": "width < 520 ? 64 : 120" }, "ticks": false, "domain": false, "titlePadding": 8 } },
                "x": { "field": "predicted", "type": "nominal", "title": "predicted genre", "scale": { "paddingInner": {{(order.Length <= 30 ? "0.06" : "0")}} }, "axis": { "labelOverlap": "greedy", "labelAngle": -90, "labelSeparation": { "expr": "width < 520 ? 0 : -4" }, "labelFontSize": { "expr": "clamp(0.95 * width / length(genres), 7, 13)" }, "labelLimit": { "expr": "width < 520 ? 64 : 120" }, "ticks": false, "domain": false, "titlePadding": 8 } },
                "tooltip": [
                  { "field": "true", "title": "true genre" }, { "field": "predicted", "title": "taken for" },
                  { "field": "n", "type": "quantitative", "title": "tracks", "format": "," },
                  { "field": "share", "type": "quantitative", "title": "of its tracks", "format": ".1%" }
                ]
              },
              "layer": [
                {
                  "mark": { "type": "rect" },
                  "encoding": {
                    "color": { "field": "outcome", "type": "nominal", "title": null, "scale": { "domain": ["right", "wrong"] }, "legend": { "symbolType": "square" } },
                    "opacity": { "field": "share", "type": "quantitative", "title": "share of the true genre", "scale": { "type": "pow", "exponent": 0.45, "domain": [0, 1], "range": [0.04, 1] }, "legend": { "format": ".0%", "values": [0.05, 0.25, 0.5, 1], "symbolType": "square", "columns": { "expr": "width < 420 ? 2 : 4" } } }
                  }
                }
              ]
            }
            """,
            ("genres", Chart.Array(names)), ("supports", Chart.Array(supports)));
        if (few)
        {
            chart.Specification["layer"]!.AsArray().Add(JsonNode.Parse("""
                {
                  "mark": { "type": "text", "fontSize": { "expr": "width < 420 ? 10 : 13" } },
                  "encoding": {
                    "text": { "field": "share", "type": "quantitative", "format": ".0%" },
                    "color": { "condition": { "test": "datum.share > 0.45", "value": { "expr": "paper" } }, "value": { "expr": "ink" } }
                  }
                }
                """));
        }
        chart.SetDomain("x", names);
        chart.SetDomain("y", names);
        chart.SetTable(["t", "p", "n"], cells);
        chart.Specification["usermeta"] = new JsonObject { ["embedOptions"] = new JsonObject { ["renderer"] = cells.Count > MostVectorCells ? "canvas" : "svg" } };
        return chart;
    }
}
