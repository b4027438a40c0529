using System.Text.Json.Nodes;

namespace GenreLab.Reports.Charts;

/// <summary>Coefficients per standard deviation: a row a genre, a column an input; zeros are left blank.</summary>
internal static class CoefficientChart
{
    private const int MostVectorCells = 2_500;

    public static Chart Of(CoefficientTable table)
    {
        var coefficients = table.Coefficients;
        var cells = new List<double?[]>();
        for (var genre = 0; genre < coefficients.Genres.Count; genre++)
            for (var column = 0; column < table.Inputs.Count; column++)
                if (coefficients.PerDeviation[genre][table.Inputs[column]] is var weight && weight != 0) cells.Add([genre, column, weight]);
        var largest = cells.Select(cell => Math.Abs(cell[2]!.Value)).DefaultIfEmpty(1).Max();
        var chart = Chart.From("coefficients", $"Coefficients per standard deviation: {coefficients.Genres.Count} genres by row, {table.Inputs.Count} inputs by column", $$"""
            {
              "height": {{Math.Max(120, coefficients.Genres.Count * (coefficients.Genres.Count > 30 ? 10 : 22))}},
              "transform": [
                { "calculate": "genres[datum.g]", "as": "genre" },
                { "calculate": "inputs[datum.i]", "as": "input" },
                { "calculate": "abs(datum.w) / largest", "as": "size" },
                { "calculate": "datum.w > 0 ? 'more speaks for the genre' : 'more speaks against it'", "as": "sign" }
              ],
              "encoding": {
                "y": { "field": "genre", "type": "nominal", "title": null, "axis": { "labelOverlap": "greedy", "labelFontSize": {{(coefficients.Genres.Count > 30 ? 9 : 12)}}, "labelLimit": { "expr": "width < 520 ? 64 : 120" }, "ticks": false, "domain": false } },
                "x": { "field": "input", "type": "nominal", "title": null, "axis": { "orient": "top", "labelAngle": -90, "labelOverlap": "greedy", "labelSeparation": -4, "labelFontSize": 11, "labelLimit": 120, "ticks": false, "domain": false } },
                "color": { "field": "sign", "type": "nominal", "title": null, "scale": { "domain": ["more speaks for the genre", "more speaks against it"] }, "legend": { "symbolType": "square", "columns": { "expr": "width < 420 ? 1 : 2" } } },
                "opacity": { "field": "size", "type": "quantitative", "scale": { "type": "pow", "exponent": 0.7, "domain": [0, 1], "range": [0.03, 1] }, "legend": null },
                "tooltip": [
                  { "field": "genre" }, { "field": "input" },
                  { "field": "w", "type": "quantitative", "title": "nats per standard deviation", "format": "+.3f" }
                ]
              },
              "mark": { "type": "rect" }
            }
            """,
            ("genres", Chart.Array(coefficients.Genres)), ("inputs", Chart.Array(table.Names)), ("largest", largest));
        chart.SetDomain("y", coefficients.Genres);
        chart.SetDomain("x", table.Names);
        chart.SetTable(["g", "i", "w"], cells);
        chart.Specification["usermeta"] = new JsonObject { ["embedOptions"] = new JsonObject { ["renderer"] = cells.Count > MostVectorCells ? "canvas" : "svg" } };
        return chart;
    }
}
