namespace GenreLab.Trees.Splitting;

/// <summary>
/// The quality of a two-way split by how pure the sides are, kept up to date while rows cross from the right side to the
/// left one by one: no side's genre counts are ever summed anew. Weights are whole numbers, so nothing depends on the order of rows.
/// </summary>
/// <typeparam name="TSum">What is summed over a side's genres.</typeparam>
internal interface ISplitScan<TSum> where TSum : unmanaged
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

    /// <summary>The node's weight.</summary>
    long Total { get; }

    /// <summary>The left side's weight.</summary>
    long Left { get; }

    /// <summary>The left side's sum.</summary>
    TSum LeftSum { get; }

    /// <summary>The right side's sum.</summary>
    TSum RightSum { get; }

    /// <summary>Scores of splits, the more the better; both sides have rows.</summary>
    /// <param name="leftSums">For each split the left side's sum.</param>
    /// <param name="rightSums">The right side's.</param>
    /// <param name="lefts">The left side's weight.</param>
    /// <param name="total">The node's weight.</param>
    /// <param name="scores">Gets the scores.</param>
    static abstract void Score(ReadOnlySpan<TSum> leftSums, ReadOnlySpan<TSum> rightSums, ReadOnlySpan<long> lefts, long total, Span<double> scores);

    /// <summary>The score of a split whose sides are of one genre each; none is better.</summary>
    double Perfect { get; }

    /// <summary>Weight × impurity of the node as a leaf.</summary>
    double Risk { get; }
}
