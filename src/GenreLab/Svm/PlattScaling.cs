namespace GenreLab.Svm;

/// <summary>From a decision value to the probability of the first of two genres: 1 ÷ (1 + e^(<paramref name="Slope"/>·value + <paramref name="Shift"/>)).</summary>
/// <param name="Slope">Negative where larger values speak for the first genre.</param>
/// <param name="Shift">What is added.</param>
internal readonly record struct PlattScaling(double Slope, double Shift)
{
    private const int MostSteps = 100;
    private const double LeastStep = 1e-10, Ridge = 1e-12, GradientTolerance = 1e-5;

    /// <summary>The probability.</summary>
    public double Probability(double value)
    {
        var exponent = Slope * value + Shift;
        return exponent >= 0 ? Math.Exp(-exponent) / (1 + Math.Exp(-exponent)) : 1 / (1 + Math.Exp(exponent));
    }

    /// <summary>Fits slope and shift to decision values of rows that the machine was not trained on: Newton's method with the targets of Platt (1999)
    /// and the corrections of Lin, Lin and Weng (2007, algorithm 1).</summary>
    /// <param name="values">The decision values.</param>
    /// <param name="isFirst">Whether each row is of the first genre.</param>
    public static PlattScaling Fit(ReadOnlySpan<double> values, ReadOnlySpan<bool> isFirst)
    {
        var firsts = isFirst.Count(true);
        double highTarget = (firsts + 1.0) / (firsts + 2.0), lowTarget = 1 / (values.Length - firsts + 2.0);
        double slope = 0, shift = Math.Log((values.Length - firsts + 1.0) / (firsts + 1.0));
        var loss = Loss(values, isFirst, highTarget, lowTarget, slope, shift);
        for (var step = 0; step < MostSteps; step++)
        {
            double h11 = Ridge, h22 = Ridge, h21 = 0, g1 = 0, g2 = 0;
            for (var row = 0; row < values.Length; row++)
            {
                var probability = new PlattScaling(slope, shift).Probability(values[row]);
                var curvature = probability * (1 - probability);
                var difference = (isFirst[row] ? highTarget : lowTarget) - probability;
                h11 += values[row] * values[row] * curvature;
                h22 += curvature;
                h21 += values[row] * curvature;
                g1 += values[row] * difference;
                g2 += difference;
            }
            if (Math.Abs(g1) < GradientTolerance && Math.Abs(g2) < GradientTolerance) break;
            var determinant = h11 * h22 - h21 * h21;
            double slopeStep = -(h22 * g1 - h21 * g2) / determinant, shiftStep = -(-h21 * g1 + h11 * g2) / determinant;
            var descent = g1 * slopeStep + g2 * shiftStep;
            var size = 1.0;
            for (; size >= LeastStep; size /= 2)
            {
                double newSlope = slope + size * slopeStep, newShift = shift + size * shiftStep;
                var newLoss = Loss(values, isFirst, highTarget, lowTarget, newSlope, newShift);
                if (newLoss >= loss + 0.0001 * size * descent) continue;
                (slope, shift, loss) = (newSlope, newShift, newLoss);
                break;
            }
            if (size < LeastStep) break;
        }
        return new PlattScaling(slope, shift);
    }

    private static double Loss(ReadOnlySpan<double> values, ReadOnlySpan<bool> isFirst, double highTarget, double lowTarget, double slope, double shift)
    {
        double loss = 0;
        for (var row = 0; row < values.Length; row++)
        {
            var exponent = slope * values[row] + shift;
            var target = isFirst[row] ? highTarget : lowTarget;
            loss += exponent >= 0 ? target * exponent + Math.Log(1 + Math.Exp(-exponent)) : (target - 1) * exponent + Math.Log(1 + Math.Exp(exponent));
        }
        return loss;
    }
}
