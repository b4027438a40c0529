using GenreLab.Comparison;

namespace GenreLab.Reports.Charts;

/// <summary>Difference of accuracy of every pair of models: a dot with its 95 % interval beside the line of no difference, those that the folds tell apart in full colour.</summary>
internal static class PairChart
{
    /// <summary>Pairs in the chart; the table beside it has them all.</summary>
    public const int MostPairs = 45;

    public static Chart Of(IReadOnlyList<VariantPair> pairs)
    {
        string[] names = [.. pairs.Take(MostPairs).Select(pair => $"{pair.First} − {pair.Second}")];
        var chart = Chart.From("pairs-apart", "Difference of accuracy of every pair of models with its 95 percent interval", $$"""
            {
              "height": {{Math.Max(60, names.Length * 30)}},
              "transform": [ { "calculate": "pairs[datum.p]", "as": "pair" } ],
              "encoding": {
                "y": { "field": "pair", "type": "nominal", "title": null, "axis": { "ticks": false, "domain": false, "grid": true, "labelFontSize": 13, "labelLimit": { "expr": "width < 300 ? 130 : 300" } } },
                "opacity": { "condition": { "test": "datum.apart == 1", "value": 1 }, "value": 0.45 }
              },
              "layer": [
                {
                  "data": { "values": [ {} ] },
                  "mark": { "type": "rule", "opacity": 0.5, "tooltip": null },
                  "encoding": { "x": { "datum": 0 }, "y": null, "opacity": null }
                },
                {
                  "mark": { "type": "rule", "strokeWidth": 2, "tooltip": null },
                  "encoding": { "x": { "field": "low", "type": "quantitative", "title": "accuracy (points)", "axis": { "format": "~f", "tickCount": { "expr": "width < 260 ? 3 : 6" }, "labelFlush": false } }, "x2": { "field": "high" } }
                },
                {
                  "mark": { "type": "point", "filled": true, "size": 80 },
                  "encoding": {
                    "x": { "field": "difference", "type": "quantitative" },
                    "tooltip": [
                      { "field": "pair" }, { "field": "difference", "type": "quantitative", "format": ".2f", "title": "points" },
                      { "field": "low", "type": "quantitative", "format": ".2f", "title": "95 % from" }, { "field": "high", "type": "quantitative", "format": ".2f", "title": "to" }
                    ]
                  }
                }
              ]
            }
            """, ("pairs", Chart.Array(names)));
        chart.SetDomain("y", names);
        chart.SetTable(["p", "difference", "low", "high", "apart"], pairs.Take(MostPairs).Select((pair, index) => new double?[]
        {
            index, 100 * pair.Accuracy.Mean, 100 * pair.Accuracy.Interval[0], 100 * pair.Accuracy.Interval[1], pair.IsBetter ? 1 : 0,
        }));
        return chart;
    }
}
