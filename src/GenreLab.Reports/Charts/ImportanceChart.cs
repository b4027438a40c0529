namespace GenreLab.Reports.Charts;

/// <summary>What models owe to their features: a row a feature, a dot with its 95 % interval a model.</summary>
internal static class ImportanceChart
{
    /// <summary>Features in the chart; the table beside it has them all.</summary>
    public const int MostFeatures = 24;

    /// <summary>Fall of test accuracy in percentage points when a feature is shuffled.</summary>
    public static Chart Permutation(IReadOnlyList<RankedModel> models, FeatureRanking ranking) =>
        Of(models, ranking, "Permutation importance: fall of test accuracy when a feature is shuffled", "fall of accuracy (points)", "~f", ".2f", 100);

    /// <summary>Share of what all splits gained.</summary>
    public static Chart Gain(IReadOnlyList<RankedModel> models, FeatureRanking ranking) =>
        Of(models, ranking, "Gain importance: share of what all splits gained", "share of the gain", "~%", ".1%", 1);

    private static Chart Of(IReadOnlyList<RankedModel> models, FeatureRanking ranking, string description, string title, string axisFormat, string format, double unit)
    {
        var features = ranking.Features.Take(MostFeatures).ToArray();
        var chart = Chart.From("importance", $"{description}; features by rows, models by colours, with 95 percent intervals", $$"""
            {
              "transform": [
                { "calculate": "features[datum.f]", "as": "feature" }
              ],
              "encoding": {
                "y": { "field": "feature", "type": "nominal", "title": null, "scale": { "paddingInner": 0, "paddingOuter": 0 }, "axis": { "ticks": false, "domain": false, "grid": true, "tickBand": "extent", "labelFontSize": 13, "labelLimit": { "expr": "width < 300 ? 120 : 180" } } },
                "yOffset": { "field": "model", "type": "nominal", "scale": { "paddingOuter": 0.9 } }
              },
              "layer": [
                {
                  "data": { "values": [ {} ] },
                  "mark": { "type": "rule", "opacity": 0.5, "tooltip": null },
                  "encoding": { "x": { "datum": 0 }, "y": null, "yOffset": null, "color": null }
                },
                {
                  "mark": { "type": "rule", "strokeWidth": 2, "opacity": 0.55, "tooltip": null },
                  "encoding": { "x": { "field": "low", "type": "quantitative", "title": "{{title}}", "axis": { "format": "{{axisFormat}}", "tickCount": { "expr": "width < 260 ? 3 : 5" }, "labelFlush": false } }, "x2": { "field": "high" } }
                },
                {
                  "mark": { "type": "point", "filled": true, "size": 55, "opacity": 1 },
                  "encoding": {
                    "x": { "field": "importance", "type": "quantitative", "title": "{{title}}" },
                    "tooltip": [
                      { "field": "feature" }, { "field": "model" },
                      { "field": "importance", "type": "quantitative", "format": "{{format}}", "title": "{{title}}" },
                      { "field": "low", "type": "quantitative", "format": "{{format}}", "title": "95 % from" },
                      { "field": "high", "type": "quantitative", "format": "{{format}}", "title": "to" }
                    ]
                  }
                }
              ]
            }
            """, ("features", Chart.Array(features.Select(feature => feature.Name))));
        chart.SetModels(models, ranking.Models);
        chart.SetDomain("y", features.Select(feature => feature.Name));
        chart.SetDomain("yOffset", ranking.Models.Select(model => model.Name));
        chart.Specification["height"] = features.Length * (14 + 7 * ranking.Models.Count);
        var colors = ranking.Models.Select(model => models.ToList().IndexOf(model)).ToArray();
        chart.SetTable(["m", "f", "importance", "low", "high"], features.SelectMany((feature, row) => feature.ByModel.Select((importance, model) => importance is null ? null :
            new double?[] { colors[model], row, unit * importance.Importance, unit * importance.Low, unit * importance.High })).OfType<double?[]>());
        return chart;
    }
}
