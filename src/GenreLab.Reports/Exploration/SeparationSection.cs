using GenreLab.Exploration;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Exploration;

/// <summary>Which features tell genres apart and which do not.</summary>
internal static class SeparationSection
{
    public static bool Shows(ExplorationResult result) => result.Ranking.Count > 0;

    public static void Write(HtmlPage page, ExplorationResult result)
    {
        if (!Shows(result)) return;
        ExploredFeature[] features = [.. result.Ranking.Select(name => result.Features.First(feature => feature.Name == name))];
        page.Write($"""<section id="separation"><h2>Which features tell genres apart</h2><ul class="verdicts">""");
        foreach (var group in features.GroupBy(feature => feature.Separation!.Verdict).OrderByDescending(group => group.Key))
            page.Write($"""<li><span class="tag">{Sentence(group.Key)}</span> {Words.List([.. group.Select(feature => feature.Name)])}</li>""");
        page.Write($"""
            </ul>
            <p class="prose soft">By the information that one feature alone gives about the genre, whatever the form of their dependence. A feature that says little by itself may say more together with others.</p>
            <div class="columns">
            <div><h3>Information about the genre</h3>
            """);
        page.Write(SeparationChart.Information(features), $"Mutual information over the entropy of the genres, {result.GenreEntropy:0.00} nats.");
        page.Write($"</div><div><h3>Difference of the means</h3>");
        page.Write(SeparationChart.Variance(features), "How much of a feature’s variance lies between the genres’ means; blind to genres that differ otherwise.");
        page.Write($"""
            </div></div>
            <div class="scroll" role="region" aria-label="Scores of the features" tabindex="0"><table class="sortable">
            <thead><tr><th scope="col">Feature</th><th scope="col" class="n">Mutual information (nats)</th><th scope="col" class="n">Share of all</th><th scope="col" class="n">η²</th><th scope="col" class="n">F</th><th scope="col" class="n">p</th><th scope="col">Tells genres apart</th></tr></thead>
            <tbody>

            """);
        foreach (var feature in features)
        {
            var separation = feature.Separation!;
            page.Write($"""
                <tr><th scope="row">{feature.Name}</th>{Cell(separation.MutualInformation, separation.MutualInformation.ToString("0.000"))}{Cell(separation.InformationShare, Numbers.Percent(separation.InformationShare))}{Cell(separation.EtaSquared, Numbers.Score(separation.EtaSquared))}{Cell(separation.F, separation.F is { } f ? Numbers.Quantity(f) : "–")}<td class="n" data-value="{separation.Log10P ?? (separation.P is null ? 1 : double.MinValue):R}">{Probability(separation)}</td><td data-value="{(int)separation.Verdict}">{Word(separation.Verdict)}</td></tr>

                """);
        }
        page.Write($"</tbody></table></div></section>\n");
    }

    private static string Sentence(SeparationVerdict verdict) => verdict switch
    {
        SeparationVerdict.Strong => "Tell genres apart well:",
        SeparationVerdict.Useful => "Help to tell genres apart:",
        SeparationVerdict.Weak => "Hardly tell genres apart:",
        _ => "Do not tell genres apart:",
    };

    private static string Word(SeparationVerdict verdict) => verdict switch
    {
        SeparationVerdict.Strong => "well",
        SeparationVerdict.Useful => "somewhat",
        SeparationVerdict.Weak => "hardly",
        _ => "no",
    };

    private static Markup Probability(GenreSeparation separation) => separation switch
    {
        { P: null } => new Markup("–"),
        { P: >= 1e-4 and var p } => Markup.From($"{p:0.0000}"),
        { Log10P: { } exponent } => Markup.From($"10<sup>{Math.Round(exponent).ToString("N0").Replace('-', '\u2212')}</sup>"),
        _ => new Markup("0"),
    };

    private static Markup Cell(double? value, string text) => Markup.From($"""<td class="n" data-value="{value ?? double.MinValue:R}">{text}</td>""");
}
