namespace GenreLab.Trees.Splitting;

/// <summary>Entropy in nats (Quinlan, 1986): scores are sums of x·ln x over the genres of a side, minus that of the side's weight.</summary>
internal struct EntropyScan : ISplitScan<double>
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

    public readonly long Total => total;

    public readonly long Left => left;

    public readonly double LeftSum => leftSum;

    public readonly double RightSum => rightSum;

    public static void Score(ReadOnlySpan<double> leftSums, ReadOnlySpan<double> rightSums, ReadOnlySpan<long> lefts, long total, Span<double> scores)
    {
        for (var split = 0; split < scores.Length; split++)
            scores[split] = leftSums[split] - Product(lefts[split]) + (rightSums[split] - Product(total - lefts[split]));
    }

    // Rounding keeps sums from coming to exactly nothing, so no split is known to be perfect.
    public readonly double Perfect => double.PositiveInfinity;

    public readonly double Risk => Product(total) - totalSum;

    private static double Product(long x) => x < Tabulated ? Table[x] : x * Math.Log(x);
}
