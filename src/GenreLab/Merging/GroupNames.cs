namespace GenreLab.Merging;

/// <summary>Names merged genres after their members.</summary>
/// <param name="labelNames">All genres.</param>
/// <param name="judged">Those that can be merged, as indexes of them.</param>
/// <param name="joint">What they share: their symmetric joint distribution.</param>
/// <param name="rows">How many rows each of them has.</param>
internal sealed class GroupNames(IReadOnlyList<string> labelNames, int[] judged, double[][] joint, int[] rows)
{
    private const int MostNamed = 3;
    private const int NamedOfMore = 2;

    /// <summary>Genres as one, the one that shares most with the others first.</summary>
    /// <param name="members">Indexes of the judged genres.</param>
    public MergedGroup Of(IReadOnlyList<int> members)
    {
        string[] genres =
        [
            .. members.OrderByDescending(one => members.Sum(other => one == other ? 0 : joint[one][other]))
                .ThenByDescending(one => rows[one]).ThenBy(one => one).Select(one => labelNames[judged[one]]),
        ];
        if (genres.Length == 1) return new MergedGroup(genres[0], genres);
        var name = genres.Length <= MostNamed ? string.Join('/', genres) : $"{string.Join('/', genres.Take(NamedOfMore))} +{genres.Length - NamedOfMore}";
        while (labelNames.Contains(name, StringComparer.OrdinalIgnoreCase)) name += " +";
        return new MergedGroup(name, genres);
    }
}
