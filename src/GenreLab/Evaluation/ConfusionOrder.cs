namespace GenreLab.Evaluation;

/// <summary>Orders genres so that those taken for each other stand together.</summary>
public static class ConfusionOrder
{
    /// <summary>
    /// Clusters the genres by average linkage on how often they are taken for each other (mean of the two row shares), and turns the
    /// two halves of every merge so that the most similar ends touch.
    /// </summary>
    /// <returns>Every label index once.</returns>
    public static int[] BySimilarity(ConfusionMatrix confusion)
    {
        var similarity = Similarity(confusion);
        var clusters = Enumerable.Range(0, similarity.Length).Select(label => new[] { label }).ToList();
        // Summed similarity between clusters; average linkage divides by the sizes.
        var linkage = similarity.Select(row => row.ToList()).ToList();
        while (clusters.Count > 1)
        {
            var (left, right) = ClosestPair(clusters, linkage);
            clusters[left] = Join(clusters[left], clusters[right], similarity);
            for (var other = 0; other < clusters.Count; other++)
            {
                linkage[left][other] += linkage[right][other];
                linkage[other][left] = linkage[left][other];
            }
            clusters.RemoveAt(right);
            linkage.RemoveAt(right);
            foreach (var row in linkage) row.RemoveAt(right);
        }
        return clusters.Count == 0 ? [] : clusters[0];
    }

    /// <summary>Each row of the counts divided by its sum; rows without counts stay zero.</summary>
    internal static double[][] RowShares(ConfusionMatrix confusion) => [.. confusion.Counts.Select(row =>
    {
        var support = Math.Max(1, row.Sum(count => (long)count));
        return row.Select(count => (double)count / support).ToArray();
    })];

    private static double[][] Similarity(ConfusionMatrix confusion)
    {
        var shares = RowShares(confusion);
        var similarity = new double[shares.Length][];
        for (var i = 0; i < shares.Length; i++)
        {
            similarity[i] = new double[shares.Length];
            for (var j = 0; j < shares.Length; j++) similarity[i][j] = i == j ? 0 : (shares[i][j] + shares[j][i]) / 2;
        }
        return similarity;
    }

    private static (int Left, int Right) ClosestPair(List<int[]> clusters, List<List<double>> linkage)
    {
        var best = (Left: 0, Right: 1);
        var highest = double.NegativeInfinity;
        for (var left = 0; left < clusters.Count; left++)
        {
            for (var right = left + 1; right < clusters.Count; right++)
            {
                var average = linkage[left][right] / ((double)clusters[left].Length * clusters[right].Length);
                if (average > highest) (highest, best) = (average, (left, right));
            }
        }
        return best;
    }

    private static int[] Join(int[] left, int[] right, double[][] similarity)
    {
        var endToStart = similarity[left[^1]][right[0]];
        var endToEnd = similarity[left[^1]][right[^1]];
        var startToStart = similarity[left[0]][right[0]];
        var startToEnd = similarity[left[0]][right[^1]];
        var best = Math.Max(Math.Max(endToStart, endToEnd), Math.Max(startToStart, startToEnd));
        if (best == endToStart) return [.. left, .. right];
        if (best == endToEnd) return [.. left, .. right.Reverse()];
        if (best == startToStart) return [.. left.Reverse(), .. right];
        return [.. left.Reverse(), .. right.Reverse()];
    }
}
