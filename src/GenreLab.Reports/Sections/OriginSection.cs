namespace GenreLab.Reports.Sections;

/// <summary>How to make the page again.</summary>
internal static class OriginSection
{
    public static void Write(HtmlPage page, string commandLine, string toolVersion)
    {
        page.Write($"<footer>");
        if (commandLine.Length > 0) page.Write($"<p>Make this report again:</p><pre><code>{commandLine}</code></pre>");
        page.Write($"""<p class="soft">GenreLab {toolVersion}. Charts by Vega and Vega-Lite, University of Washington Interactive Data Lab.</p></footer>""");
        page.Write($"\n");
    }
}
