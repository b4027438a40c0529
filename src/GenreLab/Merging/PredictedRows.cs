using GenreLab.Numerics;

namespace GenreLab.Merging;

/// <summary>What a model says of rows whose genre is known.</summary>
/// <param name="Probabilities">Rows × genres.</param>
/// <param name="Labels">For each row the index of its true genre.</param>
/// <param name="Groups">For each row the track it belongs to, as any number; null when every row stands for itself.</param>
public sealed record PredictedRows(Matrix Probabilities, IReadOnlyList<int> Labels, IReadOnlyList<int>? Groups = null);
