using GenreLab.Exploration;

namespace GenreLab.Reports.Charts;

/// <summary>The tree of genres: the farther right two branches meet, the less alike they are.</summary>
internal static class DendrogramChart
{
    public static Chart Of(ExplorationResult result)
    {
        var tree = result.Similarity!;
        var count = tree.Order.Count;
        string[] genres = [.. tree.Order.Select(genre => result.Genres[genre].Genre)];
        var (heights, places) = (new double[count + tree.Merges.Count], new double[count + tree.Merges.Count]);
        for (var place = 0; place < count; place++) places[tree.Order[place]] = place;
        var lines = new List<double?[]>();
        for (var i = 0; i < tree.Merges.Count; i++)
        {
            var (left, right, distance, _) = tree.Merges[i];
            lines.Add([heights[left], places[left], distance, places[left], distance]);
            lines.Add([heights[right], places[right], distance, places[right], distance]);
            lines.Add([distance, places[left], distance, places[right], distance]);
            (heights[count + i], places[count + i]) = (distance, (places[left] + places[right]) / 2);
        }
        var chart = Chart.From("dendrogram", $"Dendrogram of {count} genres by average linkage", $$"""
            {
              "height": {{Math.Max(80, count * (count > 30 ? 12 : 24))}},
              "mark": { "type": "rule", "strokeWidth": 1.4, "strokeCap": "round" },
              "encoding": {
                "x": { "field": "x", "type": "quantitative", "title": "mean distance", "scale": { "domainMin": 0, "nice": false }, "axis": { "grid": false, "tickCount": 5 } },
                "x2": { "field": "x2" },
                "y": { "field": "y", "type": "quantitative", "title": null, "scale": { "domain": [{{count - 0.5}}, -0.5], "nice": false, "zero": false }, "axis": { "grid": false, "domain": false, "ticks": false, "labelExpr": "genres[datum.value]", "labelFontSize": {{(count > 30 ? 10 : 13)}}, "labelLimit": { "expr": "width < 300 ? 100 : 150" }, "labelOverlap": false } },
                "y2": { "field": "y2" },
                "tooltip": [ { "field": "distance", "type": "quantitative", "format": ".2f", "title": "mean distance" } ]
              }
            }
            """, ("genres", Chart.Array(genres)));
        chart.Specification["encoding"]!["y"]!["axis"]!["values"] = Chart.Array(Enumerable.Range(0, count).Select(place => (double)place));
        chart.SetTable(["x", "y", "x2", "y2", "distance"], lines);
        return chart;
    }
}
