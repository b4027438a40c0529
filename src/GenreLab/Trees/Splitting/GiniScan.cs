namespace GenreLab.Trees.Splitting;

/// <summary>
/// Gini impurity (Breiman et al., 1984). With weights l of the genres on the left and t in the node, the sums of squares of
/// both sides follow from Σl² and Σt·l alone, each of which changes in one multiplication a row. Whole numbers modulo 2⁶⁴:
/// intermediate sums may wrap around, the results are below 2⁶² because a node's weight is below 2³¹.
/// </summary>
internal struct GiniScan : ISplitScan
{
    private long total, totalSquares, left, leftSquares, products;

    public void Start(ReadOnlySpan<int> totals)
    {
        total = totalSquares = 0;
        foreach (var count in totals)
        {
            total += count;
            totalSquares += (long)count * count;
        }
        Restart();
    }

    public void Restart() => left = leftSquares = products = 0;

    public void Move(int left, int total, int weight)
    {
        this.left += weight;
        leftSquares += (long)weight * (2L * left + weight);
        products += (long)weight * total;
    }

    public readonly double Score => (double)leftSquares / left + (double)(totalSquares - 2 * products + leftSquares) / (total - left);

    public readonly double Risk => total - (double)totalSquares / total;
}
