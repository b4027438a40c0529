namespace GenreLab.Synthesis;

/// <summary>Correlations as the strict lower triangle of a symmetric matrix, row after row.</summary>
internal static class CorrelationMatrix
{
    /// <summary>Number of correlations among so many variables.</summary>
    public static int Length(int variables) => variables * (variables - 1) / 2;

    /// <summary>
    /// The lower-triangular L with L·Lᵀ = R, row after row, full rows of <paramref name="variables"/>. Correlations estimated pair by
    /// pair may contradict each other; they are then shrunk towards 0 until they do not.
    /// </summary>
    public static double[] Factor(ReadOnlySpan<double> correlations, int variables)
    {
        var factor = new double[variables * variables];
        for (var keep = 1.0; ; keep = keep < 0.1 ? 0 : keep * 0.97)
            if (TryFactor(correlations, variables, keep, factor)) return factor;
    }

    private static bool TryFactor(ReadOnlySpan<double> correlations, int n, double keep, Span<double> factor)
    {
        var next = 0;
        for (var i = 0; i < n; i++)
        {
            var diagonal = 1.0;
            for (var j = 0; j < i; j++)
            {
                var sum = keep * correlations[next++];
                for (var k = 0; k < j; k++) sum -= factor[i * n + k] * factor[j * n + k];
                var entry = sum / factor[j * n + j];
                factor[i * n + j] = entry;
                diagonal -= entry * entry;
            }
            if (diagonal < 1e-3) return false;
            factor[i * n + i] = Math.Sqrt(diagonal);
        }
        return true;
    }
}
