using MathNet.Numerics.Distributions;

namespace GenreLab.Evaluation;

/// <summary>
/// The mean of a score, or of a difference of scores, over the folds of a repeated cross-validation, with an interval that knows that folds share most of
/// their training rows. Independent scores would have a mean of variance s² / J over J folds; scores of overlapping folds vary together, and J repetitions of the
/// same rows would make any difference look certain. Nadeau and Bengio (2003, "Inference for the generalization error", Machine Learning 52, section 5) put
/// (1 / J + held out / learnt) s² in its place and read it from Student's t distribution with J − 1 degrees of freedom; Bouckaert and Frank (2004) found that this holds for
/// repeated cross-validation.
/// </summary>
/// <param name="Mean">The mean over all folds.</param>
/// <param name="Interval">Lower and upper end of its 95 % interval.</param>
/// <param name="Deviation">Standard deviation from fold to fold.</param>
/// <param name="PValue">How probable a mean this far from zero would be were the true one zero (two-sided); for differences.</param>
public sealed record FoldMean(double Mean, IReadOnlyList<double> Interval, double Deviation, double PValue)
{
    /// <summary>Whether 0 lies outside the interval: for a difference that the folds tell which of the two is better.</summary>
    public bool DiffersFromZero => Interval[0] > 0 || Interval[1] < 0;

    /// <summary>The mean of one number a fold.</summary>
    /// <param name="scores">A score or difference for each fold of each repetition, 2 or more.</param>
    /// <param name="heldOutToLearnt">Rows a fold holds out divided by the rows it learns from (those that choose when to stop included): 1 / (K − 1) of K folds.</param>
    /// <exception cref="ArgumentException">There are fewer than two numbers.</exception>
    public static FoldMean Of(ReadOnlySpan<double> scores, double heldOutToLearnt)
    {
        if (scores.Length < 2) throw new ArgumentException("The mean of fewer than two folds has no interval.", nameof(scores));
        var mean = 0.0;
        foreach (var score in scores) mean += score;
        mean /= scores.Length;
        var squares = 0.0;
        foreach (var score in scores) squares += (score - mean) * (score - mean);
        var variance = squares / (scores.Length - 1);
        var error = Math.Sqrt((1.0 / scores.Length + heldOutToLearnt) * variance);
        var freedom = scores.Length - 1;
        var reach = error * StudentT.InvCDF(0, 1, freedom, 0.975);
        var p = error > 0 ? 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(mean) / error) : mean == 0 ? 1 : 0;
        return new FoldMean(mean, [mean - reach, mean + reach], Math.Sqrt(variance), p);
    }
}
