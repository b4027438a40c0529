using System.Text.Json.Nodes;
using GenreLab.Exploration;
using GenreLab.Reports.Exploration;

namespace GenreLab.Reports.Charts;

/// <summary>Tracks in two dimensions, chosen genres in colour, each genre's name where its mean lies.</summary>
internal static class TrackMapChart
{
    private const double StrayShare = 0.001;

    public static Chart Of(ExplorationResult result, GenrePicker picker)
    {
        var map = result.Map!;
        var few = result.Genres.Count <= 12;
        var chart = Chart.From("map", "Tracks by their first two principal components", $$"""
            {
              "height": "container",
              "transform": [
                { "calculate": "datum.g < 0 ? '' : genres[datum.g]", "as": "genre" },
                { "calculate": "datum.g < 0 ? -1 : indexof(chosen, datum.genre)", "as": "slot" }
              ],
              "encoding": {
                "x": { "field": "x", "type": "quantitative", "scale": { "domain": {{Domain(map.Tracks.Select(track => track.X))}} }, "axis": { "labels": false, "ticks": false, "grid": false, "titleLimit": { "expr": "width" } } },
                "y": { "field": "y", "type": "quantitative", "scale": { "domain": {{Domain(map.Tracks.Select(track => track.Y))}} }, "axis": { "labels": false, "ticks": false, "grid": false, "titleLimit": { "expr": "height" } } }
              },
              "layer": [
                {
                  "transform": [ { "filter": "datum.kind == 0 && datum.slot < 0" } ],
                  "mark": { "type": "circle", "clip": true, "size": 12, "fill": { "expr": "ink" }, "opacity": 0.12 },
                  "encoding": { "tooltip": [ { "field": "title" }, { "field": "genre" } ] }
                },
                {
                  "transform": [ { "filter": "datum.kind == 0 && datum.slot >= 0" } ],
                  "mark": { "type": "circle", "clip": true, "size": {{(few ? 16 : 34)}}, "opacity": {{(few ? "0.5" : "0.85")}} },
                  "encoding": {
                    "color": { "field": "slot", "type": "ordinal", "scale": { "domain": [0, 1, 2, 3, 4, 5], "range": "category" }, "legend": null },
                    "tooltip": [ { "field": "title" }, { "field": "genre" } ]
                  }
                },
                {
                  "transform": [ { "filter": "datum.kind == 1{{(few ? "" : " && datum.slot >= 0")}}" } ],
                  "mark": { "type": "text", "fontSize": 13, "fontWeight": "bold", "stroke": { "expr": "paper" }, "strokeWidth": 4, "strokeJoin": "round", "tooltip": null },
                  "encoding": { "text": { "field": "genre" } }
                },
                {
                  "transform": [ { "filter": "datum.kind == 1{{(few ? "" : " && datum.slot >= 0")}}" } ],
                  "mark": { "type": "text", "fontSize": 13, "fontWeight": "bold", "fill": { "expr": "ink" }, "tooltip": null },
                  "encoding": { "text": { "field": "genre" } }
                }
              ]
            }
            """, picker.Parameters);
        chart.Specification["encoding"]!["x"]!["title"] = Title(map, 0);
        chart.Specification["encoding"]!["y"]!["title"] = Title(map, 1);
        var rows = new JsonArray();
        foreach (var track in map.Tracks) rows.Add(new JsonArray(0, track.Genre ?? -1, Math.Round(track.X, 3), Math.Round(track.Y, 3), track.Title ?? ""));
        for (var genre = 0; genre < map.Centers.Count; genre++) rows.Add(new JsonArray(1, genre, Math.Round(map.Centers[genre].X, 3), Math.Round(map.Centers[genre].Y, 3), ""));
        chart.Specification["data"] = new JsonObject { ["values"] = rows };
        var transform = chart.Specification["transform"]!.AsArray();
        string[] columns = ["kind", "g", "x", "y", "title"];
        for (var column = 0; column < columns.Length; column++) transform.Insert(column, new JsonObject { ["calculate"] = $"datum[{column}]", ["as"] = columns[column] });
        chart.Specification["usermeta"] = new JsonObject { ["embedOptions"] = new JsonObject { ["renderer"] = "canvas" } };
        return chart;
    }

    /// <summary>The range that holds all tracks but a few stray ones, which would make the rest small. It is given because layers whose genres are not
    /// chosen have no extent of their own.</summary>
    private static string Domain(IEnumerable<double> places)
    {
        double[] all = [.. places.DefaultIfEmpty().Order()];
        var stray = (int)(StrayShare * all.Length);
        double low = all[stray], high = all[^(stray + 1)], margin = Math.Max(0.1, 0.05 * (high - low));
        return new JsonArray(Math.Round(low - margin, 2), Math.Round(high + margin, 2)).ToJsonString();
    }

    /// <summary>The features that speak loudest along the axis, with their directions.</summary>
    private static string Title(TrackMap map, int axis)
    {
        var loudest = map.Axes[axis].Loadings.Select((loading, i) => (Name: map.Features[i], loading)).OrderByDescending(one => Math.Abs(one.loading)).Take(3);
        return string.Join(", ", loudest.Select(one => $"{(one.loading > 0 ? '+' : '\u2212')} {one.Name}")) + $" ({Numbers.Percent(map.Axes[axis].VarianceShare)})";
    }
}
