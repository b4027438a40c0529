namespace GenreLab.Exploration;

/// <summary>Agglomerates points by average linkage with a chain of nearest neighbours (Murtagh, 1983): in the square of the number of points.</summary>
internal static class AverageLinkage
{
    /// <summary>Joins the points until all are one.</summary>
    /// <param name="points">Points × coordinates, at least one point.</param>
    public static GenreDendrogram Of(double[][] points)
    {
        var count = points.Length;
        var distances = new double[count][];
        for (var i = 0; i < count; i++) distances[i] = [.. points.Select(other => Distance(points[i], other))];
        var sizes = new int[count];
        Array.Fill(sizes, 1);

        var joins = new List<(int One, int Two, double Distance)>(count - 1);
        var chain = new Stack<int>();
        while (joins.Count < count - 1)
        {
            if (chain.Count == 0) chain.Push(Array.FindIndex(sizes, size => size > 0));
            var (last, before) = (chain.Pop(), chain.TryPeek(out var previous) ? previous : -1);
            var nearest = before;
            for (var other = 0; other < count; other++)
                if (sizes[other] > 0 && other != last && (nearest < 0 || distances[last][other] < distances[last][nearest])) nearest = other;
            if (nearest != before)
            {
                chain.Push(last);
                chain.Push(nearest);
                continue;
            }
            chain.Pop();
            joins.Add((last, nearest, distances[last][nearest]));
            for (var other = 0; other < count; other++)
            {
                if (sizes[other] == 0 || other == last || other == nearest) continue;
                distances[other][nearest] = distances[nearest][other] =
                    (sizes[last] * distances[last][other] + sizes[nearest] * distances[nearest][other]) / (sizes[last] + sizes[nearest]);
            }
            sizes[nearest] += sizes[last];
            sizes[last] = 0;
        }
        return Numbered(joins, count);
    }

    // The chain finds joins out of order; sorted by distance they get the numbers they would have had.
    private static GenreDendrogram Numbered(List<(int One, int Two, double Distance)> joins, int count)
    {
        var cluster = Enumerable.Range(0, count).ToArray();
        var members = Enumerable.Range(0, count).Select(point => new List<int> { point }).ToList();
        var merges = new List<DendrogramMerge>(joins.Count);
        foreach (var (one, two, distance) in joins.OrderBy(join => join.Distance))
        {
            var (left, right) = cluster[one] < cluster[two] ? (cluster[one], cluster[two]) : (cluster[two], cluster[one]);
            List<int> both = [.. members[left], .. members[right]];
            foreach (var point in both) cluster[point] = count + merges.Count;
            members.Add(both);
            merges.Add(new DendrogramMerge(left, right, distance, both.Count));
        }
        return new GenreDendrogram(merges, members[^1]);
    }

    private static double Distance(double[] one, double[] two)
    {
        var squares = 0.0;
        for (var i = 0; i < one.Length; i++) squares += (one[i] - two[i]) * (one[i] - two[i]);
        return Math.Sqrt(squares);
    }
}
