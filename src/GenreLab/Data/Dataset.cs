using GenreLab.Numerics;

namespace GenreLab.Data;

/// <summary>What a trainer learns from: preprocessed features and labels.</summary>
/// <param name="Features">Rows × input columns: finite numbers, and NaN for a missing value if the trainer learns from those.</param>
/// <param name="Labels">For each row the index of its genre in <paramref name="LabelNames"/>.</param>
/// <param name="LabelNames">The genres, in ordinal order.</param>
/// <param name="FeatureNames">What each input column is, for example <c>tempo</c> or <c>key=5</c>.</param>
public sealed record Dataset(Matrix Features, int[] Labels, IReadOnlyList<string> LabelNames, IReadOnlyList<string> FeatureNames)
{
    /// <summary>Number of rows.</summary>
    public int Rows => Labels.Length;

    /// <summary>The input columns whose numbers are names without an order, such as the key; a trainer may serve them specially.</summary>
    public IReadOnlyList<int> CategoryColumns { get; init; } = [];

    /// <summary>The input columns that hold texts as token numbers, for learners that read them; none for others.</summary>
    public IReadOnlyList<TextInputs> Texts { get; init; } = [];
}
