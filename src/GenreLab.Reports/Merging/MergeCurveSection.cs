using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Merging;

/// <summary>Accuracy and information by number of genres.</summary>
internal static class MergeCurveSection
{
    public static void Write(HtmlPage page, MergeReport report)
    {
        var proposal = report.Proposal;
        page.Write($"""
            <section id="curve"><h2>Accuracy and information by number of genres</h2>
            <p class="prose">The fewer genres, the more accurate a model and the less its answer says. Genres join by what the model ({report.Model}) confuses on validation rows:
            at each step the two whose union loses least information. Test rows chose nothing; their numbers are the honest ones. Rows were split {report.Split}.</p>
            """);
        page.Write(MergeAccuracyChart.Of(proposal, report.Chosen), $"Dashed: always naming the largest merged genre. The upright line: {report.Chosen} genres.");
        page.Write($"<h3>What the answer says</h3>");
        page.Write(MergeInformationChart.Of(proposal, report.Chosen), "Entropy is all there is to know about the merged genre; information is what the predicted one tells of it. With everything in one genre both are 0. "
            + $"Weighted accuracy counts each genre by its share of the entropy; on validation rows it is highest at {proposal.Suggested} genres.");
        page.Write($"""
            <details class="numbers"><summary>All of it in numbers</summary><div class="scroll tall" role="region" aria-label="Scores by number of genres" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col" class="n">Genres</th><th scope="col" class="n">Validation accuracy</th><th scope="col" class="n">Test accuracy</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Chance</th><th scope="col" class="n">Information, bits</th><th scope="col" class="n">Entropy, bits</th><th scope="col" class="n">Weighted accuracy, bits</th></tr></thead>
            <tbody>

            """);
        foreach (var point in proposal.Curve)
        {
            var scores = point.Test ?? point.Validation;
            page.Write($"""
                <tr><th scope="row" class="n" data-value="{point.Genres}">{point.Genres}</th>
                <td class="n" data-value="{point.Validation.Accuracy:R}">{Numbers.Percent(point.Validation.Accuracy)}</td>
                <td class="n strong" data-value="{point.Test?.Accuracy ?? -1:R}">{(point.Test is null ? "–" : Numbers.Percent(point.Test.Accuracy))}</td>
                <td class="n" data-value="{scores.AccuracyInterval[0]:R}">{Numbers.Percent(scores.AccuracyInterval[0])} – {Numbers.Percent(scores.AccuracyInterval[1])}</td>
                <td class="n" data-value="{scores.Chance:R}">{Numbers.Percent(scores.Chance)}</td>
                <td class="n" data-value="{scores.Information:R}">{scores.Information:0.000}</td>
                <td class="n" data-value="{scores.Entropy:R}">{scores.Entropy:0.000}</td>
                <td class="n" data-value="{point.Validation.InformationAccuracy:R}">{point.Validation.InformationAccuracy:0.000}</td></tr>

                """);
        }
        page.Write($"</tbody></table></div></details></section>\n");
    }
}
