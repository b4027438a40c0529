using MathNet.Numerics;

namespace GenreLab.Preprocessing.Selection;

/// <summary>The F distribution far out in its tail, where probabilities are too small for a double and only their logarithm can be told.</summary>
internal static class FisherDistribution
{
    private const double Tiny = 1e-300;
    private const int MostTerms = 100_000;

    /// <summary>Natural logarithm of the probability that an F of these degrees of freedom is above <paramref name="f"/>.</summary>
    public static double LogUpperTail(double f, double numeratorFreedom, double denominatorFreedom)
    {
        if (double.IsNaN(f)) return double.NaN;
        if (f <= 0) return 0;
        if (double.IsPositiveInfinity(f)) return double.NegativeInfinity;
        // P(F > f) is the regularised incomplete beta function I at x = d2 / (d2 + d1 f) with a = d2 / 2 and b = d1 / 2.
        double a = denominatorFreedom / 2, b = numeratorFreedom / 2;
        var ratio = numeratorFreedom * f / denominatorFreedom;
        double logX = -double.LogP1(ratio), logRest = -double.LogP1(1 / ratio);
        var logFactor = a * logX + b * logRest + SpecialFunctions.GammaLn(a + b) - SpecialFunctions.GammaLn(a) - SpecialFunctions.GammaLn(b);
        var x = Math.Exp(logX);
        return x < (a + 1) / (a + b + 2)
            ? logFactor - Math.Log(a) + Math.Log(ContinuedFraction(x, a, b))
            : double.LogP1(-Math.Exp(logFactor - Math.Log(b) + Math.Log(ContinuedFraction(Math.Exp(logRest), b, a))));
    }

    // The continued fraction of the incomplete beta function (DLMF 8.17.22), evaluated by Lentz' method as Thompson and Barnett (1986) mended it.
    private static double ContinuedFraction(double x, double a, double b)
    {
        double c = 1, d = 1 / Away(1 - (a + b) * x / (a + 1)), fraction = d;
        for (var m = 1; m < MostTerms; m++)
        {
            var even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
            d = 1 / Away(1 + even * d);
            c = Away(1 + even / c);
            fraction *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
            d = 1 / Away(1 + odd * d);
            c = Away(1 + odd / c);
            fraction *= d * c;
            if (Math.Abs(d * c - 1) < 1e-15) break;
        }
        return fraction;
    }

    private static double Away(double value) => Math.Abs(value) < Tiny ? Tiny : value;
}
