namespace GenreLab.Trees.Splitting;

/// <summary>
/// The quality of a two-way split by how pure the sides are, kept up to date while rows cross from the right side to the
/// left one by one: no side's genre counts are ever summed anew. Weights are whole numbers, so nothing depends on the order of rows.
/// </summary>
internal interface ISplitScan
{
    /// <summary>All rows on the right. Call it with the node's counts before <see cref="Move"/>.</summary>
    /// <param name="totals">The node's weight of each genre.</param>
    void Start(ReadOnlySpan<int> totals);

    /// <summary>All rows back on the right.</summary>
    void Restart();

    /// <summary>One row crosses to the left.</summary>
    /// <param name="left">Weight of the row's genre on the left so far.</param>
    /// <param name="total">Weight of that genre in the node.</param>
    /// <param name="weight">The row's weight.</param>
    void Move(int left, int total, int weight);

    /// <summary>The split's score; more is better. Both sides have rows.</summary>
    double Score { get; }

    /// <summary>Weight × impurity of the node as a leaf.</summary>
    double Risk { get; }
}
