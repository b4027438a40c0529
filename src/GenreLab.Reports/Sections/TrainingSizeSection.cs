using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Sections;

/// <summary>Whether more training rows would help, a part of the learning curves.</summary>
internal static class TrainingSizeSection
{
    // So close to twice the rows, people say doubling.
    private const double NearlyOneDoubling = 0.05;

    /// <summary>Whether any model was trained on more than one number of rows.</summary>
    public static bool Shows(IReadOnlyList<RankedModel> models) => models.Any(HasCurve);

    public static void Write(HtmlPage page, IReadOnlyList<RankedModel> models)
    {
        var measured = models.Where(HasCurve).ToArray();
        if (measured.Length == 0) return;
        page.Write($"""<h3>By number of training rows</h3><p class="prose">{Finding(measured)}</p>""");
        page.Write(TrainingSizeChart.Of(models, measured), "Accuracy on the same test rows after training on more and more of the training rows. Bands: 95 % intervals.");
        GainTable(page, measured);
        PointTable(page, measured);
    }

    private static bool HasCurve(RankedModel model) => TrainingSizeGain.Of(model.Entry.TrainingSizes) is not null;

    /// <summary>What the last doubling of the rows says about the next one.</summary>
    internal static string Finding(IReadOnlyList<RankedModel> models)
    {
        var gains = models.Select(model => (model.Name, Gain: TrainingSizeGain.Of(model.Entry.TrainingSizes)!)).ToArray();
        string[] sentences =
        [
            Sentence("More training rows would probably still help ", gains.Where(model => model.Gain.Helps), "."),
            Sentence("Whether more would help ", gains.Where(model => !model.Gain.Helps && !model.Gain.Harms), " cannot be told: chance alone could explain the change."),
            Sentence("More rows were no help to ", gains.Where(model => model.Gain.Harms), "."),
            $"In brackets: what {Doubling([.. gains.Select(model => model.Gain)])} did to accuracy.",
        ];
        return string.Join(' ', sentences.Where(sentence => sentence.Length > 0));
    }

    private static string Sentence(string lead, IEnumerable<(string Name, TrainingSizeGain Gain)> models, string end)
    {
        var parts = models.Select(model => $"{model.Name} ({Numbers.Points(model.Gain.Gain)} points)").ToArray();
        return parts.Length == 0 ? "" : lead + Words.List(parts) + end;
    }

    private static string Doubling(TrainingSizeGain[] gains)
    {
        var same = gains.All(gain => gain.FromRows == gains[0].FromRows && gain.ToRows == gains[0].ToRows);
        var measured = same ? $"from {Numbers.Count(gains[0].FromRows)} to {Numbers.Count(gains[0].ToRows)} rows" : "at the end of each curve";
        return gains.All(gain => Math.Abs(gain.Doublings - 1) <= NearlyOneDoubling) ? $"the last doubling, {measured}," : $"a doubling, measured {measured},";
    }

    private static void GainTable(HtmlPage page, RankedModel[] models)
    {
        page.Write($"""
            <div class="scroll" role="region" aria-label="What a doubling of the training rows brought" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Model</th><th scope="col" class="n">Rows before</th><th scope="col" class="n">Rows after</th><th scope="col" class="n">Gain a doubling, points</th><th scope="col" class="n">95 % interval</th></tr></thead>
            <tbody>

            """);
        foreach (var (name, entry) in models)
        {
            var gain = TrainingSizeGain.Of(entry.TrainingSizes)!;
            page.Write($"""
                <tr><th scope="row">{name}</th>
                <td class="n" data-value="{gain.FromRows}">{Numbers.Count(gain.FromRows)}</td>
                <td class="n" data-value="{gain.ToRows}">{Numbers.Count(gain.ToRows)}</td>
                <td class="n strong" data-value="{gain.Gain:R}">{Numbers.Points(gain.Gain)}</td>
                <td class="n" data-value="{gain.Low:R}">{Numbers.Points(gain.Low)} to {Numbers.Points(gain.High)}</td></tr>

                """);
        }
        page.Write($"</tbody></table></div>\n");
    }

    private static void PointTable(HtmlPage page, RankedModel[] models)
    {
        page.Write($"""
            <details class="numbers"><summary>All accuracies in numbers</summary><div class="scroll tall" role="region" aria-label="Accuracy by number of training rows" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Model</th><th scope="col" class="n">Training rows</th><th scope="col" class="n">Of all</th><th scope="col" class="n">Accuracy</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Log-loss</th><th scope="col" class="n">Training time</th></tr></thead>
            <tbody>

            """);
        foreach (var (name, entry) in models)
        {
            foreach (var (rows, share, test, seconds) in entry.TrainingSizes)
            {
                page.Write($"""
                    <tr><th scope="row">{name}</th>
                    <td class="n" data-value="{rows}">{Numbers.Count(rows)}</td>
                    <td class="n" data-value="{share:R}">{Numbers.Percent(share)}</td>
                    <td class="n strong" data-value="{test.Accuracy:R}">{Numbers.Percent(test.Accuracy)}</td>
                    <td class="n" data-value="{test.AccuracyInterval[0]:R}">{Numbers.Percent(test.AccuracyInterval[0])} – {Numbers.Percent(test.AccuracyInterval[1])}</td>
                    <td class="n" data-value="{test.LogLoss:R}">{Numbers.Score(test.LogLoss)}</td>
                    <td class="n" data-value="{seconds:R}">{Numbers.Seconds(seconds)}</td></tr>

                    """);
            }
        }
        page.Write($"</tbody></table></div></details>\n");
    }
}
