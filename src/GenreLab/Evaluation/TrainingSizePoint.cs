namespace GenreLab.Evaluation;

/// <summary>How well a learner does when it gets only a part of the training rows.</summary>
/// <param name="Rows">Training rows it got.</param>
/// <param name="Share">The same as a share of all training rows.</param>
/// <param name="Test">Quality on the test rows.</param>
/// <param name="FitSeconds">Wall time of the fit.</param>
public sealed record TrainingSizePoint(int Rows, double Share, EvaluationResult Test, double FitSeconds);
