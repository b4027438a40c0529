using GenreLab.Evaluation;

namespace GenreLab.Comparison;

/// <summary>How a variant did over all folds.</summary>
/// <param name="Variant">The variant's name.</param>
/// <param name="Accuracy">Share of held-out rows put into the right genre.</param>
/// <param name="MacroF1">Mean F1 of the genres.</param>
/// <param name="LogLoss">Mean log-loss, nats.</param>
/// <param name="Seconds">Wall time of preparing and training, mean of a fold.</param>
public sealed record VariantScores(string Variant, FoldMean Accuracy, FoldMean MacroF1, FoldMean LogLoss, double Seconds);
