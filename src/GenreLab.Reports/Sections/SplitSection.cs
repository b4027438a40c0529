namespace GenreLab.Reports.Sections;

/// <summary>The same models on splits that keep tracks together and that do not: how much of a number is memory.</summary>
internal static class SplitSection
{
    public static bool Shows(RunReport report) => report.Splits.Count > 0;

    public static void Write(HtmlPage page, RunReport report)
    {
        var splits = report.Splits.Select(score => score.Split).Distinct().ToArray();
        page.Write($"""
            <section id="splits"><h2>Split by track or at random?</h2>
            <p>A random split puts rows of one track, or of one recording, on both sides; a model then gets points for what it remembers.
            The split by track measures how it does on tracks it has never seen.</p>
            <div class="scroll" role="region" aria-label="Accuracy by split" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Model</th>
            """);
        foreach (var split in splits) page.Write($"""<th scope="col" class="n">Split {split}</th><th scope="col" class="n">95 % interval</th>""");
        page.Write($"</tr></thead>\n<tbody>\n");
        foreach (var model in report.Splits.GroupBy(score => score.Model).OrderByDescending(model => model.First().Test.Accuracy))
        {
            page.Write($"""<tr><th scope="row">{model.Key}</th>""");
            foreach (var split in splits)
            {
                if (model.FirstOrDefault(score => score.Split == split)?.Test is not { } test)
                {
                    page.Write($"""<td class="n" data-value="-1">–</td><td class="n" data-value="-1">–</td>""");
                    continue;
                }
                page.Write($"""
                    <td class="n strong" data-value="{test.Accuracy:R}">{Numbers.Percent(test.Accuracy)}</td>
                    <td class="n" data-value="{test.AccuracyInterval[0]:R}">{Numbers.Percent(test.AccuracyInterval[0])} – {Numbers.Percent(test.AccuracyInterval[1])}</td>
                    """);
            }
            page.Write($"</tr>\n");
        }
        page.Write($"</tbody></table></div>\n");
        page.Write($"""<p class="soft">Rows divided {string.Join("; ", report.Splits.Select(score => score.Description).Distinct())}.</p>""");
        page.Write($"</section>\n");
    }
}
