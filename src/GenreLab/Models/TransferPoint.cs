using GenreLab.Evaluation;

namespace GenreLab.Models;

/// <summary>Two trainings on the same rows, scored on the same rows: one that started from a trained model, one from scratch.</summary>
/// <param name="Transferred">Started from the trained model.</param>
/// <param name="FromScratch">Started from scratch.</param>
/// <param name="Difference">How much more accurate the first is than the second.</param>
public sealed record TransferPoint(TrainingSizePoint Transferred, TrainingSizePoint FromScratch, PairedComparison Difference)
{
    /// <summary>Training rows they got.</summary>
    public int Rows => Transferred.Rows;

    internal static TransferPoint Of(double share, int rows, TrainingRun transferred, TrainingRun scratch, ulong seed)
    {
        TrainingSizePoint Point(TrainingRun run) => new(rows, share, run.Test!, run.Seconds.Fit);
        return new TransferPoint(Point(transferred), Point(scratch), PairedComparison.Of(transferred.TestPredictions!, scratch.TestPredictions!, seed));
    }
}
