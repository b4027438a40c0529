using GenreLab.Reports.Charts;
using GenreLab.Search;

namespace GenreLab.Reports.Search;

/// <summary>All trials: as lines through the values they had, rung by rung, and in numbers.</summary>
internal static class TrialSection
{
    private const int MostRows = 2_000;

    public static void Write(HtmlPage page, SearchOutcome outcome)
    {
        var plan = outcome.Plan;
        page.Write($"""<section id="trials"><h2>Trials</h2><p class="prose">{Method(outcome)}</p>""");
        page.Write(TrialChart.Of(outcome), $"A line a trial, through the values it had, to its accuracy at the right; within a value, better trials run higher.{(outcome.Ranking.Count > TrialChart.MostTrials ? $" The best {TrialChart.MostTrials:N0} are drawn." : "")}");
        if (plan.Rungs.Count > 1) Rungs(page, outcome);
        Table(page, outcome);
        page.Write($"</section>\n");
    }

    private static string Method(SearchOutcome outcome)
    {
        var plan = outcome.Plan;
        var planned = plan.Trials.Count;
        var method = plan.Method switch
        {
            SearchMethod.Grid => $"A grid: {Numbers.Count(planned)} combinations of the listed values.",
            SearchMethod.Random => $"{Numbers.Count(planned)} combinations drawn at random, none twice.",
            _ => $"Successive halving: {Numbers.Count(planned)} combinations drawn at random begin with {plan.Rungs[0].Amount:N0} {plan.Resource}; the best third of each rung goes on with three times as much, up to {plan.Rungs[^1].Amount:N0} {plan.Resource}.",
        };
        var failed = outcome.Failed.Count();
        return method + (outcome.Unfinished ? " The search was stopped before all were tried." : "") + (failed > 0 ? $" {Numbers.Count(failed)} failed." : "");
    }

    private static void Rungs(HtmlPage page, SearchOutcome outcome)
    {
        page.Write($"""
            <div class="scroll" role="region" aria-label="Rungs" tabindex="0"><table>
            <thead><tr><th scope="col">Rung</th><th scope="col" class="n">{outcome.Plan.Resource}</th><th scope="col" class="n">Trials</th><th scope="col" class="n">Failed</th><th scope="col" class="n">Best accuracy</th><th scope="col" class="n">Best trial</th></tr></thead>
            <tbody>

            """);
        foreach (var rung in outcome.Results.GroupBy(result => result.Rung))
        {
            var ranked = TrialResult.Ranked(rung);
            page.Write($"""<tr><th scope="row">{rung.Key}</th><td class="n">{Numbers.Count(outcome.Plan.RungOf(rung.Key).Amount ?? 0)}</td><td class="n">{rung.Count()}</td><td class="n">{rung.Count() - ranked.Count}</td><td class="n strong">{(ranked.Count > 0 ? Numbers.Percent(ranked[0].Score!.Accuracy) : "–")}</td><td class="n">{(ranked.Count > 0 ? $"{ranked[0].Trial}" : "–")}</td></tr>""");
        }
        page.Write($"</tbody></table></div>\n");
    }

    private static void Table(HtmlPage page, SearchOutcome outcome)
    {
        var plan = outcome.Plan;
        var varied = Enumerable.Range(0, plan.Space.Parameters.Count).Where(i => plan.Space.Parameters[i].Varies).ToArray();
        var several = plan.Rungs.Count > 1;
        page.Write($"""
            <details class="numbers" open><summary>All trials in numbers</summary><div class="scroll tall" role="region" aria-label="Trials" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col" class="n">Trial</th>{(several ? new Markup("""<th scope="col" class="n">Rung</th>""") : Markup.Empty)}{Markup.Join(varied.Select(i => Markup.From($"""<th scope="col">{plan.Space.Parameters[i].Name}</th>""")))}<th scope="col" class="n">Accuracy</th><th scope="col" class="n">± by fold</th><th scope="col" class="n">Log-loss</th><th scope="col" class="n">Time</th></tr></thead>
            <tbody>

            """);
        foreach (var result in outcome.Ranking.Concat(outcome.Failed).Take(MostRows))
        {
            var values = plan.TrialOf(result.Trial).Values;
            page.Write($"""<tr><td class="n" data-value="{result.Trial}">{result.Trial}</td>{(several ? Markup.From($"""<td class="n" data-value="{result.Rung}">{result.Rung}</td>""") : Markup.Empty)}""");
            foreach (var i in varied) page.Write($"""<td>{values[i]}</td>""");
            page.Write($"{Score(result)}</tr>\n");
        }
        page.Write($"</tbody></table></div></details>\n");
    }

    private static Markup Score(TrialResult result) => result.Score is { } score
        ? Markup.From($"""<td class="n strong" data-value="{score.Accuracy:R}">{Numbers.Percent(score.Accuracy)}</td><td class="n" data-value="{score.Deviation ?? -1:R}">{(score.Deviation is { } deviation ? Numbers.Percent(deviation) : "–")}</td><td class="n" data-value="{score.LogLoss:R}">{score.LogLoss:0.0000}</td><td class="n" data-value="{score.Seconds:R}">{Numbers.Seconds(score.Seconds)}</td>""")
        : Markup.From($"""<td class="n" data-value="-1">failed</td><td colspan="3">{result.Failure}</td>""");
}
