using GenreLab.Data;
using GenreLab.Exploration;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Exploration;

/// <summary>The table itself: rows, columns, genres and the features' statistics.</summary>
internal static class TableSection
{
    public static void Write(HtmlPage page, ExplorationResult result)
    {
        var cleaning = result.Cleaning;
        page.Write($"""
            <section id="data"><h2>Data</h2>
            <dl class="pairs">
            <div><dt>table</dt><dd>{result.Name}{(result.Synthetic ? " (synthetic)" : "")}</dd></div>
            <div><dt>recognised as</dt><dd>{result.Shape}</dd></div>
            <div><dt>genre column</dt><dd>{(result.Label is { } label ? Markup.From($"<code>{label}</code>") : new Markup("none"))}</dd></div>
            <div><dt>rows</dt><dd>{Numbers.Count(cleaning.RowsKept)} of {Numbers.Count(cleaning.RowsRead)}</dd></div>
            </dl>
            <h3>Cleaning</h3><ul>{Markup.Join(cleaning.Steps.Select(step => Markup.From($"<li>{step}</li>")))}</ul>

            """);
        if (result.Genres.Count > 0)
        {
            page.Write($"<h3>Tracks per genre</h3>");
            page.Write(GenreSizeChart.Of(result.Genres));
        }
        page.Write($"""
            <h3>Features</h3>
            <div class="scroll" role="region" aria-label="Statistics of the features" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Feature</th><th scope="col" class="n">Missing</th><th scope="col" class="n">Mean</th><th scope="col" class="n">Standard deviation</th><th scope="col" class="n">Minimum</th><th scope="col" class="n">Quarter</th><th scope="col" class="n">Median</th><th scope="col" class="n">Three quarters</th><th scope="col" class="n">Maximum</th></tr></thead>
            <tbody>

            """);
        foreach (var feature in result.Features)
        {
            var all = feature.Overall;
            var column = feature.Column == feature.Name ? Markup.Empty : Markup.From($""" <span class="soft">{feature.Column}</span>""");
            page.Write($"""<tr><th scope="row">{feature.Name}{column}</th>{Cell(all.Missing)}{Cell(all.Mean)}{Cell(all.StandardDeviation)}{Cell(all.Minimum)}{Cell(all.LowerQuartile)}{Cell(all.Median)}{Cell(all.UpperQuartile)}{Cell(all.Maximum)}</tr>""");
            page.Write($"\n");
        }
        page.Write($"""
            </tbody></table></div>
            <h3>Columns of the file</h3>
            <div class="scroll tall" role="region" aria-label="Columns of the file" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Column</th><th scope="col">Serves as</th><th scope="col" class="n">Missing</th><th scope="col" class="n">Different values</th></tr></thead>
            <tbody>

            """);
        foreach (var column in result.Columns)
        {
            page.Write($"""<tr><th scope="row">{(column.Name.Length == 0 ? "(unnamed)" : column.Name)}</th><td>{Word(column.Role)}</td>{Cell(column.Missing)}<td class="n" data-value="{column.Distinct}">{(column.IsEstimate ? "about " : "")}{Numbers.Count(column.Distinct)}</td></tr>""");
            page.Write($"\n");
        }
        page.Write($"</tbody></table></div></section>\n");
    }

    private static string Word(ColumnRole role) => role switch
    {
        ColumnRole.Label => "genre",
        ColumnRole.Feature => "feature",
        ColumnRole.TrackId => "track id",
        ColumnRole.Artist => "artist",
        ColumnRole.TrackName => "title",
        ColumnRole.AlbumName => "album",
        ColumnRole.Lyrics => "lyrics",
        ColumnRole.ReleaseDate => "release date",
        ColumnRole.Index => "row counter (never a feature)",
        ColumnRole.Identifier => "identifier (never a feature)",
        ColumnRole.GiveAway => "gives the genre away (never a feature)",
        _ => "not used",
    };

    private static Markup Cell(int value) => Markup.From($"""<td class="n" data-value="{value}">{Numbers.Count(value)}</td>""");

    private static Markup Cell(double? value) => Markup.From($"""<td class="n" data-value="{value ?? double.MinValue:R}">{(value is { } known ? Numbers.Quantity(known) : "–")}</td>""");
}
