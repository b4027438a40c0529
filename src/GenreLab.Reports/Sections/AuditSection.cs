using GenreLab.Data;

namespace GenreLab.Reports.Sections;

/// <summary>What could make the numbers dishonest, and what was done about it.</summary>
internal static class AuditSection
{
    public static void Write(HtmlPage page, IReadOnlyList<AuditFinding> findings)
    {
        page.Write($"""<section id="audit"><h2>Audit</h2>""");
        if (findings.Count == 0)
        {
            page.Write($"<p>Nothing was found that would make these numbers look better than they are.</p></section>\n");
            return;
        }
        page.Write($"""<ul class="findings">""");
        foreach (var finding in findings.OrderByDescending(finding => finding.Severity))
        {
            var column = finding.Column is { } name ? Markup.From($" <code>{name}</code>") : Markup.Empty;
            var severity = finding.Severity.ToString().ToLowerInvariant();
            page.Write($"""<li class="{severity}"><p class="what"><span class="tag">{severity}</span> <span class="soft">{finding.Code}</span>{column}</p><p>{finding.Message}</p><p class="soft">{finding.Action}</p></li>""");
            page.Write($"\n");
        }
        page.Write($"</ul></section>\n");
    }
}
