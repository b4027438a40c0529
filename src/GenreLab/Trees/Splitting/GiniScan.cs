using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GenreLab.Trees.Splitting;

/// <summary>
/// Gini impurity (Breiman et al., 1984) by sums of squares. With weights l of the genres on the left and t in the node, those of
/// both sides follow from Σl² and Σt·l alone, each of which changes in one multiplication a row. Whole numbers modulo 2⁶⁴:
/// intermediate sums may wrap around, the results are below 2⁶² because a node's weight is below 2³¹.
/// </summary>
internal struct GiniScan : ISplitScan<long>
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

    public readonly long Total => total;

    public readonly long Left => left;

    public readonly long LeftSum => leftSquares;

    public readonly long RightSum => totalSquares - 2 * products + leftSquares;

    public static void Score(ReadOnlySpan<long> leftSums, ReadOnlySpan<long> rightSums, ReadOnlySpan<long> lefts, long total, Span<double> scores)
    {
        ref var leftSum = ref MemoryMarshal.GetReference(leftSums);
        ref var rightSum = ref MemoryMarshal.GetReference(rightSums);
        ref var left = ref MemoryMarshal.GetReference(lefts);
        var split = 0;
        for (; split + Vector512<long>.Count <= scores.Length; split += Vector512<long>.Count)
        {
            var l = Vector512.ConvertToDouble(Vector512.LoadUnsafe(ref left, (nuint)split));
            var r = Vector512.Create((double)total) - l;
            // Σl²/L + Σr²/R over one denominator, since a division takes longer than all the rest.
            var score = (Vector512.ConvertToDouble(Vector512.LoadUnsafe(ref leftSum, (nuint)split)) * r + Vector512.ConvertToDouble(Vector512.LoadUnsafe(ref rightSum, (nuint)split)) * l) / (l * r);
            score.CopyTo(scores[split..]);
        }
        for (; split < scores.Length; split++)
        {
            double l = lefts[split], r = total - l;
            scores[split] = (leftSums[split] * r + rightSums[split] * l) / (l * r);
        }
    }

    public readonly double Perfect => total;

    public readonly double Risk => total - (double)totalSquares / total;
}
