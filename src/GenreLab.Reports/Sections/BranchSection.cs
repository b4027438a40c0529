namespace GenreLab.Reports.Sections;

/// <summary>What each kind of input is worth to models that read texts: their accuracy when one kind says nothing.</summary>
internal static class BranchSection
{
    /// <summary>Whether any model has several kinds of input.</summary>
    public static bool Shows(IReadOnlyList<RankedModel> models) => models.Any(model => model.Entry.Branches.Count > 0);

    public static void Write(HtmlPage page, IReadOnlyList<RankedModel> models)
    {
        if (!Shows(models)) return;
        page.Write($"""
            <section id="branches"><h2>Branches</h2><p class="prose">Accuracy on test rows when one kind of input is muted: a text as if no track had one, numbers (audio features, year,
            the shape of texts) at their mean. What falls little is either worth little or said by another branch too.</p>
            <div class="scroll" role="region" aria-label="Accuracy with each branch muted" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Model</th><th scope="col">Muted</th><th scope="col" class="n">Accuracy</th><th scope="col" class="n">Without it</th><th scope="col" class="n">Points lost</th><th scope="col" class="n">95 % interval</th></tr></thead>
            <tbody>

            """);
        foreach (var model in models)
        {
            foreach (var branch in model.Entry.Branches)
            {
                page.Write($"""
                    <tr><th scope="row">{model.Name}</th><td>{branch.Branch.Replace('_', ' ')}</td><td class="n" data-value="{branch.Accuracy:R}">{Numbers.Percent(branch.Accuracy)}</td>
                    <td class="n strong" data-value="{branch.MutedAccuracy:R}">{Numbers.Percent(branch.MutedAccuracy)}</td><td class="n" data-value="{branch.Fall:R}">{Numbers.Points(branch.Fall)}</td>
                    <td class="n" data-value="{branch.Interval[0]:R}">{Numbers.Points(branch.Interval[0])} to {Numbers.Points(branch.Interval[1])}</td></tr>

                    """);
            }
        }
        page.Write($"</tbody></table></div></section>\n");
    }
}
