using GenreLab.Evaluation;

namespace GenreLab.Reports.Sections;

/// <summary>Title, what must be known before any number, and the number that matters most.</summary>
internal static class HeaderSection
{
    public static void Write(HtmlPage page, RunReport report, IReadOnlyList<RankedModel> models)
    {
        WriteTitle(page, report.Title, report.Subtitle, [
            (models.Count > 0, "leaderboard", "Leaderboard"), (SplitSection.Shows(report), "splits", "Splits"), (TransferSection.Shows(report), "transfer", "Transfer"), (MergeLevelSection.Shows(report), "levels", "Merged genres"), (LearningSection.Shows(models), "learning", "Learning curves"),
            (ImportanceSection.Shows(models), "importance", "Feature importance"), (CoefficientSection.Shows(models), "coefficients", "Coefficients"),
            (BranchSection.Shows(models), "branches", "Branches"),
            (WordSection.Shows(models), "words", "Words"),
            (models.Count > 0, "genres", "Genre by genre"), (true, "data", "Data"), (true, "audit", "Audit")]);
        if (report.Data.Synthetic)
        {
            page.Write($"""
                <p class="notice" role="note"><strong>These tracks are synthetic.</strong> They were drawn at random from the statistics of a real table.
                The numbers show how the models compare on such data; they are no measurement on real music.</p>

                """);
        }
        foreach (var warning in report.Warnings) page.Write($"""<p class="notice" role="note">{warning}</p>""");
        if (models.Count > 0) Headline(page, models);
    }

    /// <summary>What every page begins with.</summary>
    public static void WriteTitle(HtmlPage page, string title, string subtitle, IEnumerable<(bool Shown, string Section, string Name)> sections)
    {
        page.Write($"""
            <header>
            <p class="brand">GenreLab</p>
            <button type="button" id="theme">Dark mode</button>
            <h1>{title}</h1>

            """);
        if (subtitle.Length > 0) page.Write($"""<p class="subtitle">{subtitle}</p>""");
        page.Write($"""
            <nav aria-label="Sections">{Markup.Join(sections.Where(one => one.Shown).Select(one => Markup.From($"""<a href="#{one.Section}">{one.Name}</a> """)))}</nav>
            </header>

            """);
    }

    /// <summary>Accuracy of always naming the genre that is most common among the test rows.</summary>
    public static double Chance(EvaluationResult test) => (double)test.PerGenre.Max(score => score.Support) / test.Rows;

    private static void Headline(HtmlPage page, IReadOnlyList<RankedModel> models)
    {
        var best = models[0];
        var test = best.Entry.Test;
        var chance = Chance(test);
        page.Write($"""
            <section class="headline" aria-label="Main result">
            <p class="figure"><span class="number">{100 * test.Accuracy:0.0}<span class="unit"> %</span></span></p>
            <p class="statement">of {Numbers.Count(test.Rows)} unseen tracks are put into the right one of {test.PerGenre.Count} genres.<br>
            <span class="soft">95 % interval {Numbers.Percent(test.AccuracyInterval[0])} – {Numbers.Percent(test.AccuracyInterval[1])}.
            Always naming the most common genre: {Numbers.Percent(chance)}.</span></p>
            <dl class="tiles">
            <div><dt>Best model</dt><dd>{best.Name}</dd></div>
            <div><dt>In the top five</dt><dd>{Numbers.Percent(test.Top5Accuracy)}</dd></div>
            <div><dt>Better than that guess</dt><dd>{test.Accuracy / chance:0.0}×</dd></div>
            <div><dt>Mean F1</dt><dd>{Numbers.Score(test.MacroF1)}</dd></div>
            <div><dt>Mean AUC</dt><dd>{Numbers.Score(test.MacroAuc)}</dd></div>
            </dl>
            </section>

            """);
    }
}
