using GenreLab.Models;

namespace GenreLab.Linear;

/// <summary>A classifier whose scores are weighted sums of its inputs.</summary>
public interface ILinearClassifier : IClassifier
{
    /// <summary>The weights.</summary>
    /// <param name="inputNames">Names of the inputs, in the order of the columns.</param>
    /// <param name="labelNames">Names of the genres, in the order of the probabilities.</param>
    LinearCoefficients Coefficients(IReadOnlyList<string> inputNames, IReadOnlyList<string> labelNames);
}
