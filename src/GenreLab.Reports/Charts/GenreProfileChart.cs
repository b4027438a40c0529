using System.Text.Json.Nodes;
using GenreLab.Exploration;
using GenreLab.Reports.Exploration;

namespace GenreLab.Reports.Charts;

/// <summary>What is special about each genre: a row a genre, a column a feature, colour where its mean lies.</summary>
internal static class GenreProfileChart
{
    private const int MostVectorCells = 2_500;

    /// <summary>Standard deviations from which on colours are full: those of the farthest mean, but at most this.</summary>
    public const double FarthestShown = 2.5;

    public static Chart Of(ExplorationResult result, GenreProfiles profiles)
    {
        string[] genres = [.. profiles.Genres.Select(genre => result.Genres[genre].Genre)];
        string[] features = [.. profiles.Features.Select(feature => feature.Name)];
        var cells = new List<double?[]>();
        for (var row = 0; row < genres.Length; row++)
            for (var column = 0; column < features.Length; column++)
                if (profiles.Deviations[profiles.Genres[row]][column] is { } deviation) cells.Add([row, column, deviation, profiles.Features[column].ByGenre[profiles.Genres[row]].Mean]);
        var farthest = FullColor(profiles);
        var many = genres.Length > 30;
        var chart = Chart.From("profiles", $"How the means of {features.Length} features in {genres.Length} genres lie above or below those of all tracks", $$"""
            {
              "height": {{Math.Max(100, genres.Length * (many ? 11 : 24))}},
              "transform": [
                { "calculate": "genres[datum.g]", "as": "genre" },
                { "calculate": "features[datum.f]", "as": "feature" },
                { "calculate": "min(abs(datum.z) / farthest, 1)", "as": "size" },
                { "calculate": "datum.z < 0 ? 'below the mean of all tracks' : 'above the mean of all tracks'", "as": "sign" }
              ],
              "encoding": {
                "y": { "field": "genre", "type": "nominal", "title": null, "axis": { "labelOverlap": "greedy", "labelSeparation": -3, "labelFontSize": {{(many ? 10 : 12)}}, "labelLimit": { "expr": "width < 380 ? 80 : 130" }, "ticks": false, "domain": false } },
                "x": { "field": "feature", "type": "nominal", "title": null, "axis": { "orient": "top", "labelAngle": -90, "labelOverlap": "greedy", "labelSeparation": -4, "labelFontSize": 11, "labelLimit": 120, "ticks": false, "domain": false } },
                "color": { "field": "sign", "type": "nominal", "title": null, "scale": { "domain": ["above the mean of all tracks", "below the mean of all tracks"] }, "legend": null },
                "opacity": { "field": "size", "type": "quantitative", "scale": { "domain": [0, 1], "range": [0.02, 1] }, "legend": null },
                "tooltip": [
                  { "field": "genre" }, { "field": "feature" },
                  { "field": "mean", "type": "quantitative", "format": ".4~g", "title": "mean" },
                  { "field": "z", "type": "quantitative", "format": "+.2f", "title": "standard deviations from the mean" }
                ]
              },
              "mark": { "type": "rect" }
            }
            """,
            ("genres", Chart.Array(genres)), ("features", Chart.Array(features)), ("farthest", farthest));
        chart.Legend = [("above the mean of all tracks", 1), ("below it", 2)];
        chart.SetDomain("y", genres);
        chart.SetDomain("x", features);
        chart.SetTable(["g", "f", "z", "mean"], cells);
        chart.Specification["usermeta"] = new JsonObject { ["embedOptions"] = new JsonObject { ["renderer"] = cells.Count > MostVectorCells ? "canvas" : "svg" } };
        return chart;
    }

    /// <summary>Standard deviations from which on colours are full in this chart.</summary>
    public static double FullColor(GenreProfiles profiles) =>
        Math.Min(FarthestShown, profiles.Deviations.SelectMany(row => row).Select(deviation => Math.Abs(deviation ?? 0)).Append(0.1).Max());
}
