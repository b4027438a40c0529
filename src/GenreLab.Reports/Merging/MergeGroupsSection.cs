using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Merging;

/// <summary>Which genres become one, and the tree they were cut from.</summary>
internal static class MergeGroupsSection
{
    public static void Write(HtmlPage page, MergeReport report)
    {
        var proposal = report.Proposal;
        var groups = proposal.Groups(report.Chosen);
        var merged = groups.Where(group => group.Genres.Count > 1).OrderByDescending(group => group.Genres.Count).ToList();
        page.Write($"""<section id="groups"><h2>Groups</h2>""");
        if (merged.Count == 0)
        {
            page.Write($"<p>No genres are merged.</p>");
        }
        else
        {
            page.Write($"""
                <div class="scroll tall" role="region" aria-label="Merged genres" tabindex="0"><table class="sortable">
                <thead><tr><th scope="col">Merged genre</th><th scope="col" class="n">Genres</th><th scope="col">They are</th></tr></thead>
                <tbody>

                """);
            foreach (var group in merged)
                page.Write($"""<tr><th scope="row">{group.Name}</th><td class="n" data-value="{group.Genres.Count}">{group.Genres.Count}</td><td class="members">{string.Join(", ", group.Genres)}</td></tr>""");
            page.Write($"</tbody></table></div>\n");
        }
        string[] alone = [.. groups.Where(group => group.Genres.Count == 1).Select(group => group.Name)];
        if (alone.Length > 0) page.Write($"""<p class="prose"><span class="soft">As they are ({alone.Length}):</span> {string.Join(", ", alone)}</p>""");
        page.Write($"""</section><section id="tree"><h2>Tree</h2>""");
        page.Write(
            DendrogramChart.Of(proposal.Tree, [.. proposal.Judged.Select(genre => proposal.LabelNames[genre])], Cut(report)),
            "Where two branches meet, the scale tells how much of the information in the model’s probabilities is lost by then; its steps widen to the left. What lies left of the upright line is merged.");
        page.Write($"</section>\n");
    }

    /// <summary>The information lost between the last join that is made and the first that is not.</summary>
    private static double? Cut(MergeReport report)
    {
        var merges = report.Proposal.Tree.Merges;
        var made = report.Proposal.LabelNames.Count - report.Chosen;
        return made == 0 ? null : (merges[made - 1].Distance + merges[made].Distance) / 2;
    }
}
