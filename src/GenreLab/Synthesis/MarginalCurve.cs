using GenreLab.Data;
using MathNet.Numerics.Distributions;

namespace GenreLab.Synthesis;

/// <summary>
/// Turns a draw from the standard normal distribution into a value of a marginal distribution: the quantile function, laid out over
/// normal scores. Between two quantiles of a numeric variable it is linear in the score (and in the logarithm of values that spread
/// over orders of magnitude); a flag or category goes up in steps.
/// </summary>
internal sealed class MarginalCurve
{
    private readonly double lowest;
    private readonly double[] scores;
    private readonly double[] values;
    private readonly bool steps;
    private readonly bool logarithmic;
    private readonly NumberFormat format;

    public MarginalCurve(ProfileVariable variable, ProfileMarginal marginal, double[] grid)
    {
        format = variable.Format;
        steps = variable.Kind != FeatureKind.Numeric;
        if (steps)
        {
            values = marginal.Values!;
            scores = new double[values.Length];
            var total = marginal.Shares!.Sum();
            var below = 0.0;
            for (var i = 0; i < scores.Length; i++)
            {
                scores[i] = Normal.InvCDF(0, 1, Math.Min(1, below / total));
                below += marginal.Shares![i];
            }
            lowest = values[0];
            return;
        }

        lowest = marginal.Lowest![0];
        var above = marginal.Lowest[1];
        logarithmic = format.IsRelative && above > 0;
        var scoreList = new List<double> { Normal.InvCDF(0, 1, marginal.LowestShare) };
        var valueList = new List<double> { logarithmic ? Math.Log(above) : above };
        for (var i = 0; i < grid.Length; i++)
        {
            if (grid[i] <= marginal.LowestShare) continue;
            var value = Math.Max(above, marginal.Quantiles![i]);
            scoreList.Add(Normal.InvCDF(0, 1, grid[i]));
            valueList.Add(logarithmic ? Math.Log(value) : value);
        }
        scores = [.. scoreList];
        values = [.. valueList];
    }

    /// <summary>The value that stands where the normal score stands in its own distribution.</summary>
    public double Value(double score)
    {
        if (score < scores[0]) return lowest;
        int below = 0, above = scores.Length;
        while (above - below > 1)
        {
            var middle = (below + above) >>> 1;
            if (scores[middle] <= score) below = middle;
            else above = middle;
        }
        if (steps) return values[below];
        var value = values[below];
        if (above < scores.Length) value += (values[above] - value) * (score - scores[below]) / (scores[above] - scores[below]);
        return format.Round(logarithmic ? Math.Exp(value) : value);
    }
}
