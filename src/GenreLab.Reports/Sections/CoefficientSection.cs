using GenreLab.Linear;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Sections;

/// <summary>What linear models weigh for and against each genre.</summary>
internal static class CoefficientSection
{
    private const int StrongestCount = 3;

    /// <summary>Whether any model is linear.</summary>
    public static bool Shows(IReadOnlyList<RankedModel> models) => models.Any(model => model.Entry.Coefficients is not null);

    public static void Write(HtmlPage page, IReadOnlyList<RankedModel> models)
    {
        if (!Shows(models)) return;
        page.Write($"""
            <section id="coefficients"><h2>Coefficients</h2><p class="prose">A linear model adds up, for each genre, its inputs times their coefficients; the genre with the
            highest sum is the most probable. A coefficient of +0.7 per standard deviation doubles the genre’s odds against a genre with 0. Only differences between
            genres mean anything, and inputs that tell the same share their weight.</p>

            """);
        foreach (var model in models)
            if (model.Entry.Coefficients is { } coefficients) Write(page, model.Name, CoefficientTable.Of(coefficients));
        page.Write($"</section>\n");
    }

    private static void Write(HtmlPage page, string name, CoefficientTable table)
    {
        var coefficients = table.Coefficients;
        var all = coefficients.Genres.Count * coefficients.Inputs.Count;
        page.Write($"<h3>{name}</h3>");
        page.Write(CoefficientChart.Of(table), table.Inputs.Count < coefficients.Inputs.Count ? $"The {table.Inputs.Count} inputs of {coefficients.Inputs.Count} with the largest coefficients per standard deviation." : "");
        page.Write($"""<p class="soft">{Ending(coefficients)} {(coefficients.Zeros == 0 ? "No coefficient is zero." : $"{Numbers.Count(coefficients.Zeros)} of {Numbers.Count(all)} coefficients are exactly zero.")}</p>""");
        Strongest(page, name, table);
        Weights(page, name, "per standard deviation, in nats", table, genre => coefficients.PerDeviation[genre], null);
        Weights(page, name, "per unit of the input, in nats", table, genre => coefficients.PerUnit[genre], coefficients.Intercepts);
    }

    /// <summary>How training ended, in one sentence.</summary>
    public static string Ending(LinearCoefficients coefficients) => coefficients.Converged
        ? $"Training converged after {Numbers.Count(coefficients.Iterations)} iteration{(coefficients.Iterations == 1 ? "" : "s")}."
        : $"Training was stopped after {Numbers.Count(coefficients.Iterations)} iteration{(coefficients.Iterations == 1 ? "" : "s")}, before it converged: more iterations (maxIterations) would change the coefficients.";

    private static void Strongest(HtmlPage page, string name, CoefficientTable table)
    {
        page.Write($"""
            <div class="scroll tall" role="region" aria-label="What speaks for and against each genre: {name}" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Genre</th><th scope="col">What speaks for it, when high</th><th scope="col">What speaks against it, when high</th></tr></thead>
            <tbody>

            """);
        for (var genre = 0; genre < table.Coefficients.Genres.Count; genre++)
        {
            page.Write($"""<tr><th scope="row">{table.Coefficients.Genres[genre]}</th><td>{List(table.Strongest(genre, 1, StrongestCount))}</td><td>{List(table.Strongest(genre, -1, StrongestCount))}</td></tr>""");
            page.Write($"\n");
        }
        page.Write($"</tbody></table></div>\n");
    }

    private static string List(IReadOnlyList<(string Input, double Weight)> weights) =>
        weights.Count == 0 ? "–" : string.Join(", ", weights.Select(one => $"{one.Input} {one.Weight.ToString("+0.00;\u22120.00;0.00")}"));

    private static void Weights(HtmlPage page, string name, string unit, CoefficientTable table, Func<int, IReadOnlyList<double>> weights, IReadOnlyList<double>? intercepts)
    {
        page.Write($"""
            <details class="numbers"><summary>All coefficients {unit}</summary><div class="scroll tall" role="region" aria-label="Coefficients {unit}: {name}" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Genre</th>
            """);
        if (intercepts is not null) page.Write($"""<th scope="col" class="n">intercept</th>""");
        foreach (var input in table.Names) page.Write($"""<th scope="col" class="n">{input}</th>""");
        page.Write($"</tr></thead>\n<tbody>\n");
        for (var genre = 0; genre < table.Coefficients.Genres.Count; genre++)
        {
            page.Write($"""<tr><th scope="row">{table.Coefficients.Genres[genre]}</th>""");
            if (intercepts is not null) page.Write($"{Cell(intercepts[genre])}");
            foreach (var input in table.Inputs) page.Write($"{Cell(weights(genre)[input])}");
            page.Write($"</tr>\n");
        }
        page.Write($"</tbody></table></div></details>\n");
    }

    private static Markup Cell(double weight) => Markup.From($"""<td class="n" data-value="{(float)weight:R}">{Numbers.Quantity(weight)}</td>""");
}
