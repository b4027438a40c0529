using System.Runtime.CompilerServices;

namespace GenreLab.Trees.Binning;

/// <summary>
/// Puts a category's values in an order in which splits between neighbours are good splits: the order of their genre shares
/// along the first principal component (Coppersmith, Hong and Hosking, 1999). Ordering once before growing does as well as
/// searching all two-way partitions in every node (Wright and König, PeerJ 7:e6339, 2019), and a tree needs no other kind of split.
/// </summary>
internal static class CategoryOrder
{
    private const int PowerIterations = 200;

    /// <summary>Positions of the values from the first bin to the last.</summary>
    /// <param name="counts">Values × genres, row-major: how many rows of each genre have the value.</param>
    /// <param name="genres">Number of genres.</param>
    public static int[] Of(ReadOnlySpan<double> counts, int genres)
    {
        var values = counts.Length / genres;
        var scores = Scores(counts, values, genres);
        var order = new int[values];
        // Values are 255 at most: each is put where it belongs among those before it, which is done before a sort of pairs is compiled.
        for (var value = 0; value < values; value++)
        {
            var place = value;
            for (; place > 0 && scores[order[place - 1]] > scores[value]; place--) order[place] = order[place - 1];
            order[place] = value;
        }
        return order;
    }

    /// <summary>Weighted principal component scores of the values' genre shares, by power iteration on their covariance.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double[] Scores(ReadOnlySpan<double> counts, int values, int genres)
    {
        var mean = new double[genres];
        double all = 0;
        foreach (var count in counts) all += count;
        for (var i = 0; i < counts.Length; i++) mean[i % genres] += counts[i] / all;

        // Shares of each value's rows, centred and weighted by the root of its rows, so that the covariance is XᵀX.
        var centred = new double[counts.Length];
        var weights = new double[values];
        for (var value = 0; value < values; value++)
        {
            var row = counts.Slice(value * genres, genres);
            double total = 0;
            foreach (var count in row) total += count;
            weights[value] = Math.Sqrt(total);
            for (var genre = 0; genre < genres; genre++) centred[value * genres + genre] = (row[genre] / total - mean[genre]) * weights[value];
        }

        // Started from the value that lies farthest from the mean, in whose direction there is some variance.
        var scores = new double[values];
        var direction = new double[genres];
        var farthest = 0;
        for (var value = 1; value < values; value++)
            if (Square(centred, value, genres) > Square(centred, farthest, genres)) farthest = value;
        for (var genre = 0; genre < genres; genre++) direction[genre] = centred[farthest * genres + genre];
        for (var iteration = 0; iteration < PowerIterations; iteration++)
        {
            double length = 0;
            foreach (var part in direction) length += part * part;
            if (length == 0) break;
            length = Math.Sqrt(length);
            for (var genre = 0; genre < genres; genre++) direction[genre] /= length;
            for (var value = 0; value < values; value++)
            {
                double score = 0;
                for (var genre = 0; genre < genres; genre++) score += centred[value * genres + genre] * direction[genre];
                scores[value] = score;
            }
            if (iteration == PowerIterations - 1) break;
            Array.Clear(direction);
            for (var value = 0; value < values; value++)
                for (var genre = 0; genre < genres; genre++) direction[genre] += centred[value * genres + genre] * scores[value];
        }
        for (var value = 0; value < values; value++) scores[value] /= weights[value];
        return scores;
    }

    private static double Square(double[] rows, int row, int length)
    {
        double sum = 0;
        for (var i = row * length; i < (row + 1) * length; i++) sum += rows[i] * rows[i];
        return sum;
    }
}
