using GenreLab.Models;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Sections;

/// <summary>How the models learnt: step by step, and from how many rows.</summary>
internal static class LearningSection
{
    public static void Write(HtmlPage page, IReadOnlyList<RankedModel> models)
    {
        if (!Shows(models)) return;
        page.Write($"""<section id="learning"><h2>Learning curves</h2>""");
        StepByStep(page, models);
        TrainingSizeSection.Write(page, models);
        page.Write($"</section>\n");
    }

    /// <summary>Whether any model learnt in more than one step or from more than one number of rows.</summary>
    public static bool Shows(IReadOnlyList<RankedModel> models) => models.Any(HasCurve) || TrainingSizeSection.Shows(models);

    private static bool HasCurve(RankedModel model) => HasAccuracy(model) || HasLoss(model);

    private static bool HasAccuracy(RankedModel model) => model.Entry.Epochs.Count(epoch => epoch.TrainAccuracy is not null || epoch.ValidationAccuracy is not null) > 1;

    private static bool HasLoss(RankedModel model) => model.Entry.Epochs.Count(epoch => epoch.TrainLoss is not null || epoch.ValidationLoss is not null) > 1;

    private static bool IsMeasuredOnTrainingRows(RankedModel model) => model.Entry.Epochs.Any(epoch => epoch.TrainAccuracy is not null || epoch.TrainLoss is not null);

    private static void StepByStep(HtmlPage page, IReadOnlyList<RankedModel> models)
    {
        var learning = models.Where(HasCurve).ToArray();
        if (learning.Length == 0) return;
        var accuracies = Steps(learning.Where(HasAccuracy));
        var losses = Steps(learning.Where(HasLoss));
        page.Write($"""<h3>By {Words.List(Steps(learning))}</h3><div class="panels">""");
        foreach (var step in accuracies) page.Write(LearningCurveChart.Accuracy(models, step));
        // One panel each stand side by side; several make a row each, so that neighbours share their axis.
        if (accuracies.Length > 1 || losses.Length > 1) page.Write($"""</div><div class="panels">""");
        foreach (var step in losses) page.Write(LearningCurveChart.Loss(models, step));
        page.Write($"""</div><p class="soft">Solid: validation rows. Dashed: training rows, measured while learning (with dropout and other noise where a model uses them){(learning.All(IsMeasuredOnTrainingRows) ? "" : "; not every model measures them")}.</p>""");
        page.Write($"\n");
        Table(page, learning);
    }

    private static string[] Steps(IEnumerable<RankedModel> models) => [.. models.Select(model => model.Entry.LearningStep).Distinct()];

    private static void Table(HtmlPage page, RankedModel[] models)
    {
        page.Write($"""
            <div class="scroll" role="region" aria-label="Learning curves in numbers" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Model</th><th scope="col" class="n">Learnt in</th><th scope="col" class="n">Highest validation accuracy</th><th scope="col" class="n">Lowest validation log-loss</th><th scope="col" class="n">Last training accuracy</th><th scope="col" class="n">Last training log-loss</th></tr></thead>
            <tbody>

            """);
        foreach (var (name, entry) in models)
        {
            var (last, step) = (entry.Epochs[^1], entry.LearningStep);
            var highest = entry.Epochs.Where(epoch => epoch.ValidationAccuracy is { } value && double.IsFinite(value)).MaxBy(epoch => epoch.ValidationAccuracy);
            var lowest = entry.Epochs.Where(epoch => epoch.ValidationLoss is { } value && double.IsFinite(value)).MinBy(epoch => epoch.ValidationLoss);
            page.Write($"""<tr><th scope="row">{name}</th><td class="n" data-value="{last.Epoch}">{Numbers.Count(last.Epoch)} {step}{(last.Epoch == 1 ? "" : "s")}</td>""");
            page.Write($"""{Cell(highest?.ValidationAccuracy, Numbers.Percent, At(highest, step))}{Cell(lowest?.ValidationLoss, Nats, At(lowest, step))}{Cell(last.TrainAccuracy, Numbers.Percent, "")}{Cell(last.TrainLoss, Nats, "")}</tr>""");
            page.Write($"\n");
        }
        page.Write($"</tbody></table></div>\n");
    }

    private static string At(EpochRecord? epoch, string step) => epoch is null ? "" : $"at {step} {epoch.Epoch}";

    private static string Nats(double loss) => Numbers.Score(loss);

    private static Markup Cell(double? value, Func<double, string> text, string where) => value is { } number && double.IsFinite(number)
        ? Markup.From($"""<td class="n" data-value="{number:R}">{text(number)} <span class="soft">{where}</span></td>""")
        : Markup.From($"""<td class="n" data-value="-1">–</td>""");
}
