using GenreLab.Reports.Sections;

namespace GenreLab.Reports.Comparison;

/// <summary>Title, what must be known before any number, and how good the best model is.</summary>
internal static class ComparisonHeader
{
    public static void Write(HtmlPage page, ComparisonReport report)
    {
        var (variants, pairs) = (report.Result.Variants, report.Result.Pairs);
        HeaderSection.WriteTitle(page, report.Title, report.Subtitle, [(true, "models", "Models"), (pairs.Count > 0, "pairs", "Differences"), (true, "data", "Data")]);
        if (report.Data.Synthetic) page.Write($"""<p class="notice" role="note"><strong>These tracks are synthetic:</strong> the numbers show how the models compare on such data and are no measurement on real music.</p>""");
        foreach (var warning in report.Warnings) page.Write($"""<p class="notice" role="note">{warning}</p>""");
        var best = variants[0];
        page.Write($"""
            <section class="headline" aria-label="Main result">
            <p class="figure"><span class="number">{100 * best.Accuracy.Mean:0.0}<span class="unit"> %</span></span></p>
            <p class="statement">of held-out tracks are put into the right genre by {best.Variant}, the mean of {report.Result.Folds.Count / variants.Count} folds.<br>
            <span class="soft">95 % interval {Numbers.Percent(best.Accuracy.Interval[0])} – {Numbers.Percent(best.Accuracy.Interval[1])}.{(pairs.Count > 0 ? " " + pairs[0].InWords : "")}</span></p>
            <dl class="tiles">
            <div><dt>Models</dt><dd>{variants.Count}</dd></div>
            <div><dt>Pairs told apart</dt><dd>{pairs.Count(pair => pair.IsBetter)} of {pairs.Count}</dd></div>
            <div><dt>Mean F1 of the best</dt><dd>{Numbers.Score(best.MacroF1.Mean)}</dd></div>
            <div><dt>From fold to fold</dt><dd>± {100 * best.Accuracy.Deviation:0.0}</dd></div>
            <div><dt>Training time of all</dt><dd>{Numbers.Seconds(report.Result.Folds.Sum(fold => fold.Seconds))}</dd></div>
            </dl>
            </section>

            """);
    }
}
