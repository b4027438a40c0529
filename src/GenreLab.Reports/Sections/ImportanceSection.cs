using GenreLab.Evaluation;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Sections;

/// <summary>What the models owe to which feature.</summary>
internal static class ImportanceSection
{
    /// <summary>Whether importances were measured for any model.</summary>
    public static bool Shows(IReadOnlyList<RankedModel> models) => models.Any(model => model.Entry.PermutationImportance.Count > 0 || model.Entry.GainImportance.Count > 0);

    public static void Write(HtmlPage page, IReadOnlyList<RankedModel> models)
    {
        if (!Shows(models)) return;
        var permutation = FeatureRanking.Of(models, entry => entry.PermutationImportance);
        var gain = FeatureRanking.Of(models, entry => entry.GainImportance);
        var (shuffled, gained) = (permutation.Features.Count > 0, gain.Features.Count > 0);
        page.Write($"""<section id="importance"><h2>Feature importance</h2><p class="prose">""");
        if (shuffled) page.Write($"<strong>Permutation importance</strong> is by how many percentage points the accuracy on test rows falls when the values of one feature are shuffled among the tracks. ");
        if (gained) page.Write($"<strong>Gain importance</strong> is a feature’s share of all that the splits of a model’s trees gained. ");
        page.Write($"Their catch: features that tell the same share their importance");
        if (shuffled) page.Write($", so that shuffling one costs little while the other stays");
        if (gained) page.Write($"; gain is counted on training rows and favours features with many different values (Strobl et al., 2007)");
        page.Write($""".</p><div class="columns">""");
        if (shuffled) Picture(page, "By permutation", ImportanceChart.Permutation(models, permutation), permutation);
        if (gained) Picture(page, "By gain", ImportanceChart.Gain(models, gain), gain);
        page.Write($"</div>\n");
        if (shuffled) Table(page, "By permutation, in numbers (points of accuracy)", permutation, Numbers.Points);
        if (gained) Table(page, "By gain, in numbers", gain, Numbers.Percent);
        page.Write($"</section>\n");
    }

    private static void Picture(HtmlPage page, string title, Chart chart, FeatureRanking ranking)
    {
        page.Write($"<div><h3>{title}</h3>");
        var hidden = ranking.Features.Count > ImportanceChart.MostFeatures;
        page.Write(chart, hidden ? $"The {ImportanceChart.MostFeatures} most important of {ranking.Features.Count} features, by the mean of the models; the numbers below have all." : "");
        page.Write($"</div>");
    }

    private static void Table(HtmlPage page, string title, FeatureRanking ranking, Func<double, string> text)
    {
        var most = ranking.Features.SelectMany(feature => feature.ByModel).Max(importance => importance?.Importance ?? 0);
        page.Write($"""
            <details class="numbers"><summary>{title}</summary><div class="scroll tall" role="region" aria-label="Feature importance: {title}" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Feature</th>
            """);
        foreach (var model in ranking.Models) page.Write($"""<th scope="col" class="n">{model.Name}</th>""");
        page.Write($"</tr></thead>\n<tbody>\n");
        foreach (var feature in ranking.Features)
        {
            page.Write($"""<tr><th scope="row">{feature.Name}</th>""");
            foreach (var importance in feature.ByModel) page.Write($"{Cell(importance, most, text)}");
            page.Write($"</tr>\n");
        }
        page.Write($"</tbody></table></div></details>\n");
    }

    private static Markup Cell(FeatureImportance? importance, double most, Func<double, string> text) => importance is { } known && double.IsFinite(known.Importance)
        ? Markup.From($"""<td class="n bar" data-value="{known.Importance:R}" style="--share:{(most > 0 ? Math.Clamp(known.Importance / most, 0, 1) : 0):0.###}">{text(known.Importance)} <span class="soft">{text(known.Low)} to {text(known.High)}</span></td>""")
        : Markup.From($"""<td class="n" data-value="{double.NegativeInfinity:R}">–</td>""");
}
