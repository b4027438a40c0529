using GenreLab.Exploration;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Exploration;

/// <summary>How every feature is distributed in every genre.</summary>
internal static class DistributionSection
{
    public static void Write(HtmlPage page, ExplorationResult result, GenrePicker picker)
    {
        page.Write($"""<section id="distributions"><h2>Distributions</h2>""");
        page.Write(result.Genres.Count == 0
            ? (EscapedText)$"""<p class="prose soft">Densities of quantities (Gaussian kernels, bandwidth by Silverman’s rule) and shares of the values of flags and categories, over all tracks.</p>"""
            : $"""<p class="prose soft">A line a genre: densities of quantities (Gaussian kernels, bandwidth by Silverman’s rule), shares of the values of flags and categories; the grey surface is all tracks. Point at a line to see whose it is.</p>""");
        if (result.Genres.Count > 0) picker.Write(page);
        var order = result.Ranking.Select((name, place) => (name, place)).ToDictionary(one => one.name, one => one.place);
        page.Write($"""<div class="panels">""");
        foreach (var feature in result.Features.OrderBy(feature => order.GetValueOrDefault(feature.Name, int.MaxValue)))
        {
            page.Write($"<div><h3>{feature.Name}</h3>");
            if (feature.Distribution?.Overall.Values is not null && !feature.Overall.IsConstant) page.Write(DistributionChart.Of(feature, picker), DistributionChart.IsSpiky(feature.Distribution) ? "Heights by their square roots." : "");
            else page.Write($"""<p class="soft">{(feature.Overall.Count == 0 ? "No track has a value." : "The same value in every track.")}</p>""");
            page.Write($"</div>");
        }
        page.Write($"</div></section>\n");
    }
}
