using GenreLab.Evaluation;
using GenreLab.Models;

namespace GenreLab.Cli.Experiments;

/// <summary>What an experiment gave.</summary>
/// <param name="Experiment">The experiment.</param>
/// <param name="Run">How its model was trained.</param>
/// <param name="Score">Quality on the rows the experiment names.</param>
/// <param name="Recorded">The number it is recorded under; null when it is not.</param>
internal sealed record ExperimentResult(Experiment Experiment, TrainingRun Run, EvaluationResult Score, long? Recorded);
