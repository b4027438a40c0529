using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Exploration;
using GenreLab.Reports.Exploration;

namespace GenreLab.Reports.Charts;

/// <summary>How a feature is distributed in every genre: chosen genres in colour, the one under the pointer by name, all tracks as a surface.</summary>
internal static class DistributionChart
{
    // Curves are stored as whole numbers, and this is the chart's height.
    private const double Resolution = 4095;

    // What rises above the peaks of nine tenths of the curves is cut off, or a single spike would flatten the rest.
    private const double ShownShare = 0.9;

    // Beyond so many times the mean density, heights are drawn by their square roots, or nothing but the spike could be seen.
    private const double Spike = 7;

    /// <summary>Whether heights are drawn by their square roots.</summary>
    public static bool IsSpiky(FeatureDistribution distribution) =>
        distribution.IsDensity && Top(distribution) * (distribution.Points[^1] - distribution.Points[0]) > Spike;

    private static double Top(FeatureDistribution distribution)
    {
        double[] peaks = [.. distribution.ByGenre.Append(distribution.Overall).Where(curve => curve.Values is not null).Select(curve => curve.Values!.Max()).Order()];
        return 1.05 * (distribution.IsDensity ? Math.Max(peaks[(int)Math.Ceiling(ShownShare * (peaks.Length - 1))], distribution.Overall.Values!.Max()) : peaks[^1]);
    }

    public static Chart Of(ExploredFeature feature, GenrePicker picker)
    {
        var distribution = feature.Distribution!;
        var curves = distribution.ByGenre.Select((curve, genre) => (Genre: genre, curve.Values)).Prepend((-1, distribution.Overall.Values)).Where(curve => curve.Values is not null).ToArray();
        var top = Top(distribution);
        var rows = new JsonArray();
        foreach (var (genre, values) in curves)
            rows.Add(new JsonArray(genre, new JsonArray([.. values!.Select(value => (JsonNode)(int)Math.Round(Math.Min(9, value / top) * Resolution))])));

        // Six significant digits, whatever the feature's unit.
        var grid = new JsonArray([.. distribution.Points.Select(point => (JsonNode)double.Parse(point.ToString("G6")))]);
        // Looking for the nearest curve needs fewer points than drawing it.
        var every = Math.Max(1, distribution.Points.Count / 25);
        var points = distribution.IsDensity ? "" : ", \"point\": { \"size\": 18 }";
        var chart = Chart.From("distribution", $"{(distribution.IsDensity ? "Density" : "Share of the values")} of {feature.Name} in each genre", $$"""
            {
              "height": 170,
              "transform": [
                { "calculate": "datum[0]", "as": "g" },
                { "calculate": "datum[1]", "as": "raw" },
                { "calculate": "grid", "as": "xs" },
                { "flatten": ["raw", "xs"], "as": ["raw", "x"] },
                { "calculate": "datum.raw / {{Resolution}}", "as": "height" },
                { "calculate": "datum.height * top", "as": "y" },
                { "calculate": "datum.g < 0 ? 'all tracks' : genres[datum.g]", "as": "genre" },
                { "calculate": "datum.g < 0 ? -1 : indexof(chosen, datum.genre)", "as": "slot" }
              ],
              "encoding": {
                "x": { "field": "x", "type": "quantitative", "title": null, "scale": { "domain": [{{grid[0]}}, {{grid[^1]}}], "nice": false, "padding": {{(distribution.IsDensity ? 0 : 12)}} }, "axis": { "grid": false, "tickCount": 5, "labelOverlap": true, "format": "{{(Math.Abs(distribution.Points[^1]) >= 10_000 ? "~s" : ".4~g")}}" } },
                "y": { "field": "height", "type": "quantitative", "title": null, "scale": { "domain": [0, 1]{{(IsSpiky(distribution) ? ", \"type\": \"sqrt\"" : "")}} }, "axis": null },
                "detail": { "field": "g", "type": "nominal" }
              },
              "layer": [
                {
                  "transform": [ { "filter": "datum.g < 0" } ],
                  "mark": { "type": "area", "clip": true, "fill": { "expr": "ink" }, "fillOpacity": 0.08, "line": false, "tooltip": null }
                },
                {
                  "transform": [ { "filter": "datum.g >= 0 && datum.slot < 0" } ],
                  "mark": { "type": "line", "clip": true, "strokeWidth": 1, "stroke": { "expr": "ink" }, "opacity": { "expr": "clamp(3 / length(genres), 0.07, 0.3)" }, "tooltip": null }
                },
                {
                  "transform": [ { "filter": "datum.slot >= 0" } ],
                  "mark": { "type": "line", "clip": true, "strokeWidth": 2.2, "tooltip": null{{points}} },
                  "encoding": { "color": { "field": "slot", "type": "ordinal", "scale": { "domain": [0, 1, 2, 3, 4, 5], "range": "category" }, "legend": null } }
                },
                {
                  "transform": [ { "filter": { "param": "near", "empty": false } } ],
                  "mark": { "type": "line", "clip": true, "strokeWidth": 3.2, "stroke": { "expr": "ink" }, "tooltip": null }
                },
                {
                  "transform": [ { "filter": { "param": "near", "empty": false } }, { "aggregate": [ { "op": "max", "field": "height", "as": "height" } ], "groupby": ["genre", "g"] } ],
                  "mark": { "type": "text", "align": "right", "baseline": "top", "fontSize": 13, "fontWeight": "bold", "tooltip": null },
                  "encoding": { "x": { "value": { "expr": "width - 4" } }, "y": { "value": 2 }, "text": { "field": "genre" } }
                },
                {
                  "transform": [ { "filter": "datum.g >= 0 && indexof(picks, datum.x) >= 0" } ],
                  "params": [ { "name": "near", "select": { "type": "point", "on": "pointerover", "nearest": true, "fields": ["g"], "clear": "pointerout" } } ],
                  "mark": { "type": "point", "clip": true, "opacity": 0, "size": 1 },
                  "encoding": {
                    "tooltip": [
                      { "field": "genre" },
                      { "field": "x", "type": "quantitative", "format": ".4~g", "title": "value" },
                      { "field": "y", "type": "quantitative", "format": "{{(distribution.IsDensity ? ".3~g" : ".1%")}}", "title": "{{(distribution.IsDensity ? "density" : "share")}}" }
                    ]
                  }
                }
              ]
            }
            """,
            [.. picker.Parameters, ("grid", grid), ("picks", new JsonArray([.. grid.Where((_, point) => point % every == 0).Select(point => point!.DeepClone())])), ("top", top)]);
        if (!distribution.IsDensity) chart.Specification["encoding"]!["x"]!["axis"] = ValueAxis(feature, distribution);
        chart.Specification["data"] = new JsonObject { ["values"] = rows };
        chart.Specification["usermeta"] = new JsonObject { ["embedOptions"] = new JsonObject { ["renderer"] = "canvas" } };
        return chart;
    }

    private static JsonObject ValueAxis(ExploredFeature feature, FeatureDistribution distribution)
    {
        var axis = new JsonObject { ["grid"] = false, ["values"] = Chart.Array(distribution.Points), ["labelOverlap"] = true };
        var words = feature.Name switch
        {
            "key" => "['C','C♯','D','D♯','E','F','F♯','G','G♯','A','A♯','B'][datum.value]",
            "mode" => "datum.value ? 'major' : 'minor'",
            _ when feature.Kind == FeatureKind.Flag => "datum.value ? 'yes' : 'no'",
            _ => null,
        };
        if (words is not null) axis["labelExpr"] = words;
        return axis;
    }
}
