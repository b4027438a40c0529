using GenreLab.Comparison;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Comparison;

/// <summary>Every pair of models: the difference on the same held-out rows, and whether the folds tell which is better.</summary>
internal static class PairSection
{
    public static void Write(HtmlPage page, ComparisonReport report)
    {
        var pairs = report.Result.Pairs;
        if (pairs.Count == 0) return;
        page.Write($"""<section id="pairs"><h2>Differences</h2><p class="prose">{pairs[0].InWords}{Caution(pairs)}</p>""");
        page.Write(PairChart.Of(pairs), "Difference of accuracy in points, the more accurate model first, with its 95 % interval. An interval that reaches over zero does not tell which of the two is better.");
        page.Write($"""
            <div class="scroll" role="region" aria-label="Differences in numbers" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Model</th><th scope="col">against</th><th scope="col">Verdict</th><th scope="col" class="n">Points of accuracy</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">p</th><th scope="col" class="n">Points of mean F1</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Log-loss</th><th scope="col" class="n">95 % interval</th></tr></thead>
            <tbody>

            """);
        foreach (var pair in pairs)
        {
            page.Write($"""
                <tr><th scope="row">{pair.First}</th><td>{pair.Second}</td><td>{(pair.IsBetter ? "better" : "cannot be told apart")}</td>
                <td class="n strong" data-value="{pair.Accuracy.Mean:R}">{Numbers.Points(pair.Accuracy.Mean)}</td><td class="n" data-value="{pair.Accuracy.Interval[0]:R}">{Numbers.Points(pair.Accuracy.Interval[0])} to {Numbers.Points(pair.Accuracy.Interval[1])}</td>
                <td class="n" data-value="{pair.Accuracy.PValue:R}">{pair.Accuracy.PValue:0.000}</td>
                <td class="n" data-value="{pair.MacroF1.Mean:R}">{Numbers.Points(pair.MacroF1.Mean)}</td><td class="n" data-value="{pair.MacroF1.Interval[0]:R}">{Numbers.Points(pair.MacroF1.Interval[0])} to {Numbers.Points(pair.MacroF1.Interval[1])}</td>
                <td class="n" data-value="{pair.LogLoss.Mean:R}">{Signed(pair.LogLoss.Mean)}</td><td class="n" data-value="{pair.LogLoss.Interval[0]:R}">{Signed(pair.LogLoss.Interval[0])} to {Signed(pair.LogLoss.Interval[1])}</td></tr>

                """);
        }
        page.Write($"</tbody></table></div></section>\n");
    }

    private static string Caution(IReadOnlyList<VariantPair> pairs) => pairs.Count < 2 ? ""
        : $" These are {pairs.Count} comparisons, each with an interval of its own: of twenty pairs that do not differ one would be called better by chance.";

    private static string Signed(double difference) => difference.ToString("+0.000;−0.000;0.000");
}
