using GenreLab.Exploration;

namespace GenreLab.Reports.Exploration;

/// <summary>How far each genre's mean lies from that of all tracks, in standard deviations of all tracks.</summary>
/// <param name="Features">The features that vary, the one that tells most about the genre first.</param>
/// <param name="Genres">The genres' places in the exploration's list, those that resemble each other side by side.</param>
/// <param name="Deviations">Genres (in their list's order) × <paramref name="Features"/>; null where a genre has no value.</param>
internal sealed record GenreProfiles(IReadOnlyList<ExploredFeature> Features, IReadOnlyList<int> Genres, double?[][] Deviations)
{
    public static GenreProfiles Of(ExplorationResult result)
    {
        var places = result.Ranking.Select((name, place) => (name, place)).ToDictionary(one => one.name, one => one.place);
        ExploredFeature[] features = [.. result.Features.Where(feature => feature.Overall.StandardDeviation > 0).OrderBy(feature => places.GetValueOrDefault(feature.Name, int.MaxValue))];
        return new GenreProfiles(
            features,
            result.Similarity?.Order ?? [.. Enumerable.Range(0, result.Genres.Count)],
            [.. result.Genres.Select((_, genre) => features.Select(feature => (feature.ByGenre[genre].Mean - feature.Overall.Mean) / feature.Overall.StandardDeviation).ToArray())]);
    }

    /// <summary>A few genres as different as possible to begin with: the most typical one of each branch of the tree of genres.</summary>
    public IReadOnlyList<int> Varied(GenreDendrogram? similarity, int count) =>
        similarity is null ? [.. Genres.Take(count)] : [.. similarity.Cut(count).Select(group => group.MinBy(genre => group.Sum(other => Distance(genre, other))))];

    private double Distance(int one, int two)
    {
        var squares = 0.0;
        for (var i = 0; i < Features.Count; i++)
            if (Deviations[one][i] - Deviations[two][i] is { } difference) squares += difference * difference;
        return Math.Sqrt(squares);
    }
}
