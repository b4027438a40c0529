using GenreLab.Merging;

namespace GenreLab.Reports;

/// <summary>How a model of fine genres does on merged ones, beside the same kind trained on those.</summary>
/// <param name="Model">The kind.</param>
/// <param name="Merge">What the merge is called.</param>
/// <param name="Comparison">The two on the same test rows.</param>
public sealed record MergeLevelScore(string Model, string Merge, LevelComparison Comparison);
