namespace GenreLab.Trees.Splitting;

/// <summary>
/// The quality of a two-way split by how pure the sides are, kept up to date while rows cross from the right side to the
/// left one by one: no side's genre counts are ever summed anew. Weights are whole numbers, so nothing depends on the order of rows.
/// What a scan sums is its own affair; it takes two numbers of 64 bits.
/// </summary>
internal interface ISplitScan
{
    /// <summary>One row joins the node; all of them must have before any of them moves.</summary>
    /// <param name="before">Weight of the row's genre in the node so far.</param>
    /// <param name="weight">The row's weight.</param>
    void Add(int before, int weight);

    /// <summary>All rows back on the right.</summary>
    void Restart();

    /// <summary>One row crosses to the left.</summary>
    /// <param name="left">Weight of the row's genre on the left so far.</param>
    /// <param name="total">Weight of that genre in the node.</param>
    /// <param name="weight">The row's weight.</param>
    void Move(int left, int total, int weight);

    /// <summary>The left side's weight.</summary>
    long Left { get; }

    /// <summary>The first sum.</summary>
    long First { get; }

    /// <summary>The second sum.</summary>
    long Second { get; }

    /// <summary>Scores of splits of the node, the more the better; both sides have rows.</summary>
    /// <param name="lefts">For each split the left side's weight.</param>
    /// <param name="firsts">The first sum.</param>
    /// <param name="seconds">The second sum.</param>
    /// <param name="scores">Gets the scores.</param>
    void Score(ReadOnlySpan<long> lefts, ReadOnlySpan<long> firsts, ReadOnlySpan<long> seconds, Span<double> scores);

    /// <summary>The score of one split of the node, from all genres' weights.</summary>
    /// <param name="lefts">For each genre its weight on the left.</param>
    /// <param name="totals">For each genre its weight in the node.</param>
    double Score(ReadOnlySpan<int> lefts, ReadOnlySpan<int> totals);

    /// <summary>The score of a split whose sides are of one genre each; none is better.</summary>
    double Perfect { get; }

    /// <summary>Weight × impurity of the node as a leaf.</summary>
    double Risk { get; }
}
