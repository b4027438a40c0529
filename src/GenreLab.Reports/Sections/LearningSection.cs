using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Sections;

/// <summary>How the models learnt, epoch by epoch.</summary>
internal static class LearningSection
{
    public static void Write(HtmlPage page, IReadOnlyList<RankedModel> models)
    {
        var learning = models.Where(model => model.Entry.Epochs.Count > 1).ToArray();
        if (learning.Length == 0) return;
        page.Write($"""<section id="learning"><h2>Learning curves</h2><div class="columns">""");
        page.Write(LearningCurveChart.Accuracy(learning));
        page.Write(LearningCurveChart.Loss(learning));
        page.Write($"""</div><p class="soft">Solid: validation rows. Dashed: training rows, measured while learning (with dropout and other noise where a model uses them).</p></section>""");
        page.Write($"\n");
    }
}
