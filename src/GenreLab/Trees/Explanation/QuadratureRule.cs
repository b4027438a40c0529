using System.Runtime.Intrinsics;

namespace GenreLab.Trees.Explanation;

/// <summary>
/// Eight of the points of a Gauss–Legendre rule between 0 and 1. A rule of n points integrates polynomials up to the degree
/// 2n − 1 without error, and all its weights are positive.
/// </summary>
/// <param name="Points">Where the integrand is looked at, each above 0 and below 1.</param>
/// <param name="Weights">What its value there counts.</param>
internal readonly record struct QuadratureRule(Vector512<double> Points, Vector512<double> Weights)
{
    /// <summary>A rule of 8, 16, 24… points, cut into pieces of eight.</summary>
    public static QuadratureRule[] OfEights(int eights)
    {
        var count = 8 * eights;
        var points = new double[count];
        var weights = new double[count];
        for (var i = 0; i < count; i++)
        {
            // Newton's method on the Legendre polynomial from the usual first guess (Press et al., Numerical Recipes, 4.6).
            var x = Math.Cos(Math.PI * (i + 0.75) / (count + 0.5));
            double slope = 0;
            for (var step = 0; step < 10; step++)
            {
                double value = 1, previous = 0;
                for (var degree = 1; degree <= count; degree++)
                    (value, previous) = (((2 * degree - 1) * x * value - (degree - 1) * previous) / degree, value);
                slope = count * (x * value - previous) / (x * x - 1);
                x -= value / slope;
            }
            points[i] = (1 - x) / 2;
            weights[i] = 1 / ((1 - x * x) * slope * slope);
        }
        var rule = new QuadratureRule[eights];
        for (var i = 0; i < eights; i++) rule[i] = new QuadratureRule(Vector512.Create(points, 8 * i), Vector512.Create(weights, 8 * i));
        return rule;
    }
}
