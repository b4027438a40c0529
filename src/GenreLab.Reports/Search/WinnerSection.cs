using GenreLab.Search;

namespace GenreLab.Reports.Search;

/// <summary>The best trial: what it was, and the model made of it.</summary>
internal static class WinnerSection
{
    public static void Write(HtmlPage page, SearchReport report)
    {
        var plan = report.Outcome.Plan;
        var best = report.Outcome.Best!;
        var winner = report.Winner;
        page.Write($"""<section id="winner"><h2>Winner</h2><p class="prose">Trial {best.Trial}: {winner.Description}. Scores are accuracies on {report.ScoredOn}. The model was then trained on the training rows{(report.IsTested ? "; test rows were used for nothing else" : "")}.</p><dl class="pairs">""");
        var values = plan.TrialOf(best.Trial).Values;
        for (var i = 0; i < values.Count; i++)
            if (plan.Space.Parameters[i].Varies) page.Write($"<div><dt>{plan.Space.Parameters[i].Name}</dt><dd><strong>{values[i]}</strong></dd></div>");
        page.Write($"<div><dt>score in the search</dt><dd>{Numbers.Percent(best.Score!.Accuracy)}{Spread(best.Score!)}</dd></div>");
        if (winner.Validation is { } validation) page.Write($"<div><dt>validation accuracy</dt><dd>{Numbers.Percent(validation.Accuracy)}</dd></div>");
        if (report.IsTested) page.Write($"<div><dt>test accuracy</dt><dd>{Numbers.Percent(winner.Test.Accuracy)}</dd></div>");
        if (winner.ModelFile is { } file) page.Write($"<div><dt>saved as</dt><dd><code>{file}</code></dd></div>");
        page.Write($"""</dl><details class="options"><summary>All options</summary><dl class="pairs">""");
        foreach (var (option, value) in winner.Options) page.Write($"<div><dt>{option}</dt><dd>{value}</dd></div>");
        page.Write($"</dl></details></section>\n");
    }

    private static string Spread(TrialScore score) => score.Deviation is { } deviation ? $" (± {100 * deviation:0.0} from fold to fold)" : "";
}
