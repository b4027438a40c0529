using GenreLab.Reports.Charts;
using GenreLab.Search;

namespace GenreLab.Reports.Search;

/// <summary>Which hyper-parameters matter.</summary>
internal static class ParameterSection
{
    public static void Write(HtmlPage page, SearchReport report)
    {
        if (report.Importance.Count == 0)
        {
            page.Write($"""<section id="parameters"><h2>Which hyper-parameters matter</h2><p class="prose soft">Too few trials succeeded to tell ({ParameterImportance.FewestTrials} are needed), or all did equally well.</p></section>""");
            return;
        }
        var alone = report.Importance.Sum(parameter => parameter.Importance);
        page.Write($"""<section id="parameters"><h2>Which hyper-parameters matter</h2><p class="prose">{report.Importance[0].Feature} alone explains {Numbers.Percent(report.Importance[0].Importance)} of how accuracy varies over the space{(alone < 0.95 ? $"; {Numbers.Percent(1 - alone)} is due to hyper-parameters acting together" : "")}.</p>""");
        page.Write(
            ParameterChart.Of(report.Importance),
            "Share of the variance of accuracy that each hyper-parameter explains by itself, whatever the others are: functional analysis of variance by a forest of regression trees over the trials (Hutter, Hoos and Leyton-Brown, 2014). Lines: the range of 95 % of the trees."
            + (report.Outcome.Plan.Rungs.Count > 1 ? " Measured on the first rung, where all trials got the same." : ""));
        page.Write($"</section>\n");
    }
}
