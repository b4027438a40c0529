using GenreLab.Evaluation;

namespace GenreLab.Reports.Charts;

/// <summary>F1 of every genre, the best first.</summary>
internal static class GenreScoreChart
{
    public static Chart Of(EvaluationResult result)
    {
        var scores = result.PerGenre.OrderByDescending(score => score.F1).ThenBy(score => score.Genre, StringComparer.Ordinal).ToArray();
        var chart = Chart.From("genres", "F1 score of every genre, the best first", """
            {
              "height": 260,
              "transform": [ { "calculate": "genres[datum.g]", "as": "genre" } ],
              "encoding": { "x": { "field": "genre", "type": "nominal", "title": null, "axis": { "labelOverlap": "greedy", "labelAngle": { "expr": "width / length(genres) > 80 ? 0 : -90" }, "labelAlign": { "expr": "width / length(genres) > 80 ? 'center' : 'right'" }, "labelBaseline": { "expr": "width / length(genres) > 80 ? 'top' : 'middle'" }, "labelLimit": 110, "labelSeparation": { "expr": "width < 520 ? 0 : -4" }, "labelFontSize": { "expr": "clamp(0.95 * width / length(genres), 8, 12)" }, "ticks": false } } },
              "layer": [
                {
                  "mark": { "type": "bar", "cornerRadiusEnd": 1 },
                  "encoding": {
                    "y": { "field": "f1", "type": "quantitative", "title": "F1", "scale": { "domainMin": 0 }, "axis": { "tickCount": 5 } },
                    "tooltip": [
                      { "field": "genre" },
                      { "field": "f1", "type": "quantitative", "format": ".3f", "title": "F1" },
                      { "field": "precision", "type": "quantitative", "format": ".1%" },
                      { "field": "recall", "type": "quantitative", "format": ".1%" },
                      { "field": "support", "type": "quantitative", "format": ",", "title": "test tracks" }
                    ]
                  }
                },
                {
                  "mark": { "type": "rule", "strokeDash": [3, 3] },
                  "encoding": { "x": null, "y": { "field": "f1", "type": "quantitative", "aggregate": "mean" }, "tooltip": { "field": "f1", "type": "quantitative", "aggregate": "mean", "format": ".3f", "title": "mean F1" } }
                }
              ]
            }
            """, ("genres", Chart.Array(scores.Select(score => score.Genre))));
        chart.SetDomain("x", scores.Select(score => score.Genre));
        chart.SetTable(["g", "f1", "precision", "recall", "support"],
            scores.Select((score, index) => new double?[] { index, score.F1, score.Precision, score.Recall, score.Support }));
        return chart;
    }
}
