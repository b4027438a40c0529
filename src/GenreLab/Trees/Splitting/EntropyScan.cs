namespace GenreLab.Trees.Splitting;

/// <summary>Entropy in nats (Quinlan, 1986): scores are sums of x·ln x over the genres of a side, minus that of the side's weight.</summary>
internal struct EntropyScan : ISplitScan
{
    private const int Tabulated = 4096;
    private static readonly double[] Table = [.. Enumerable.Range(0, Tabulated).Select(x => x == 0 ? 0 : x * Math.Log(x))];

    private long total, left;
    private double totalSum, leftSum, rightSum;

    public void Add(int before, int weight)
    {
        total += weight;
        totalSum += Product(before + weight) - Product(before);
    }

    public void Restart()
    {
        left = 0;
        leftSum = 0;
        rightSum = totalSum;
    }

    public void Move(int left, int total, int weight)
    {
        if (weight == 0) return;
        this.left += weight;
        leftSum += Product(left + weight) - Product(left);
        rightSum += Product(total - left - weight) - Product(total - left);
    }

    public readonly long Left => left;

    public readonly long First => BitConverter.DoubleToInt64Bits(leftSum);

    public readonly long Second => BitConverter.DoubleToInt64Bits(rightSum);

    public readonly void Score(ReadOnlySpan<long> lefts, ReadOnlySpan<long> firsts, ReadOnlySpan<long> seconds, Span<double> scores)
    {
        for (var split = 0; split < scores.Length; split++)
        {
            scores[split] = BitConverter.Int64BitsToDouble(firsts[split]) - Product(lefts[split])
                + (BitConverter.Int64BitsToDouble(seconds[split]) - Product(total - lefts[split]));
        }
    }

    public readonly double Score(ReadOnlySpan<int> lefts, ReadOnlySpan<int> totals)
    {
        double leftSum = 0, rightSum = 0;
        long weight = 0;
        for (var label = 0; label < totals.Length; label++)
        {
            weight += lefts[label];
            leftSum += Product(lefts[label]);
            rightSum += Product(totals[label] - lefts[label]);
        }
        return leftSum - Product(weight) + (rightSum - Product(total - weight));
    }

    // Rounding keeps sums from coming to exactly nothing, so no split is known to be perfect.
    public readonly double Perfect => double.PositiveInfinity;

    public readonly double Risk => Product(total) - totalSum;

    private static double Product(long x) => x < Tabulated ? Table[x] : x * Math.Log(x);
}
