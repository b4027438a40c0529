using GenreLab.Data;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Sections;

/// <summary>All models side by side.</summary>
internal static class LeaderboardSection
{
    public static void Write(HtmlPage page, IReadOnlyList<RankedModel> models, AccuracyCeiling? ceiling)
    {
        page.Write($"""<section id="leaderboard"><h2>Leaderboard</h2>""");
        page.Write(
            LeaderboardChart.Of(models, HeaderSection.Chance(models[0].Entry.Test), ceiling?.Lowest),
            "Accuracy on test rows with its 95 % interval. Dashed: always naming the most common genre."
            + (ceiling is null ? "" : $" Solid line: {Numbers.Percent(ceiling.Lowest)}, the best possible when a track that carries several genres gets one answer."));
        page.Write($"""
            <div class="scroll" role="region" aria-label="Leaderboard table" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Model</th><th scope="col" class="n">Accuracy</th><th scope="col" class="n">95 % interval</th><th scope="col" class="n">Validation</th><th scope="col" class="n">Top five</th><th scope="col" class="n">Mean F1</th><th scope="col" class="n">Mean AUC</th><th scope="col" class="n">Log-loss</th><th scope="col" class="n">Calibration error</th><th scope="col" class="n">Training time</th></tr></thead>
            <tbody>

            """);
        foreach (var (name, entry) in models)
        {
            var test = entry.Test;
            double? fit = entry.Seconds.TryGetValue("fit", out var seconds) ? seconds : null;
            page.Write($"""
                <tr><th scope="row">{name}</th>
                <td class="n strong" data-value="{test.Accuracy:R}">{Numbers.Percent(test.Accuracy)}</td>
                <td class="n" data-value="{test.AccuracyInterval[0]:R}">{Numbers.Percent(test.AccuracyInterval[0])} – {Numbers.Percent(test.AccuracyInterval[1])}</td>
                <td class="n" data-value="{entry.Validation?.Accuracy ?? -1:R}">{(entry.Validation is { } validation ? Numbers.Percent(validation.Accuracy) : "–")}</td>
                <td class="n" data-value="{test.Top5Accuracy:R}">{Numbers.Percent(test.Top5Accuracy)}</td>
                <td class="n" data-value="{test.MacroF1:R}">{Numbers.Score(test.MacroF1)}</td>
                <td class="n" data-value="{test.MacroAuc ?? -1:R}">{Numbers.Score(test.MacroAuc)}</td>
                <td class="n" data-value="{test.LogLoss:R}">{Numbers.Score(test.LogLoss)}</td>
                <td class="n" data-value="{test.CalibrationError:R}">{Numbers.Score(test.CalibrationError)}</td>
                <td class="n" data-value="{fit ?? -1:R}">{(fit is { } time ? Numbers.Seconds(time) : "–")}</td></tr>

                """);
        }
        page.Write($"</tbody></table></div>\n");
        foreach (var model in models) Details(page, model);
        page.Write($"</section>\n");
    }

    private static void Details(HtmlPage page, RankedModel model)
    {
        var entry = model.Entry;
        page.Write($"""<details class="options"><summary><strong>{model.Name}</strong> {entry.Description}</summary><dl class="pairs">""");
        foreach (var (option, value) in entry.Options) page.Write($"<div><dt>{option}</dt><dd>{value}</dd></div>");
        foreach (var (step, seconds) in entry.Seconds) page.Write($"<div><dt>time to {step}</dt><dd>{Numbers.Seconds(seconds)}</dd></div>");
        if (entry.ModelFile is { } file) page.Write($"<div><dt>saved as</dt><dd><code>{file}</code></dd></div>");
        page.Write($"</dl>");
        foreach (var warning in entry.Test.Warnings) page.Write($"""<p class="notice" role="note">{warning}</p>""");
        page.Write($"</details>\n");
    }
}
