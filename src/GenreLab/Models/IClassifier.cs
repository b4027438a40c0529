using GenreLab.Numerics;

namespace GenreLab.Models;

/// <summary>A trained model: preprocessed features in, genre probabilities out. Immutable and thread-safe.</summary>
public interface IClassifier
{
    /// <summary>The word the command line and the model file use for it, for example <c>mlp</c>.</summary>
    string Kind { get; }

    /// <summary>Number of input columns.</summary>
    int FeatureCount { get; }

    /// <summary>Number of genres.</summary>
    int LabelCount { get; }

    /// <summary>Writes for every row of <paramref name="x"/> (rows × <see cref="FeatureCount"/>) the probabilities of the genres
    /// (rows × <see cref="LabelCount"/>, each row sums to one).</summary>
    /// <exception cref="ArgumentException">A shape does not fit.</exception>
    void PredictProbabilities(Matrix x, Matrix destination);

    /// <summary>Everything the model has learnt, as named tensors, and the shape of the network or the like as settings:
    /// what its model kind rebuilds it from.</summary>
    StoredState Export();
}
