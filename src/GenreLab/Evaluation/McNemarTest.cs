using MathNet.Numerics.Distributions;

namespace GenreLab.Evaluation;

/// <summary>
/// McNemar's test (1947) of two classifiers on the same rows: were they equally accurate, each would be the only right one
/// equally often. It takes rows as independent; where tracks repeat, the bootstrap by track is the more careful judge.
/// </summary>
public static class McNemarTest
{
    /// <summary>Rows on which exactly one is right up to which the exact test is the usual choice (Edwards, 1948; statsmodels' advice).</summary>
    public const int FewRows = 1000;

    /// <summary>The two-sided p-value by the binomial distribution.</summary>
    /// <param name="onlyFirst">Rows only the first classifier has right, 0 or more.</param>
    /// <param name="onlySecond">Rows only the second has right, 0 or more.</param>
    public static double Exact(int onlyFirst, int onlySecond)
    {
        Require(onlyFirst, onlySecond);
        var rows = onlyFirst + onlySecond;
        return rows == 0 ? 1 : Math.Min(1, 2 * Binomial.CDF(0.5, rows, Math.Min(onlyFirst, onlySecond)));
    }

    /// <summary>The two-sided p-value by the chi-squared distribution with one degree of freedom and Edwards' correction for continuity.</summary>
    /// <inheritdoc cref="Exact"/>
    public static double Asymptotic(int onlyFirst, int onlySecond)
    {
        Require(onlyFirst, onlySecond);
        var rows = onlyFirst + onlySecond;
        if (rows == 0) return 1;
        var excess = Math.Max(0, Math.Abs((double)onlyFirst - onlySecond) - 1);
        // The tail of chi-squared with one degree of freedom is that of a normal on both sides.
        return MathNet.Numerics.SpecialFunctions.Erfc(Math.Sqrt(excess * excess / rows / 2));
    }

    private static void Require(int onlyFirst, int onlySecond)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(onlyFirst);
        ArgumentOutOfRangeException.ThrowIfNegative(onlySecond);
    }
}
