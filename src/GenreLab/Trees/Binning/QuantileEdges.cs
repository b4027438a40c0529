using System.Runtime.CompilerServices;

namespace GenreLab.Trees.Binning;

/// <summary>Cuts an ordered feature's values into bins of about equal numbers of rows.</summary>
internal static class QuantileEdges
{
    /// <summary>The upper edges of all bins but the last. A value that alone has a bin's share of the rows ends a bin, and the
    /// others share the bins left evenly, before it and behind it: it starves none of them.</summary>
    /// <param name="sorted">Values in ascending order, none missing.</param>
    /// <param name="bins">Most bins, 1 or more. With no more distinct values than this every value has its own bin.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float[] Of(ReadOnlySpan<float> sorted, int bins)
    {
        if (sorted.IsEmpty) return [];
        var edges = new float[bins];
        var count = 0;
        var (distinct, heavy, heavyRows) = Survey(sorted, bins);
        var everyValue = distinct <= bins;
        int left = bins - heavy, rest = sorted.Length - heavyRows, filled = 0;
        for (var i = 0; i < sorted.Length;)
        {
            var end = RunEnd(sorted, i);
            if (end == sorted.Length) break;
            var isHeavy = IsHeavy(end - i, sorted.Length, bins);
            if (!isHeavy) filled += end - i;
            // Before a heavy value half a share is enough; less than that joins it.
            var nextHeavy = IsHeavy(RunEnd(sorted, end) - end, sorted.Length, bins);
            var full = filled > 0 && (filled == rest ? nextHeavy : left > 1 && filled * (long)left * (nextHeavy ? 2 : 1) >= rest);
            if (everyValue || isHeavy || full)
            {
                edges[count++] = Between(sorted[end - 1], sorted[end]);
                rest -= filled;
                filled = 0;
                if (!isHeavy) left--;
            }
            i = end;
        }
        return edges[..count];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int RunEnd(ReadOnlySpan<float> sorted, int start)
    {
        var end = start + 1;
        while (end < sorted.Length && sorted[end] == sorted[start]) end++;
        return end;
    }

    private static bool IsHeavy(int count, int rows, int bins) => count * (long)bins >= rows;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int Distinct, int Heavy, int HeavyRows) Survey(ReadOnlySpan<float> sorted, int bins)
    {
        int distinct = 0, heavy = 0, heavyRows = 0;
        for (var i = 0; i < sorted.Length;)
        {
            var end = RunEnd(sorted, i);
            distinct++;
            if (IsHeavy(end - i, sorted.Length, bins))
            {
                heavy++;
                heavyRows += end - i;
            }
            i = end;
        }
        return (distinct, heavy, heavyRows);
    }

    // Neighbouring floats have no middle: the edge is then the lower value itself, which still belongs to the lower bin.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Between(float low, float high)
    {
        var middle = (float)(((double)low + high) / 2);
        return middle >= high ? low : middle;
    }
}
