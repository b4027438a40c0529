using GenreLab.Merging;

namespace GenreLab.Reports.Charts;

/// <summary>Accuracy by number of merged genres: validation and test rows, the latter with their 95 % band, above that of always naming the largest genre.</summary>
internal static class MergeAccuracyChart
{
    private static readonly string[] Series = ["test rows", "validation rows", "chance"];

    public static Chart Of(MergeProposal proposal, int chosen)
    {
        var chart = Chart.From("curve", "Accuracy by number of merged genres, with the accuracy of always naming the largest", """
            {
              "height": 300,
              "transform": [ { "calculate": "series[datum.s]", "as": "rows" } ],
              "encoding": {
                "x": { "field": "genres", "type": "quantitative", "title": "genres", "scale": { "nice": false, "zero": false }, "axis": { "format": "~d", "tickMinStep": 1, "tickCount": 8, "grid": false, "labelFlush": false } },
                "color": { "field": "rows", "type": "nominal", "legend": null }
              },
              "layer": [
                { "data": { "values": [ {} ] }, "transform": [ { "calculate": "chosen", "as": "genres" } ], "mark": { "type": "rule", "opacity": 0.5, "tooltip": null }, "encoding": { "color": null } },
                {
                  "mark": { "type": "area", "opacity": 0.16, "tooltip": null },
                  "encoding": {
                    "y": { "field": "low", "type": "quantitative", "title": "accuracy", "scale": { "domainMin": 0 }, "axis": { "format": ".0%", "tickCount": 6 } },
                    "y2": { "field": "high" }
                  }
                },
                {
                  "mark": { "type": "line", "strokeWidth": 2, "tooltip": null },
                  "encoding": {
                    "y": { "field": "accuracy", "type": "quantitative", "title": "accuracy" },
                    "strokeDash": { "field": "rows", "type": "nominal", "legend": null, "scale": { "domain": ["test rows", "validation rows", "chance"], "range": [[1, 0], [1, 0], [4, 3]] } }
                  }
                },
                {
                  "params": [ { "name": "near", "select": { "type": "point", "on": "pointerover", "nearest": true, "clear": "pointerout" } } ],
                  "mark": { "type": "point", "filled": true, "size": 70 },
                  "encoding": {
                    "y": { "field": "accuracy", "type": "quantitative", "title": "accuracy" },
                    "opacity": { "condition": { "param": "near", "empty": false, "value": 1 }, "value": 0 },
                    "tooltip": [
                      { "field": "genres", "type": "quantitative", "format": "d" }, { "field": "rows" },
                      { "field": "accuracy", "type": "quantitative", "format": ".2%" },
                      { "field": "low", "type": "quantitative", "format": ".2%", "title": "95 % from" },
                      { "field": "high", "type": "quantitative", "format": ".2%", "title": "to" }
                    ]
                  }
                }
              ]
            }
            """, ("series", Chart.Array(Series)), ("chosen", chosen));
        chart.SetDomain("color", Series);
        chart.Legend = [.. Series.Select((name, series) => (name, series + 1)).Where(entry => entry.name != Series[0] || proposal.Curve[0].Test is not null)];
        chart.SetTable(["genres", "s", "accuracy", "low", "high"], proposal.Curve.SelectMany(point => new double?[]?[]
        {
            point.Test is { } test ? [point.Genres, 0, test.Accuracy, test.AccuracyInterval[0], test.AccuracyInterval[1]] : null,
            [point.Genres, 1, point.Validation.Accuracy, point.Validation.Accuracy, point.Validation.Accuracy],
            [point.Genres, 2, (point.Test ?? point.Validation).Chance, (point.Test ?? point.Validation).Chance, (point.Test ?? point.Validation).Chance],
        }.OfType<double?[]>()));
        return chart;
    }
}
