using GenreLab.Exploration;
using GenreLab.Reports.Sections;

namespace GenreLab.Reports.Exploration;

/// <summary>Title, what must be known before any number, and the table in a few numbers.</summary>
internal static class ExplorationHeader
{
    public static void Write(HtmlPage page, ExplorationResult result)
    {
        HeaderSection.WriteTitle(page, result.Name, "", [
            (SeparationSection.Shows(result), "separation", "Features"), (true, "distributions", "Distributions"), (true, "correlations", "Correlations"),
            (SimilaritySection.Shows(result), "similarity", "Genres"), (true, "data", "Data"), (true, "audit", "Audit")]);
        if (result.Synthetic) Notice(page, "These tracks are synthetic: GenreLab's generator drew them, so the numbers say nothing about real music.");
        if (result.Label is null) Notice(page, "No column with genres was found, so this page is about the features only. Name the column with --label if there is one.");
        else if (result.GenreCount < 2) Notice(page, "All tracks are of one genre, so no feature can tell genres apart.");
        if (result.Sample is { } sample) Notice(page, SampleWords.Of(sample));
        if (result.Genres.Count < result.GenreCount)
            Notice(page, $"Of {Numbers.Count(result.GenreCount)} genres the {Numbers.Count(result.Genres.Count)} most frequent ones are shown one by one; what is said of features counts them all.");

        page.Write($"""
            <section class="headline" aria-label="The table in numbers">
            <p class="figure"><span class="number">{Numbers.Count(result.Rows)}</span></p>
            <p class="statement">tracks{(result.Label is null ? "" : result.GenreCount == 1 ? " of one genre" : $" of {Numbers.Count(result.GenreCount)} genres")}.<br><span class="soft">{Best(result)}</span></p>
            <dl class="tiles">
            <div><dt>Rows in the file</dt><dd>{Numbers.Count(result.Cleaning.RowsRead)}</dd></div>
            <div><dt>Dropped for a missing value</dt><dd>{Numbers.Count(result.Cleaning.DroppedMissing)}</dd></div>
            <div><dt>Rows that repeat another</dt><dd>{Numbers.Count(result.RepeatedRows)}</dd></div>
            <div><dt>Features</dt><dd>{Numbers.Count(result.Features.Count)}</dd></div>
            <div><dt>Pairs that go together</dt><dd>{Numbers.Count(result.Correlations.Pairs.Count)}</dd></div>
            </dl>
            </section>

            """);
    }

    private static string Best(ExplorationResult result)
    {
        if (result.Ranking.Count == 0) return "";
        var best = result.Features.First(feature => feature.Name == result.Ranking[0]).Separation!;
        return result.Ranking.Count == 1
            ? $"{result.Ranking[0]} holds {Numbers.Percent(best.InformationShare)} of the information about the genre."
            : $"{result.Ranking[0]} tells most about the genre ({Numbers.Percent(best.InformationShare)} of all there is to know), {result.Ranking[^1]} least.";
    }

    private static void Notice(HtmlPage page, string text) => page.Write($"""<p class="notice" role="note">{text}</p>""");
}
