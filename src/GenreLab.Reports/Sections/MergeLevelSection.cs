namespace GenreLab.Reports.Sections;

/// <summary>Models of fine genres and models of merged genres, both on merged genres: whether to merge before training or after.</summary>
internal static class MergeLevelSection
{
    public static bool Shows(RunReport report) => report.MergeLevels.Count > 0;

    public static void Write(HtmlPage page, RunReport report)
    {
        var first = report.MergeLevels[0];
        var genres = first.Comparison.Merged.PerGenre.Count;
        page.Write($"""
            <section id="levels"><h2>Merged genres</h2>
            <p class="prose">On the {genres} merged genres of {first.Merge}: models trained on all genres, whose probabilities are added up, beside models trained on the merged ones.
            With {genres} genres, always naming the largest is right for {Numbers.Percent(HeaderSection.Chance(first.Comparison.Merged))}.</p>
            <div class="scroll" role="region" aria-label="Accuracy on merged genres" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Model</th><th scope="col" class="n">Trained on all genres</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Trained on merged ones</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Difference, points</th><th scope="col" class="n">95 % interval</th></tr></thead>
            <tbody>

            """);
        foreach (var (model, _, (fine, merged, difference)) in report.MergeLevels.OrderByDescending(score => score.Comparison.Fine.Accuracy))
        {
            page.Write($"""
                <tr><th scope="row">{model}</th>
                <td class="n strong" data-value="{fine.Accuracy:R}">{Numbers.Percent(fine.Accuracy)}</td>
                <td class="n" data-value="{fine.AccuracyInterval[0]:R}">{Numbers.Percent(fine.AccuracyInterval[0])} – {Numbers.Percent(fine.AccuracyInterval[1])}</td>
                <td class="n strong" data-value="{merged.Accuracy:R}">{Numbers.Percent(merged.Accuracy)}</td>
                <td class="n" data-value="{merged.AccuracyInterval[0]:R}">{Numbers.Percent(merged.AccuracyInterval[0])} – {Numbers.Percent(merged.AccuracyInterval[1])}</td>
                <td class="n" data-value="{difference.Difference:R}">{Numbers.Points(difference.Difference)}</td>
                <td class="n" data-value="{difference.Interval[0]:R}">{Numbers.Points(difference.Interval[0])} to {Numbers.Points(difference.Interval[1])}{(difference.WithinNoise ? ", within noise" : "")}</td></tr>

                """);
        }
        page.Write($"</tbody></table></div></section>\n");
    }
}
