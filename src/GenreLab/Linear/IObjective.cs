namespace GenreLab.Linear;

/// <summary>A smooth function of many numbers to be minimised, perhaps with a lasso, which is told apart because it has no gradient.</summary>
internal interface IObjective
{
    /// <summary>Values the function at a point.</summary>
    /// <param name="point">The point.</param>
    /// <param name="gradient">Gets the smooth part's gradient there.</param>
    ObjectiveValue Evaluate(double[] point, double[] gradient);

    /// <summary>Takes out of a direction what changes nothing.</summary>
    void Center(Span<double> direction);
}

/// <summary>What a point is worth.</summary>
/// <param name="Loss">Mean log-loss of the rows.</param>
/// <param name="Accuracy">Share of the rows predicted rightly.</param>
/// <param name="Smooth">The loss with all penalties that have a gradient.</param>
/// <param name="Lasso">The lasso.</param>
internal readonly record struct ObjectiveValue(double Loss, double Accuracy, double Smooth, double Lasso)
{
    /// <summary>What is minimised.</summary>
    public double Total => Smooth + Lasso;
}
