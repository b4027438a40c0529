using System.Text.Json.Nodes;

namespace GenreLab.Reports.Charts;

/// <summary>Correlations of every two features.</summary>
internal static class CorrelationChart
{
    private const int MostNumbers = 20;

    public static Chart Of(string name, IReadOnlyList<string> features, IReadOnlyList<IReadOnlyList<double?>> matrix)
    {
        var cells = new List<double?[]>();
        for (var row = 0; row < features.Count; row++)
            for (var column = 0; column < features.Count; column++)
                if (row != column) cells.Add([row, column, matrix[row][column]]);
        var chart = Chart.From("correlation", $"{name} correlations of {features.Count} features", """
            {
              "height": "container",
              "transform": [
                { "calculate": "features[datum.a]", "as": "first" },
                { "calculate": "features[datum.b]", "as": "second" },
                { "calculate": "isValid(datum.r) ? abs(datum.r) : 0", "as": "size" },
                { "calculate": "datum.r < 0 ? 'opposite ways' : 'the same way'", "as": "sign" }
              ],
              "encoding": {
                "y": { "field": "first", "type": "nominal", "title": null, "scale": { "paddingInner": 0.05 }, "axis": { "labelOverlap": "greedy", "labelFontSize": 11, "labelLimit": { "expr": "width < 380 ? 90 : 120" }, "ticks": false, "domain": false } },
                "x": { "field": "second", "type": "nominal", "title": null, "scale": { "paddingInner": 0.05 }, "axis": { "orient": "top", "labelAngle": -90, "labelOverlap": "greedy", "labelSeparation": -4, "labelFontSize": 11, "labelLimit": 120, "ticks": false, "domain": false } },
                "tooltip": [ { "field": "first" }, { "field": "second" }, { "field": "r", "type": "quantitative", "format": "+.3f", "title": "correlation" } ]
              },
              "layer": [
                {
                  "mark": { "type": "rect" },
                  "encoding": {
                    "color": { "field": "sign", "type": "nominal", "title": null, "scale": { "domain": ["the same way", "opposite ways"] }, "legend": null },
                    "opacity": { "field": "size", "type": "quantitative", "scale": { "domain": [0, 1], "range": [0.03, 1] }, "legend": null }
                  }
                }
              ]
            }
            """, ("features", Chart.Array(features)));
        if (features.Count <= MostNumbers)
        {
            chart.Specification["layer"]!.AsArray().Add(JsonNode.Parse("""
                {
                  "transform": [ { "filter": "datum.size >= 0.095 && width / length(features) > 21" }, { "calculate": "replace(format(datum.r, '.2f'), '0.', '.')", "as": "label" } ],
                  "mark": { "type": "text", "fontSize": { "expr": "clamp(0.38 * width / length(features), 8, 12)" } },
                  "encoding": {
                    "text": { "field": "label", "type": "nominal" },
                    "color": { "condition": { "test": "datum.size > 0.5", "value": { "expr": "paper" } }, "value": { "expr": "ink" } }
                  }
                }
                """));
        }
        chart.Legend = [("the same way", 1), ("opposite ways", 2)];
        chart.SetDomain("x", features);
        chart.SetDomain("y", features);
        chart.SetTable(["a", "b", "r"], cells);
        return chart;
    }
}
