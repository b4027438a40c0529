using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Sections;

/// <summary>How the models learnt, epoch by epoch.</summary>
internal static class LearningSection
{
    public static void Write(HtmlPage page, IReadOnlyList<RankedModel> models)
    {
        if (!Shows(models)) return;
        var learning = models.Where(HasCurve).ToArray();
        page.Write($"""<section id="learning"><h2>Learning curves</h2><div class="columns">""");
        page.Write(LearningCurveChart.Accuracy(learning));
        page.Write(LearningCurveChart.Loss(learning));
        page.Write($"""</div><p class="soft">Solid: validation rows. Dashed: training rows, measured while learning (with dropout and other noise where a model uses them).</p></section>""");
        page.Write($"\n");
    }

    /// <summary>Whether any model learnt in more than one epoch.</summary>
    public static bool Shows(IReadOnlyList<RankedModel> models) => models.Any(HasCurve);

    private static bool HasCurve(RankedModel model) => model.Entry.Epochs.Count > 1;
}
