using GenreLab.Exploration;

namespace GenreLab.Reports.Charts;

/// <summary>What each feature tells about the genre: information and variance side by side.</summary>
internal static class SeparationChart
{
    /// <summary>Mutual information as a share of all there is to know.</summary>
    public static Chart Information(IReadOnlyList<ExploredFeature> features) =>
        Of(features, "Mutual information of each feature with the genre", "of all information", [.. features.Select(feature => (double?)feature.Separation!.InformationShare)], "series-1");

    /// <summary>The share of variance between genres.</summary>
    public static Chart Variance(IReadOnlyList<ExploredFeature> features) =>
        Of(features, "Share of each feature's variance that lies between genres", "of the variance (η²)", [.. features.Select(feature => feature.Separation!.EtaSquared)], "series-2");

    private static Chart Of(IReadOnlyList<ExploredFeature> features, string description, string title, double?[] values, string kind)
    {
        var chart = Chart.From($"separation {kind}", description, $$"""
            {
              "height": {{Math.Max(60, features.Count * 22)}},
              "transform": [ { "calculate": "features[datum.f]", "as": "feature" } ],
              "mark": { "type": "bar", "cornerRadiusEnd": 2 },
              "encoding": {
                "y": { "field": "feature", "type": "nominal", "title": null, "scale": { "paddingInner": 0.3 }, "axis": { "ticks": false, "domain": false, "labelFontSize": 13, "labelLimit": { "expr": "width < 300 ? 120 : 180" } } },
                "x": { "field": "share", "type": "quantitative", "title": "{{title}}", "axis": { "format": "~%", "tickCount": { "expr": "width < 260 ? 3 : 5" }, "labelOverlap": true, "titleLimit": { "expr": "width + 60" } } },
                "tooltip": [ { "field": "feature" }, { "field": "share", "type": "quantitative", "format": ".2%", "title": "share" } ]
              }
            }
            """, ("features", Chart.Array(features.Select(feature => feature.Name))));
        chart.SetDomain("y", features.Select(feature => feature.Name));
        chart.SetTable(["f", "share"], values.Select((value, index) => new double?[] { index, value ?? 0 }));
        return chart;
    }
}
