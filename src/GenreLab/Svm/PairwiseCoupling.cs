namespace GenreLab.Svm;

/// <summary>From the probabilities of pairs to probabilities of all genres (Wu, Lin and Weng, 2004, second method: section 4, algorithm 2).</summary>
internal static class PairwiseCoupling
{
    /// <summary>Writes the probabilities of k genres.</summary>
    /// <param name="pairs">k × k: the probability of genre i where it is i or j; the diagonal is not read.</param>
    /// <param name="quadratic">Room for k × k numbers.</param>
    /// <param name="products">Room for k numbers.</param>
    /// <param name="probabilities">Gets k numbers that sum to one.</param>
    public static void Couple(ReadOnlySpan<double> pairs, Span<double> quadratic, Span<double> products, Span<double> probabilities)
    {
        var k = probabilities.Length;
        for (var t = 0; t < k; t++)
        {
            probabilities[t] = 1.0 / k;
            var diagonal = 0.0;
            for (var j = 0; j < k; j++)
            {
                if (j == t) continue;
                diagonal += pairs[j * k + t] * pairs[j * k + t];
                quadratic[t * k + j] = -pairs[j * k + t] * pairs[t * k + j];
            }
            quadratic[t * k + t] = diagonal;
        }
        var tolerance = 0.005 / k;
        for (var round = 0; round < Math.Max(100, k); round++)
        {
            var product = 0.0;
            for (var t = 0; t < k; t++)
            {
                products[t] = 0;
                for (var j = 0; j < k; j++) products[t] += quadratic[t * k + j] * probabilities[j];
                product += probabilities[t] * products[t];
            }
            var error = 0.0;
            for (var t = 0; t < k; t++) error = Math.Max(error, Math.Abs(products[t] - product));
            if (error < tolerance) break;
            for (var t = 0; t < k; t++)
            {
                var difference = (product - products[t]) / quadratic[t * k + t];
                probabilities[t] += difference;
                product = (product + difference * (difference * quadratic[t * k + t] + 2 * products[t])) / (1 + difference) / (1 + difference);
                for (var j = 0; j < k; j++)
                {
                    products[j] = (products[j] + difference * quadratic[t * k + j]) / (1 + difference);
                    probabilities[j] /= 1 + difference;
                }
            }
        }
    }
}
