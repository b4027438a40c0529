using GenreLab.Evaluation;

namespace GenreLab.Records;

/// <summary>The numbers of an <see cref="EvaluationResult"/> that are kept; its confusion follows from the kept predictions.</summary>
/// <param name="Rows">Rows scored.</param>
/// <param name="Accuracy">Share of rows predicted rightly.</param>
/// <param name="AccuracyInterval">Its 95 % bootstrap interval.</param>
/// <param name="Top5Accuracy">Share of rows whose genre is among the five most probable.</param>
/// <param name="MacroF1">Mean F1 of the genres.</param>
/// <param name="WeightedF1">The same weighted by rows.</param>
/// <param name="MacroAuc">Mean one-vs-rest area under the ROC curve; null when undefined.</param>
/// <param name="LogLoss">Mean negative log-probability of the true genre, nats.</param>
/// <param name="CalibrationError">Expected calibration error.</param>
/// <param name="Warnings">What the reader must know about these numbers.</param>
public sealed record RecordedScores(
    int Rows, double Accuracy, IReadOnlyList<double> AccuracyInterval, double Top5Accuracy, double MacroF1, double WeightedF1,
    double? MacroAuc, double LogLoss, double CalibrationError, IReadOnlyList<string> Warnings)
{
    /// <summary>What is kept of a result; null of none.</summary>
    public static RecordedScores? Of(EvaluationResult? result) => result is null ? null : new RecordedScores(
        result.Rows, result.Accuracy, result.AccuracyInterval, result.Top5Accuracy, result.MacroF1, result.WeightedF1,
        result.MacroAuc, result.LogLoss, result.CalibrationError, result.Warnings);
}
