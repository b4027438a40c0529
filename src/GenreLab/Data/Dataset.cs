using GenreLab.Numerics;

namespace GenreLab.Data;

/// <summary>What a trainer learns from: preprocessed features and labels.</summary>
/// <param name="Inputs">The rows' inputs: finite numbers, and NaN for a missing value if the trainer learns from those.</param>
/// <param name="Labels">For each row the index of its genre in <paramref name="LabelNames"/>.</param>
/// <param name="LabelNames">The genres, in ordinal order.</param>
/// <param name="FeatureNames">What each input column is, for example <c>tempo</c> or <c>key=5</c>.</param>
public sealed record Dataset(InputRows Inputs, int[] Labels, IReadOnlyList<string> LabelNames, IReadOnlyList<string> FeatureNames)
{
    /// <summary>The same with inputs that a matrix holds, rows × input columns.</summary>
    public Dataset(Matrix features, int[] labels, IReadOnlyList<string> labelNames, IReadOnlyList<string> featureNames)
        : this(InputRows.Of(features), labels, labelNames, featureNames)
    {
    }

    /// <summary>Number of rows.</summary>
    public int Rows => Labels.Length;

    /// <inheritdoc cref="InputRows.Matrix"/>
    public Matrix Features
    {
        get => Inputs.Matrix;
        init => Inputs = InputRows.Of(value);
    }

    /// <summary>The input columns whose numbers are names without an order, such as the key; a trainer may serve them specially.</summary>
    public IReadOnlyList<int> CategoryColumns { get; init; } = [];

    /// <summary>The input columns that hold texts as token numbers, for learners that read them; none for others.</summary>
    public IReadOnlyList<TextInputs> Texts { get; init; } = [];
}
