using GenreLab.Models;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Sections;

/// <summary>The same learner started from a trained model and from scratch, by number of training rows: what the trained model is worth.</summary>
internal static class TransferSection
{
    public static bool Shows(RunReport report) => report.Transfer is { Points.Count: > 0 };

    public static void Write(HtmlPage page, TransferComparison comparison)
    {
        RankedModel[] curves = [Curve($"from {comparison.From.File}", comparison, point => point.Transferred), Curve("from scratch", comparison, point => point.FromScratch)];
        page.Write($"""
            <section id="transfer"><h2>Transfer</h2>
            <p class="prose">The same learner on the same training rows, started from {comparison.From.File} (a model of {comparison.From.Genres.Count} genres) and from scratch. {Finding(comparison)}
            {(comparison.SeenRows == 0 ? "The starting model has seen none of the test rows." : $"{Numbers.Count(comparison.SeenRows)} test rows that the starting model was trained on are left out, for they would flatter it.")}</p>

            """);
        page.Write(TrainingSizeChart.Of(curves, curves), "Accuracy on the same unseen test rows after training on more and more of the training rows. Bands: 95 % intervals.");
        page.Write($"""
            <div class="scroll" role="region" aria-label="Accuracy from the trained model and from scratch" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col" class="n">Training rows</th><th scope="col" class="n">From the model</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">From scratch</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Points gained</th><th scope="col" class="n">95 % interval</th></tr></thead>
            <tbody>

            """);
        foreach (var point in comparison.Points)
        {
            var (transferred, scratch, difference) = (point.Transferred.Test, point.FromScratch.Test, point.Difference);
            page.Write($"""
                <tr><th scope="row" class="n" data-value="{point.Rows}">{Numbers.Count(point.Rows)}</th>
                <td class="n strong" data-value="{transferred.Accuracy:R}">{Numbers.Percent(transferred.Accuracy)}</td>
                <td class="n" data-value="{transferred.AccuracyInterval[0]:R}">{Numbers.Percent(transferred.AccuracyInterval[0])} – {Numbers.Percent(transferred.AccuracyInterval[1])}</td>
                <td class="n strong" data-value="{scratch.Accuracy:R}">{Numbers.Percent(scratch.Accuracy)}</td>
                <td class="n" data-value="{scratch.AccuracyInterval[0]:R}">{Numbers.Percent(scratch.AccuracyInterval[0])} – {Numbers.Percent(scratch.AccuracyInterval[1])}</td>
                <td class="n" data-value="{difference.Difference:R}">{Numbers.Points(difference.Difference)}</td>
                <td class="n" data-value="{difference.Interval[0]:R}">{Numbers.Points(difference.Interval[0])} to {Numbers.Points(difference.Interval[1])}{(difference.WithinNoise ? ", within noise" : "")}</td></tr>

                """);
        }
        page.Write($"</tbody></table></div></section>\n");
    }

    /// <summary>With how many training rows the trained model helps.</summary>
    internal static string Finding(TransferComparison comparison)
    {
        var helped = Listed(comparison.Points.Where(point => point.Difference.Interval[0] > 0));
        var harmed = Listed(comparison.Points.Where(point => point.Difference.Interval[1] < 0));
        return (helped.Length == 0 ? "It helped at no size beyond what chance explains." : $"It helped with {helped}.") + (harmed.Length == 0 ? "" : $" It harmed with {harmed}.");
    }

    private static string Listed(IEnumerable<TransferPoint> points) =>
        Words.List([.. points.Select(point => $"{Numbers.Count(point.Rows)} rows ({Numbers.Points(point.Difference.Difference)} points)")]);

    private static RankedModel Curve(string name, TransferComparison comparison, Func<TransferPoint, Evaluation.TrainingSizePoint> side) => new(name, new LeaderboardEntry
    {
        Model = name,
        Description = name,
        Test = side(comparison.Points[^1]).Test,
        TrainingSizes = [.. comparison.Points.Select(side)],
    });
}
