namespace GenreLab.Trees.Splitting;

/// <summary>
/// The quality of a two-way split by how pure the sides are, kept up to date while rows cross from the right side to the
/// left one by one: no side's genre counts are ever summed anew. Weights are whole numbers, so nothing depends on the order of rows.
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

    /// <summary>The split's score; more is better. Both sides have rows.</summary>
    double Score { get; }

    /// <summary>The score of a split whose sides are of one genre each; none is better.</summary>
    double Perfect { get; }

    /// <summary>Weight × impurity of the node as a leaf.</summary>
    double Risk { get; }
}
