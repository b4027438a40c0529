using GenreLab.Exploration;
using GenreLab.Reports.Charts;

namespace GenreLab.Reports.Exploration;

/// <summary>What is special about each genre and which genres resemble each other.</summary>
internal static class SimilaritySection
{
    public static bool Shows(ExplorationResult result) => result.Map is not null || HasProfiles(result);

    public static void Write(HtmlPage page, ExplorationResult result, GenreProfiles profiles, GenrePicker picker)
    {
        if (!Shows(result)) return;
        page.Write($"""<section id="similarity"><h2>{(result.Genres.Count > 1 ? "Genres" : "Tracks")}</h2>""");
        if (HasProfiles(result))
        {
            page.Write($"<h3>What is special about each genre</h3>");
            page.Write(GenreProfileChart.Of(result, profiles), $"How far each genre’s mean lies from that of all tracks; full colour from {GenreProfileChart.FullColor(profiles):0.0} standard deviations on. Genres that resemble each other stand side by side.");
        }
        if (result.Similarity is not null)
        {
            page.Write($"<h3>Which genres resemble each other</h3>");
            page.Write(DendrogramChart.Of(result), "Average linkage of the genres’ means in the standardised quantities: the farther right two branches meet, the less alike they are. Distances are in standard deviations of all tracks.");
        }
        if (result.Map is { } map)
        {
            page.Write($"<h3>The tracks in two dimensions</h3>");
            if (result.Genres.Count > 0) picker.Write(page);
            page.Write(TrackMapChart.Of(result, picker), $"{(map.Tracks.Count < result.Rows ? $"{Numbers.Count(map.Tracks.Count)} tracks drawn at random" : "All tracks")} by the first two principal components of the standardised quantities ({Words.List(map.Features.ToArray())}). Beside each axis the features that speak loudest along it and the share of all variance. Names stand at the genres’ means.");
        }
        page.Write($"</section>\n");
    }

    private static bool HasProfiles(ExplorationResult result) => result.Genres.Count > 1 && result.Features.Any(feature => feature.Overall.StandardDeviation > 0);
}
