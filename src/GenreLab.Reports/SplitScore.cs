using GenreLab.Evaluation;

namespace GenreLab.Reports;

/// <summary>How well a model did on one way of dividing the rows.</summary>
/// <param name="Model">Its kind.</param>
/// <param name="Split">The way in a word: <c>by track</c> or <c>random</c>.</param>
/// <param name="Description">How the rows were divided, for example <c>by track, 64/16/20, seed 1</c>.</param>
/// <param name="Test">Quality on the test rows of that split.</param>
public sealed record SplitScore(string Model, string Split, string Description, EvaluationResult Test);
