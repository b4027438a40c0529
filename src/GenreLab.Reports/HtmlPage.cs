using System.Security.Cryptography;
using System.Text;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports;

/// <summary>The page under construction: a body that sections add to, then a head that allows exactly the scripts written here.</summary>
internal sealed class HtmlPage
{
    private readonly StringBuilder body = new();

    /// <summary>Adds markup; text in the holes is escaped.</summary>
    public void Write(EscapedText markup) => body.Append(markup.ToString());

    /// <summary>Adds a chart below its legend; the page's script draws it when it comes into view.</summary>
    public void Write(Chart chart, string caption = "")
    {
        Write($"<figure>");
        // The page's own legend wraps like text, however many models there are and however narrow the screen is.
        if (chart.Legend.Count > 0) Write($"""<ul class="legend">{Markup.Join(chart.Legend.Select(entry => Markup.From($"""<li style="--series: var(--series-{entry.Series})">{entry.Name}</li>""")))}</ul>""");
        Write($"""<div class="chart {chart.Kind}" data-chart></div><script type="application/json">{new Markup(chart.ToJson())}</script>""");
        if (caption.Length > 0) Write($"<figcaption>{caption}</figcaption>");
        Write($"</figure>\n");
    }

    /// <summary>Writes the whole page.</summary>
    public void Finish(string title, TextWriter destination)
    {
        string[] scripts = [Library("vega"), Library("vega-lite"), Library("vega-embed"), ClientFile.Read("report.js")];
        var allowed = string.Join(' ', scripts.Select(script => $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'"));
        // Only these scripts run and nothing is ever fetched, whatever the data contain.
        var policy = $"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";
        destination.Write(Markup.From($"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="generator" content="GenreLab">
            <title>{title}</title>
            <link rel="icon" href="data:,">
            <style>{new Markup(ClientFile.Read("report.css"))}</style>
            </head>
            <body>
            <main>
            <noscript><p class="notice">The charts need JavaScript; the tables below do not.</p></noscript>

            """).Text);
        destination.Write(body);
        destination.Write("</main>\n");
        foreach (var script in scripts)
        {
            destination.Write("<script>");
            destination.Write(script);
            destination.Write("</script>\n");
        }
        destination.Write("</body>\n</html>\n");
    }

    private static string Library(string name) => $"/*! {name}\n{ClientFile.Read($"{name}.license").Replace("*/", "", StringComparison.Ordinal)}*/\n{ClientFile.Read($"{name}.js")}";
}
