namespace GenreLab.Trees.Binning;

/// <summary>Cuts an ordered feature's values into bins of about equal numbers of rows.</summary>
internal static class QuantileEdges
{
    /// <summary>The upper edges of all bins but the last.</summary>
    /// <param name="sorted">Values in ascending order, none missing.</param>
    /// <param name="bins">Most bins, 1 or more. With no more distinct values than this every value has its own bin.</param>
    public static float[] Of(ReadOnlySpan<float> sorted, int bins)
    {
        var edges = new List<float>();
        if (sorted.IsEmpty) return [];
        var distinct = Distinct(sorted);
        var everyValue = distinct <= bins;
        int left = bins, rest = sorted.Length, filled = 0;
        for (var i = 0; i < sorted.Length;)
        {
            var end = i + 1;
            while (end < sorted.Length && sorted[end] == sorted[i]) end++;
            if (end == sorted.Length) break;
            filled += end - i;
            // What is left is shared evenly among the bins left, so that one value of many rows does not starve the others.
            if (everyValue || filled * (long)left >= rest)
            {
                edges.Add(Between(sorted[end - 1], sorted[end]));
                rest -= filled;
                filled = 0;
                if (--left == 1) break;
            }
            i = end;
        }
        return [.. edges];
    }

    private static int Distinct(ReadOnlySpan<float> sorted)
    {
        var distinct = 1;
        for (var i = 1; i < sorted.Length; i++)
            if (sorted[i] != sorted[i - 1]) distinct++;
        return distinct;
    }

    // Neighbouring floats have no middle: the edge is then the lower value itself, which still belongs to the lower bin.
    private static float Between(float low, float high)
    {
        var middle = (float)(((double)low + high) / 2);
        return middle >= high ? low : middle;
    }
}
