namespace GenreLab.Data;

/// <summary>One fold of a repeated cross-validation.</summary>
/// <param name="Repeat">The repetition it belongs to, from 1.</param>
/// <param name="Fold">Its number within the repetition, from 1.</param>
/// <param name="Split">The rows it trains on, those that choose when to stop, and, as test rows, those it holds out.</param>
public sealed record RepeatedFold(int Repeat, int Fold, Split Split);
