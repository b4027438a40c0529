namespace GenreLab.Data;

/// <summary>Three disjoint sets of row indexes into one table (positions in it, not file row numbers), each ascending.</summary>
/// <param name="Train">Rows that everything learnt is learnt from.</param>
/// <param name="Validation">Rows that choose when to stop and which model is best; may be empty.</param>
/// <param name="Test">Rows that only the final numbers are measured on; may be empty.</param>
/// <param name="Description">How it was made, for reports: <c>by track, 64/16/20, seed 1</c>.</param>
public sealed record Split(int[] Train, int[] Validation, int[] Test, string Description);
