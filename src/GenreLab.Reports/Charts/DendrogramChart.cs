using System.Text.Json.Nodes;
using GenreLab.Exploration;

namespace GenreLab.Reports.Charts;

/// <summary>A tree of genres: the farther right two branches meet, the less alike they are.</summary>
internal static class DendrogramChart
{
    /// <summary>The tree of an exploration.</summary>
    public static Chart Of(ExplorationResult result) =>
        Of(result.Similarity!, [.. result.Genres.Select(genre => genre.Genre)], $"Dendrogram of {result.Genres.Count} genres by average linkage", "mean distance", ".2f", "linear");

    /// <summary>The tree of a proposed merge, with a line where it is cut.</summary>
    /// <param name="tree">The tree; its distances are bits.</param>
    /// <param name="names">The genres.</param>
    /// <param name="cut">Where it is cut; null for nowhere.</param>
    public static Chart Of(GenreDendrogram tree, IReadOnlyList<string> names, double? cut)
    {
        // Early joins cost next to nothing and the last ones most: roots spread them.
        var chart = Of(tree, names, $"Tree of {names.Count} genres by what a model confuses", "information lost (bits)", ".4f", "sqrt", cut);
        chart.Specification["encoding"]!["strokeDash"] = new JsonObject
        {
            ["condition"] = new JsonObject { ["test"] = "datum.cut", ["value"] = new JsonArray(4, 3) },
            ["value"] = new JsonArray(1, 0),
        };
        return chart;
    }

    private static Chart Of(GenreDendrogram tree, IReadOnlyList<string> names, string description, string title, string format, string scale, double? cut = null)
    {
        var count = tree.Order.Count;
        string[] genres = [.. tree.Order.Select(genre => names[genre])];
        var (heights, places) = (new double[count + tree.Merges.Count], new double[count + tree.Merges.Count]);
        for (var i = 0; i < count; i++) places[tree.Order[i]] = i;
        var lines = new List<double?[]>();
        for (var i = 0; i < tree.Merges.Count; i++)
        {
            var (left, right, distance, _) = tree.Merges[i];
            lines.Add([heights[left], places[left], distance, places[left], distance, 0]);
            lines.Add([heights[right], places[right], distance, places[right], distance, 0]);
            lines.Add([distance, places[left], distance, places[right], distance, 0]);
            (heights[count + i], places[count + i]) = (distance, (places[left] + places[right]) / 2);
        }
        if (cut is { } place) lines.Add([place, -0.5, place, count - 0.5, place, 1]);
        var chart = Chart.From("dendrogram", description, $$"""
            {
              "height": {{Math.Max(80, count * (count > 30 ? 12 : 24))}},
              "mark": { "type": "rule", "strokeWidth": 1.4, "strokeCap": "round" },
              "encoding": {
                "x": { "field": "x", "type": "quantitative", "title": "{{title}}", "scale": { "type": "{{scale}}", "domainMin": 0, "nice": false }, "axis": { "grid": false, "tickCount": 5 } },
                "x2": { "field": "x2" },
                "y": { "field": "y", "type": "quantitative", "title": null, "scale": { "domain": [{{count - 0.5}}, -0.5], "nice": false, "zero": false }, "axis": { "grid": false, "domain": false, "ticks": false, "labelExpr": "genres[datum.value]", "labelFontSize": {{(count > 30 ? 10 : 13)}}, "labelLimit": { "expr": "width < 300 ? 100 : 150" }, "labelOverlap": false } },
                "y2": { "field": "y2" },
                "tooltip": [ { "field": "distance", "type": "quantitative", "format": "{{format}}", "title": "{{title}}" } ]
              }
            }
            """, ("genres", Chart.Array(genres)));
        chart.Specification["encoding"]!["y"]!["axis"]!["values"] = Chart.Array(Enumerable.Range(0, count).Select(row => (double)row));
        chart.SetTable(["x", "y", "x2", "y2", "distance", "cut"], lines);
        return chart;
    }
}
