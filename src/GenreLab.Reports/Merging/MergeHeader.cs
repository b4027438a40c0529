using GenreLab.Reports.Sections;

namespace GenreLab.Reports.Merging;

/// <summary>Title, what must be known before any number, and what the chosen merge brings and costs.</summary>
internal static class MergeHeader
{
    public static void Write(HtmlPage page, MergeReport report)
    {
        var proposal = report.Proposal;
        var (all, chosen) = (proposal.Curve[0], proposal.At(report.Chosen));
        var (before, after) = (all.Test ?? all.Validation, chosen.Test ?? chosen.Validation);
        HeaderSection.WriteTitle(page, report.Title, $"{all.Genres} genres into {chosen.Genres}", [(true, "curve", "Accuracy and information"), (true, "groups", "Groups"), (true, "tree", "Tree")]);
        if (report.Synthetic) page.Write($"""<p class="notice" role="note">These tracks are synthetic: GenreLab's generator drew them, so the numbers say nothing about real music.</p>""");
        foreach (var warning in report.Warnings) page.Write($"""<p class="notice" role="note">{warning}</p>""");
        page.Write($"""
            <section class="headline" aria-label="Main result">
            <p class="figure"><span class="number">{100 * after.Accuracy:0.0}<span class="unit"> %</span></span></p>
            <p class="statement">of {(chosen.Test is null ? "validation" : "unseen")} tracks are put into the right one of {chosen.Genres} genres; of all {all.Genres} it is {Numbers.Percent(before.Accuracy)}.<br>
            <span class="soft">95 % interval {Numbers.Percent(after.AccuracyInterval[0])} – {Numbers.Percent(after.AccuracyInterval[1])}.
            Always naming the largest merged genre: {Numbers.Percent(after.Chance)}; of all genres: {Numbers.Percent(before.Chance)}.</span></p>
            <dl class="tiles">
            <div><dt>Information kept</dt><dd>{(before.Information > 0 ? Numbers.Percent(after.Information / before.Information) : "–")}</dd></div>
            <div><dt>Information, bits</dt><dd>{after.Information:0.00}</dd></div>
            <div><dt>Of all there is to know</dt><dd>{(after.Entropy > 0 ? Numbers.Percent(after.Information / after.Entropy) : "–")}</dd></div>
            <div><dt>Better than chance</dt><dd>{after.Accuracy / after.Chance:0.0}×</dd></div>
            <div><dt>Best weighted accuracy</dt><dd>{proposal.Suggested} genres</dd></div>
            </dl>
            </section>

            """);
    }
}
