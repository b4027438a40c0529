namespace GenreLab.Search;

/// <summary>How well a trial did on rows it was not trained on.</summary>
/// <param name="Accuracy">Share of the validation rows of all folds that were predicted rightly.</param>
/// <param name="Deviation">Standard deviation of the folds' accuracies; null with one fold.</param>
/// <param name="LogLoss">Mean log-loss of those rows, nats.</param>
/// <param name="Seconds">Wall time of preparing and training, all folds together.</param>
public sealed record TrialScore(double Accuracy, double? Deviation, double LogLoss, double Seconds);
