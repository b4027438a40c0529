namespace GenreLab.Trees.Splitting;

/// <summary>
/// Gini impurity (Breiman et al., 1984). With weights l of the genres on the left and t in the node, the sums of squares of
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

    public void Move(int left, int total, int weight)
    {
        this.left += weight;
        leftSquares += (long)weight * (2L * left + weight);
        products += (long)weight * total;
    }

    // Σl²/L + Σr²/R over one denominator: a division takes longer than all the rest.
    public readonly double Score
    {
        get
        {
            double right = total - left;
            return (leftSquares * right + (double)(totalSquares - 2 * products + leftSquares) * left) / (left * right);
        }
    }

    public readonly double Perfect => total;

    public readonly double Risk => total - (double)totalSquares / total;
}
