namespace GenreLab.Svm;

/// <summary>What tells two genres apart: Σ α·y·K(x, ·) − <paramref name="Offset"/> is positive for the first.</summary>
/// <param name="Alpha">α of each row of the problem.</param>
/// <param name="Values">For each row Σ α·y·K − y.</param>
/// <param name="Offset">What the sum is compared with (LIBSVM's rho).</param>
/// <param name="Objective">Value of the dual problem; negative, the smaller the better.</param>
/// <param name="Steps">Steps that were made.</param>
internal sealed record PairSolution(double[] Alpha, double[] Values, double Offset, double Objective, long Steps)
{
    /// <summary>The decision value of one of the problem's rows.</summary>
    public double Decision(PairProblem problem, int row) => Values[row] + problem.Sign(row) - Offset;
}
