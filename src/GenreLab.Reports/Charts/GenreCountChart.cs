using GenreLab.Data;

namespace GenreLab.Reports.Charts;

/// <summary>Tracks a genre, by fold.</summary>
internal static class GenreCountChart
{
    public static Chart Of(IReadOnlyList<GenreCount> genres)
    {
        var chart = Chart.From("genres", "Tracks of every genre in the training, validation and test rows", """
            {
              "height": 220,
              "transform": [
                { "calculate": "genres[datum.g]", "as": "genre" },
                { "calculate": "folds[datum.f]", "as": "rows" }
              ],
              "mark": { "type": "bar" },
              "encoding": {
                "x": { "field": "genre", "type": "nominal", "title": null, "axis": { "labelOverlap": "greedy", "labelAngle": { "expr": "width / length(genres) > 80 ? 0 : -90" }, "labelAlign": { "expr": "width / length(genres) > 80 ? 'center' : 'right'" }, "labelBaseline": { "expr": "width / length(genres) > 80 ? 'top' : 'middle'" }, "labelLimit": 110, "labelSeparation": { "expr": "width < 520 ? 0 : -4" }, "labelFontSize": { "expr": "clamp(0.95 * width / length(genres), 8, 12)" }, "ticks": false } },
                "y": { "field": "n", "type": "quantitative", "title": "tracks", "axis": { "format": ",d", "tickCount": 5 } },
                "order": { "field": "f" },
                "color": { "field": "rows", "type": "nominal", "title": null, "scale": { "domain": ["train", "validation", "test"] }, "legend": { "symbolType": "square" } },
                "tooltip": [ { "field": "genre" }, { "field": "rows" }, { "field": "n", "type": "quantitative", "format": ",", "title": "tracks" } ]
              }
            }
            """,
            ("genres", Chart.Array(genres.Select(genre => genre.Genre))), ("folds", Chart.Array(["train", "validation", "test"])));
        chart.SetDomain("x", genres.Select(genre => genre.Genre));
        chart.SetTable(["g", "f", "n"], genres.SelectMany((genre, index) => new double?[][]
        {
            [index, 0, genre.Train],
            [index, 1, genre.Validation],
            [index, 2, genre.Test],
        }));
        return chart;
    }
}
