using GenreLab.Merging;

namespace GenreLab.Reports.Charts;

/// <summary>Bits by number of merged genres: all there is to know, what predictions tell of it, and the accuracy weighted by what genres say.</summary>
internal static class MergeInformationChart
{
    private static readonly string[] Series = ["information", "entropy", "weighted accuracy (validation)"];

    public static Chart Of(MergeProposal proposal, int chosen)
    {
        var chart = Chart.From("curve", "Information in bits by number of merged genres, beside the entropy of the merged genres", """
            {
              "height": 300,
              "transform": [ { "calculate": "series[datum.s]", "as": "what" } ],
              "encoding": {
                "x": { "field": "genres", "type": "quantitative", "title": "genres", "scale": { "nice": false, "zero": false }, "axis": { "format": "~d", "tickMinStep": 1, "tickCount": 8, "grid": false, "labelFlush": false } },
                "color": { "field": "what", "type": "nominal", "legend": null }
              },
              "layer": [
                { "data": { "values": [ {} ] }, "transform": [ { "calculate": "chosen", "as": "genres" } ], "mark": { "type": "rule", "opacity": 0.5, "tooltip": null }, "encoding": { "color": null } },
                {
                  "mark": { "type": "line", "strokeWidth": 2, "tooltip": null },
                  "encoding": { "y": { "field": "bits", "type": "quantitative", "title": "bits", "scale": { "domainMin": 0 }, "axis": { "tickCount": 6 } } }
                },
                {
                  "params": [ { "name": "near", "select": { "type": "point", "on": "pointerover", "nearest": true, "clear": "pointerout" } } ],
                  "mark": { "type": "point", "filled": true, "size": 70 },
                  "encoding": {
                    "y": { "field": "bits", "type": "quantitative", "title": "bits" },
                    "opacity": { "condition": { "param": "near", "empty": false, "value": 1 }, "value": 0 },
                    "tooltip": [
                      { "field": "genres", "type": "quantitative", "format": "d" }, { "field": "what" },
                      { "field": "bits", "type": "quantitative", "format": ".3f" }
                    ]
                  }
                }
              ]
            }
            """, ("series", Chart.Array(Series)), ("chosen", chosen));
        chart.SetDomain("color", Series);
        chart.Legend = [.. Series.Select((name, series) => (name, series + 1))];
        chart.SetTable(["genres", "s", "bits"], proposal.Curve.SelectMany(point => new double?[][]
        {
            [point.Genres, 0, (point.Test ?? point.Validation).Information],
            [point.Genres, 1, (point.Test ?? point.Validation).Entropy],
            [point.Genres, 2, point.Validation.InformationAccuracy],
        }));
        return chart;
    }
}
