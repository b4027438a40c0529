namespace GenreLab.Comparison;

/// <summary>How a variant did on the rows that one fold holds out.</summary>
/// <param name="Variant">The variant's name.</param>
/// <param name="Repeat">The repetition, from 1.</param>
/// <param name="Fold">The fold, from 1.</param>
/// <param name="Rows">Rows held out.</param>
/// <param name="Accuracy">Share of them put into the right genre.</param>
/// <param name="MacroF1">Mean F1 of the genres.</param>
/// <param name="LogLoss">Mean negative log-probability of the true genre, nats.</param>
/// <param name="Seconds">Wall time of preparing and training.</param>
public sealed record FoldScore(string Variant, int Repeat, int Fold, int Rows, double Accuracy, double MacroF1, double LogLoss, double Seconds);
