namespace GenreLab.Exploration;

/// <summary>Which genres resemble each other: a tree in which they join two by two. In an exploration they join by average linkage (UPGMA: Sokal and
/// Michener, 1958) on the Euclidean distances of their means in the standardised quantities.</summary>
/// <param name="Merges">The joins, the nearest first, as SciPy's <c>linkage</c> numbers them: 0 to n − 1 are the genres in their own order,
/// n + i is what join i made.</param>
/// <param name="Order">The genres in an order in which no two branches cross.</param>
public sealed record GenreDendrogram(IReadOnlyList<DendrogramMerge> Merges, IReadOnlyList<int> Order)
{
    /// <summary>Cuts the tree into so many groups of genres (or as many as there are), in the order of <see cref="Order"/>.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Cut(int groups)
    {
        var members = Enumerable.Range(0, Order.Count).ToDictionary(genre => genre, genre => new List<int> { genre });
        for (var i = 0; i < Merges.Count && members.Count > groups; i++)
        {
            members.Remove(Merges[i].Left, out var left);
            members.Remove(Merges[i].Right, out var right);
            members.Add(Order.Count + i, [.. left!, .. right!]);
        }
        var places = new int[Order.Count];
        for (var place = 0; place < places.Length; place++) places[Order[place]] = place;
        return [.. members.Values.Select(group => group.OrderBy(genre => places[genre]).ToList()).OrderBy(group => places[group[0]])];
    }
}

/// <summary>Two genres or groups of genres join.</summary>
/// <param name="Left">One, the lower number.</param>
/// <param name="Right">The other.</param>
/// <param name="Distance">How unlike they are; never below that of an earlier join. In an exploration the mean distance between their genres, in standard deviations.</param>
/// <param name="Genres">Genres in both together.</param>
public sealed record DendrogramMerge(int Left, int Right, double Distance, int Genres);
