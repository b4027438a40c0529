using GenreLab.Comparison;

namespace GenreLab.Reports.Charts;

/// <summary>Accuracy of models over folds: a row a model, a small dot a fold, a large one for the mean with its 95 % interval.</summary>
internal static class VariantChart
{
    private const double Mean = 0, Fold = 1;

    public static Chart Of(ComparisonResult result)
    {
        var variants = result.Variants;
        var chart = Chart.From("variants", "Accuracy of every model on held-out rows: the mean over all folds with its 95 percent interval, and the folds", $$"""
            {
              "height": {{Math.Max(70, variants.Count * 46)}},
              "transform": [ { "calculate": "variants[datum.v]", "as": "variant" } ],
              "encoding": {
                "y": { "field": "variant", "type": "nominal", "title": null, "axis": { "ticks": false, "domain": false, "grid": true, "labelFontSize": 13, "labelLimit": { "expr": "width < 300 ? 120 : 220" } } }
              },
              "layer": [
                {
                  "transform": [ { "filter": "datum.kind == 1" } ],
                  "mark": { "type": "point", "filled": true, "size": 22, "opacity": 0.35, "yOffset": 9 },
                  "encoding": {
                    "x": { "field": "accuracy", "type": "quantitative", "title": "accuracy on held-out rows", "scale": { "zero": false }, "axis": { "format": "~%", "tickCount": { "expr": "width < 260 ? 3 : 6" }, "labelFlush": false } },
                    "tooltip": [
                      { "field": "variant", "title": "model" }, { "field": "repeat", "type": "quantitative", "title": "repetition" }, { "field": "fold", "type": "quantitative" },
                      { "field": "accuracy", "type": "quantitative", "format": ".2%" }
                    ]
                  }
                },
                {
                  "transform": [ { "filter": "datum.kind == 0" } ],
                  "mark": { "type": "rule", "strokeWidth": 2, "opacity": 0.7, "tooltip": null },
                  "encoding": { "x": { "field": "low", "type": "quantitative" }, "x2": { "field": "high" } }
                },
                {
                  "transform": [ { "filter": "datum.kind == 0" } ],
                  "mark": { "type": "point", "filled": true, "size": 110, "opacity": 1 },
                  "encoding": {
                    "x": { "field": "accuracy", "type": "quantitative" },
                    "tooltip": [
                      { "field": "variant", "title": "model" }, { "field": "accuracy", "type": "quantitative", "format": ".2%", "title": "mean accuracy" },
                      { "field": "low", "type": "quantitative", "format": ".2%", "title": "95 % from" }, { "field": "high", "type": "quantitative", "format": ".2%", "title": "to" }
                    ]
                  }
                }
              ]
            }
            """, ("variants", Chart.Array(variants.Select(variant => variant.Variant))));
        chart.SetDomain("y", variants.Select(variant => variant.Variant));
        var place = variants.Index().ToDictionary(pair => pair.Item.Variant, pair => (double)pair.Index);
        chart.SetTable(["kind", "v", "accuracy", "low", "high", "repeat", "fold"],
        [
            .. variants.Select(variant => new double?[] { Mean, place[variant.Variant], variant.Accuracy.Mean, variant.Accuracy.Interval[0], variant.Accuracy.Interval[1], null, null }),
            .. result.Folds.Select(fold => new double?[] { Fold, place[fold.Variant], fold.Accuracy, null, null, fold.Repeat, fold.Fold }),
        ]);
        return chart;
    }
}
