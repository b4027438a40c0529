using GenreLab.Reports.Sections;
using GenreLab.Search;

namespace GenreLab.Reports.Search;

/// <summary>Title, what must be known before any number, and how good the best trial is.</summary>
internal static class SearchHeader
{
    public static void Write(HtmlPage page, SearchReport report, IReadOnlyList<RankedModel> winner)
    {
        HeaderSection.WriteTitle(page, report.Title, report.Subtitle, [
            (true, "winner", "Winner"), (true, "trials", "Trials"), (report.Importance.Count > 0, "parameters", "Hyper-parameters"),
            (LearningSection.Shows(winner), "learning", "Learning curve"), (report.IsTested, "genres", "Genre by genre"), (true, "data", "Data")]);
        foreach (var warning in report.Warnings) page.Write($"""<p class="notice" role="note">{warning}</p>""");

        var outcome = report.Outcome;
        var best = outcome.Best!;
        var test = report.Winner.Test;
        var accuracy = report.IsTested ? test.Accuracy : best.Score!.Accuracy;
        var tried = outcome.Results.DistinctBy(result => result.Trial).Count();
        page.Write($"""
            <section class="headline" aria-label="Main result">
            <p class="figure"><span class="number">{100 * accuracy:0.0}<span class="unit"> %</span></span></p>
            <p class="statement">{(report.IsTested
                ? $"of {Numbers.Count(test.Rows)} unseen tracks are put into the right one of {test.PerGenre.Count} genres by the best of {Numbers.Count(tried)} trials."
                : $"of the validation rows are predicted rightly by the best of {Numbers.Count(tried)} trials.")}<br>
            <span class="soft">{(report.IsTested
                ? $"95 % interval {Numbers.Percent(test.AccuracyInterval[0])} – {Numbers.Percent(test.AccuracyInterval[1])}. Measured once, after the search: no trial saw these rows."
                : "The search chose the best on these very rows, so the number flatters it: score the model on tracks it has not seen.")}</span></p>
            <dl class="tiles">
            <div><dt>Best trial</dt><dd>{best.Trial}</dd></div>
            <div><dt>Its score in the search</dt><dd>{Numbers.Percent(best.Score!.Accuracy)}</dd></div>
            <div><dt>Median of all trials</dt><dd>{Numbers.Percent(Median(outcome))}</dd></div>
            <div><dt>Failed</dt><dd>{Numbers.Count(outcome.Failed.Count())}</dd></div>
            <div><dt>Training time of all</dt><dd>{Numbers.Seconds(outcome.Results.Sum(result => result.Score?.Seconds ?? 0))}</dd></div>
            </dl>
            </section>

            """);
    }

    private static double Median(SearchOutcome outcome)
    {
        var ranked = outcome.Ranking.Select(result => result.Score!.Accuracy).Order().ToArray();
        return (ranked[(ranked.Length - 1) / 2] + ranked[ranked.Length / 2]) / 2;
    }
}
