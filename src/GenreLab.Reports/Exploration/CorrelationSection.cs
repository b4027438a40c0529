using GenreLab.Exploration;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Exploration;

/// <summary>Which features go together.</summary>
internal static class CorrelationSection
{
    public static void Write(HtmlPage page, FeatureCorrelations correlations)
    {
        page.Write($"""<section id="correlations"><h2>Correlations</h2>""");
        if (correlations.Pairs.Count == 0)
        {
            page.Write($"<p>No two features correlate by {correlations.Threshold:0.##} or more.</p>");
        }
        else
        {
            page.Write($"<ul>");
            foreach (var pair in correlations.Pairs)
                page.Write($"""<li><strong>{pair.First}</strong> and <strong>{pair.Second}</strong>: Pearson {Signed(pair.Pearson)}, Spearman {Signed(pair.Spearman)}</li>""");
            page.Write($"</ul>");
        }
        string[] constant = [.. correlations.Features.Where((_, i) => correlations.Pearson[i][i] is null)];
        if (constant.Length > 0) page.Write($"""<p class="soft">{Words.List(constant)} {(constant.Length == 1 ? "does" : "do")} not vary, so {(constant.Length == 1 ? "it has" : "they have")} no correlations.</p>""");
        if (correlations.Features.Count - constant.Length >= 2)
        {
            page.Write($"""<div class="columns"><div><h3>Pearson: on a straight line</h3>""");
            page.Write(CorrelationChart.Of("Pearson", correlations.Features, correlations.Pearson));
            page.Write($"</div><div><h3>Spearman: on any rising or falling line</h3>");
            page.Write(CorrelationChart.Of("Spearman", correlations.Features, correlations.Spearman));
            page.Write($"</div></div>");
        }
        page.Write($"</section>\n");
    }

    private static string Signed(double correlation) => correlation.ToString("+0.00;\u22120.00;0.00");
}
