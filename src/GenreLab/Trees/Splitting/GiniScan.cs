using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GenreLab.Trees.Splitting;

/// <summary>
/// Gini impurity (Breiman et al., 1984) by sums of squares. With weights l of the genres on the left and t in the node, those of
/// both sides follow from Σl² and Σt·l alone, each of which changes in one multiplication a row. Whole numbers modulo 2⁶⁴:
/// intermediate sums may wrap around, the results are below 2⁶² because a node's weight is below 2³¹.
/// </summary>
internal struct GiniScan : ISplitScan
{
    private long total, totalSquares, left, leftSquares, products;

    public void Add(int before, int weight)
    {
        total += weight;
        totalSquares += (long)weight * (2L * before + weight);
    }

    public void Restart() => left = leftSquares = products = 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Move(int left, int total, int weight)
    {
        this.left += weight;
        leftSquares += (long)weight * (2L * left + weight);
        products += (long)weight * total;
    }

    /// <summary>The node's weight.</summary>
    public readonly long Weight => total;

    public readonly long Left => left;

    public readonly long First => leftSquares;

    public readonly long Second => products;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Score(ReadOnlySpan<long> lefts, ReadOnlySpan<long> firsts, ReadOnlySpan<long> seconds, Span<double> scores)
    {
        ref var left = ref MemoryMarshal.GetReference(lefts);
        ref var first = ref MemoryMarshal.GetReference(firsts);
        ref var second = ref MemoryMarshal.GetReference(seconds);
        var all = Vector512.Create(totalSquares);
        var weight = Vector512.Create((double)total);
        var split = 0;
        for (; split + Vector512<long>.Count <= scores.Length; split += Vector512<long>.Count)
        {
            var squares = Vector512.LoadUnsafe(ref first, (nuint)split);
            var crossed = Vector512.LoadUnsafe(ref second, (nuint)split);
            var rightSquares = Vector512.ConvertToDouble(all - (crossed + crossed) + squares);
            var l = Vector512.ConvertToDouble(Vector512.LoadUnsafe(ref left, (nuint)split));
            var r = weight - l;
            // Σl²/L + Σr²/R over one denominator, since a division takes longer than all the rest.
            ((Vector512.ConvertToDouble(squares) * r + rightSquares * l) / (l * r)).CopyTo(scores[split..]);
        }
        for (; split < scores.Length; split++)
        {
            double l = lefts[split], r = total - l;
            scores[split] = (firsts[split] * r + (totalSquares - 2 * seconds[split] + firsts[split]) * l) / (l * r);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly double Score(ReadOnlySpan<int> lefts, ReadOnlySpan<int> totals)
    {
        ref var left = ref MemoryMarshal.GetReference(lefts);
        ref var whole = ref MemoryMarshal.GetReference(totals);
        Vector512<long> weights = default, squares = default, crossed = default;
        var label = 0;
        for (; label + Vector512<long>.Count <= totals.Length; label += Vector512<long>.Count)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref left, (nuint)label));
            var (wholeLow, wholeHigh) = Vector256.Widen(Vector256.LoadUnsafe(ref whole, (nuint)label));
            var l = Vector512.Create(low, high);
            weights += l;
            squares += l * l;
            crossed += l * Vector512.Create(wholeLow, wholeHigh);
        }
        long leftWeight = Vector512.Sum(weights), leftSquares = Vector512.Sum(squares), products = Vector512.Sum(crossed);
        for (; label < totals.Length; label++)
        {
            leftWeight += lefts[label];
            leftSquares += (long)lefts[label] * lefts[label];
            products += (long)lefts[label] * totals[label];
        }
        return Score(total, totalSquares, leftWeight, leftSquares, products);
    }

    /// <summary>The score of one split from its sums.</summary>
    /// <param name="total">The node's weight.</param>
    /// <param name="totalSquares">Σt² over its genres.</param>
    /// <param name="left">The left side's weight.</param>
    /// <param name="leftSquares">Σl².</param>
    /// <param name="products">Σt·l.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Score(long total, long totalSquares, long left, long leftSquares, long products)
    {
        double sum = leftSquares, others = totalSquares - 2 * products + leftSquares, leftWeight = left, rightWeight = total - left;
        return (sum * rightWeight + others * leftWeight) / (leftWeight * rightWeight);
    }

    public readonly double Perfect => total;

    public readonly double Risk => total - (double)totalSquares / total;
}
