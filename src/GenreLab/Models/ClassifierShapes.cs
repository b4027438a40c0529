using GenreLab.Numerics;

namespace GenreLab.Models;

/// <summary>Refuses matrices that do not fit a classifier.</summary>
internal static class ClassifierShapes
{
    /// <summary>Checks the inputs' columns and the shape of the probabilities.</summary>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    public static void Require(IClassifier classifier, Matrix x, Matrix destination)
    {
        RequireInputs(classifier, x);
        if (destination.Rows != x.Rows || destination.Columns != classifier.LabelCount)
            throw new ArgumentException($"The probabilities of {x.Rows} rows need a matrix of {x.Rows} × {classifier.LabelCount}; the one given has {destination.Rows} × {destination.Columns}.", nameof(destination));
    }

    /// <summary>Checks the inputs' columns.</summary>
    /// <exception cref="ArgumentException">There are too many or too few.</exception>
    public static void RequireInputs(IClassifier classifier, Matrix x)
    {
        if (x.Columns != classifier.FeatureCount) throw new ArgumentException($"The model takes {classifier.FeatureCount} input columns; the matrix has {x.Columns}.", nameof(x));
    }
}
