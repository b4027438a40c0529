using GenreLab.Evaluation;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Comparison;

/// <summary>All models over all folds: a dot each with its interval, then in numbers, then fold by fold.</summary>
internal static class VariantSection
{
    public static void Write(HtmlPage page, ComparisonReport report)
    {
        var result = report.Result;
        page.Write($"""<section id="models"><h2>Models</h2><p class="prose">Every model was trained on the same folds: {report.Folds}. What a fold holds out decides nothing.</p>""");
        page.Write(
            VariantChart.Of(result),
            "Large dots: mean accuracy, with its 95 % interval. Small dots: the folds. Folds share most of their training rows, so their mean is less certain than as many independent numbers would make it; the interval is corrected for that (Nadeau and Bengio, 2003).");
        page.Write($"""
            <div class="scroll" role="region" aria-label="Models in numbers" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Model</th><th scope="col" class="n">Accuracy</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">± by fold</th><th scope="col" class="n">Mean F1</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Log-loss</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Time a fold</th></tr></thead>
            <tbody>

            """);
        foreach (var variant in result.Variants)
        {
            page.Write($"""
                <tr><th scope="row">{variant.Variant}</th>
                <td class="n strong" data-value="{variant.Accuracy.Mean:R}">{Numbers.Percent(variant.Accuracy.Mean)}</td><td class="n" data-value="{variant.Accuracy.Interval[0]:R}">{Numbers.Percent(variant.Accuracy.Interval[0])} – {Numbers.Percent(variant.Accuracy.Interval[1])}</td>
                <td class="n" data-value="{variant.Accuracy.Deviation:R}">{100 * variant.Accuracy.Deviation:0.0}</td>
                {Scores(variant.MacroF1)}{Scores(variant.LogLoss)}
                <td class="n" data-value="{variant.Seconds:R}">{Numbers.Seconds(variant.Seconds)}</td></tr>

                """);
        }
        page.Write($"</tbody></table></div>\n");
        foreach (var variant in result.Variants)
            page.Write($"""<details class="options"><summary><strong>{variant.Variant}</strong></summary><p class="prose">{report.Descriptions[variant.Variant]}</p></details>""");
        Folds(page, report);
        page.Write($"</section>\n");
    }

    private static void Folds(HtmlPage page, ComparisonReport report)
    {
        page.Write($"""
            <details class="numbers"><summary>All folds in numbers</summary><div class="scroll tall" role="region" aria-label="Folds" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Model</th><th scope="col" class="n">Repetition</th><th scope="col" class="n">Fold</th><th scope="col" class="n">Rows</th><th scope="col" class="n">Accuracy</th><th scope="col" class="n">Mean F1</th><th scope="col" class="n">Log-loss</th></tr></thead>
            <tbody>

            """);
        foreach (var fold in report.Result.Folds)
            page.Write($"""<tr><th scope="row">{fold.Variant}</th><td class="n">{fold.Repeat}</td><td class="n">{fold.Fold}</td><td class="n" data-value="{fold.Rows}">{Numbers.Count(fold.Rows)}</td><td class="n strong" data-value="{fold.Accuracy:R}">{Numbers.Percent(fold.Accuracy)}</td><td class="n" data-value="{fold.MacroF1:R}">{Numbers.Score(fold.MacroF1)}</td><td class="n" data-value="{fold.LogLoss:R}">{Numbers.Score(fold.LogLoss)}</td></tr>""");
        page.Write($"</tbody></table></div></details>\n");
    }

    private static Markup Scores(FoldMean score) => Markup.From(
        $"""<td class="n strong" data-value="{score.Mean:R}">{Numbers.Score(score.Mean)}</td><td class="n" data-value="{score.Interval[0]:R}">{Numbers.Score(score.Interval[0])} – {Numbers.Score(score.Interval[1])}</td>""");
}
