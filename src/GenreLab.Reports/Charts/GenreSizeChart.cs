using GenreLab.Exploration;

namespace GenreLab.Reports.Charts;

/// <summary>Tracks a genre.</summary>
internal static class GenreSizeChart
{
    public static Chart Of(IReadOnlyList<GenreSize> genres)
    {
        var chart = Chart.From("genres", "Tracks of every genre", """
            {
              "height": 200,
              "transform": [ { "calculate": "genres[datum.g]", "as": "genre" } ],
              "mark": { "type": "bar" },
              "encoding": {
                "x": { "field": "genre", "type": "nominal", "title": null, "axis": { "labelOverlap": "greedy", "labelAngle": { "expr": "width / length(genres) > 80 ? 0 : -90" }, "labelAlign": { "expr": "width / length(genres) > 80 ? 'center' : 'right'" }, "labelBaseline": { "expr": "width / length(genres) > 80 ? 'top' : 'middle'" }, "labelLimit": 110, "labelSeparation": { "expr": "width < 520 ? 0 : -4" }, "labelFontSize": { "expr": "clamp(0.95 * width / length(genres), 8, 12)" }, "ticks": false } },
                "y": { "field": "n", "type": "quantitative", "title": "tracks", "axis": { "format": ",d", "tickCount": 5 } },
                "tooltip": [ { "field": "genre" }, { "field": "n", "type": "quantitative", "format": ",", "title": "tracks" } ]
              }
            }
            """, ("genres", Chart.Array(genres.Select(genre => genre.Genre))));
        chart.SetDomain("x", genres.Select(genre => genre.Genre));
        chart.SetTable(["g", "n"], genres.Select((genre, index) => new double?[] { index, genre.Rows }));
        return chart;
    }
}
