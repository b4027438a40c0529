namespace GenreLab.Reports.Sections;

/// <summary>How to make the page again.</summary>
internal static class OriginSection
{
    public static void Write(HtmlPage page, RunReport report)
    {
        page.Write($"<footer>");
        if (report.CommandLine.Length > 0) page.Write($"<p>Make this report again:</p><pre><code>{report.CommandLine}</code></pre>");
        page.Write($"""<p class="soft">GenreLab {report.ToolVersion}. Charts by Vega and Vega-Lite, University of Washington Interactive Data Lab.</p></footer>""");
        page.Write($"\n");
    }
}
