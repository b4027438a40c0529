using GenreLab.Evaluation;

namespace GenreLab.Reports.Charts;

/// <summary>What each hyper-parameter matters: a bar each, with its range.</summary>
internal static class ParameterChart
{
    public static Chart Of(IReadOnlyList<FeatureImportance> parameters)
    {
        var chart = Chart.From("parameters", "Share of the variance of accuracy that each hyper-parameter explains", $$"""
            {
              "height": {{Math.Max(60, parameters.Count * 30)}},
              "transform": [ { "calculate": "parameters[datum.p]", "as": "parameter" } ],
              "encoding": {
                "y": { "field": "parameter", "type": "nominal", "title": null, "scale": { "paddingInner": 0.3 }, "axis": { "ticks": false, "domain": false, "labelFontSize": 13, "labelLimit": { "expr": "width < 300 ? 120 : 180" } } }
              },
              "layer": [
                {
                  "mark": { "type": "bar", "cornerRadiusEnd": 2 },
                  "encoding": {
                    "x": { "field": "share", "type": "quantitative", "title": "share of the variance", "axis": { "format": "~%", "tickCount": { "expr": "width < 260 ? 3 : 5" } } },
                    "tooltip": [
                      { "field": "parameter" }, { "field": "share", "type": "quantitative", "format": ".1%" },
                      { "field": "low", "type": "quantitative", "format": ".1%", "title": "95 % of the trees from" },
                      { "field": "high", "type": "quantitative", "format": ".1%", "title": "to" }
                    ]
                  }
                },
                {
                  "mark": { "type": "rule", "strokeWidth": 2, "tooltip": null },
                  "encoding": { "x": { "field": "low", "type": "quantitative" }, "x2": { "field": "high" } }
                }
              ]
            }
            """, ("parameters", Chart.Array(parameters.Select(parameter => parameter.Feature))));
        chart.SetDomain("y", parameters.Select(parameter => parameter.Feature));
        chart.SetTable(["p", "share", "low", "high"], parameters.Select((parameter, index) => new double?[] { index, parameter.Importance, parameter.Low, parameter.High }));
        return chart;
    }
}
