using GenreLab.Data;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Sections;

/// <summary>What the models were trained and tested on.</summary>
internal static class DataSection
{
    public static void Write(HtmlPage page, DataSummary data)
    {
        var cleaning = data.Cleaning;
        page.Write($"""
            <section id="data"><h2>Data</h2>
            <dl class="pairs">
            <div><dt>table</dt><dd>{data.Name}{(data.Synthetic ? " (synthetic)" : "")}</dd></div>
            <div><dt>recognised as</dt><dd>{data.Shape}</dd></div>
            <div><dt>genre column</dt><dd><code>{data.Label}</code></dd></div>
            <div><dt>rows</dt><dd>{Numbers.Count(cleaning.RowsKept)} of {Numbers.Count(cleaning.RowsRead)}</dd></div>
            <div><dt>split</dt><dd>{data.Split}</dd></div>
            <div><dt>train / validation / test</dt><dd>{Numbers.Count(data.Genres.Sum(genre => (long)genre.Train))} / {Numbers.Count(data.Genres.Sum(genre => (long)genre.Validation))} / {Numbers.Count(data.Genres.Sum(genre => (long)genre.Test))}</dd></div>
            </dl>

            """);
        if (cleaning.Steps.Count > 0)
        {
            page.Write($"<h3>Cleaning</h3><ul>");
            foreach (var step in cleaning.Steps) page.Write($"<li>{step}</li>");
            page.Write($"</ul>");
        }
        page.Write($"<h3>Tracks per genre</h3>");
        page.Write(GenreCountChart.Of(data.Genres));
        page.Write($"""
            <h3>Features</h3>
            <div class="scroll" role="region" aria-label="Features" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Feature</th><th scope="col">Kind</th><th scope="col" class="n">Missing</th><th scope="col" class="n">Minimum</th><th scope="col" class="n">Median</th><th scope="col" class="n">Mean</th><th scope="col" class="n">Maximum</th><th scope="col" class="n">Standard deviation</th></tr></thead>
            <tbody>

            """);
        foreach (var feature in data.Features)
        {
            var column = feature.Column == feature.Name ? Markup.Empty : Markup.From($""" <span class="soft">{feature.Column}</span>""");
            page.Write($"""<tr><th scope="row">{feature.Name}{column}</th><td>{Word(feature.Kind)}</td>{Cell(feature.Missing, Numbers.Count(feature.Missing))}{Cell(feature.Minimum)}{Cell(feature.Median)}{Cell(feature.Mean)}{Cell(feature.Maximum)}{Cell(feature.StandardDeviation)}</tr>""");
            page.Write($"\n");
        }
        page.Write($"</tbody></table></div></section>\n");
    }

    private static string Word(FeatureKind kind) => kind switch { FeatureKind.Numeric => "number", FeatureKind.Flag => "yes or no", _ => "category" };

    private static Markup Cell(double value) => Cell(value, Numbers.Quantity(value));

    private static Markup Cell(double value, string text) => Markup.From($"""<td class="n" data-value="{(double.IsFinite(value) ? value : double.NegativeInfinity):R}">{text}</td>""");
}
