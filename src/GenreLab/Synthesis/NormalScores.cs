using MathNet.Numerics.Distributions;

namespace GenreLab.Synthesis;

/// <summary>Values replaced by what their ranks would be worth in a normal distribution.</summary>
internal static class NormalScores
{
    /// <summary>
    /// For each value the mean of a standard normal variable over the part of its distribution that the value takes up, so that
    /// values that tie share a score. Missing values score 0. The scores' mean is 0; their variance is below 1 the more ties there are.
    /// </summary>
    public static double[] Of(ReadOnlySpan<double> values)
    {
        var scores = new double[values.Length];
        var order = new int[values.Length];
        var present = 0;
        for (var i = 0; i < values.Length; i++)
            if (!double.IsNaN(values[i])) order[present++] = i;

        var keys = new double[present];
        for (var i = 0; i < present; i++) keys[i] = values[order[i]];
        Array.Sort(keys, order, 0, present);
        var densityBelow = 0.0;
        for (int start = 0, end = 0; start < present; start = end)
        {
            while (end < present && keys[end] == keys[start]) end++;
            var densityAbove = end == present ? 0 : Normal.PDF(0, 1, Normal.InvCDF(0, 1, (double)end / present));
            var score = (densityBelow - densityAbove) * present / (end - start);
            for (var i = start; i < end; i++) scores[order[i]] = score;
            densityBelow = densityAbove;
        }
        return scores;
    }
}
