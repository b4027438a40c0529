using GenreLab.Linear;

namespace GenreLab.Reports;

/// <summary>A linear model's coefficients as the report shows them: the inputs that matter most first, at most <see cref="MostInputs"/>.</summary>
/// <param name="Coefficients">All of them.</param>
/// <param name="Inputs">The places of the inputs shown.</param>
internal sealed record CoefficientTable(LinearCoefficients Coefficients, IReadOnlyList<int> Inputs)
{
    /// <summary>Inputs shown at most.</summary>
    public const int MostInputs = 40;

    /// <summary>Orders the inputs by the root mean square of their coefficients per standard deviation.</summary>
    public static CoefficientTable Of(LinearCoefficients coefficients) => new(coefficients,
        [.. Enumerable.Range(0, coefficients.Inputs.Count).OrderByDescending(input => coefficients.PerDeviation.Sum(row => row[input] * row[input])).Take(MostInputs)]);

    /// <summary>Names of the inputs shown.</summary>
    public IEnumerable<string> Names => Inputs.Select(input => Coefficients.Inputs[input]);

    /// <summary>The inputs that speak most for a genre (or against it, with the sign −1), strongest first; with them their coefficients per standard deviation.</summary>
    public IReadOnlyList<(string Input, double Weight)> Strongest(int genre, int sign, int count) =>
    [
        .. Coefficients.PerDeviation[genre].Select((weight, input) => (Coefficients.Inputs[input], weight))
            .Where(one => sign * one.weight > 0).OrderByDescending(one => sign * one.weight).Take(count),
    ];
}
