using GenreLab.Evaluation;

namespace GenreLab.Models;

/// <summary>What training gave: the model, and how it went.</summary>
public sealed record TrainingRun
{
    /// <summary>The trained model.</summary>
    public required GenreModel Model { get; init; }

    /// <summary>The trainer, with all its options.</summary>
    public required IClassifierTrainer Trainer { get; init; }

    /// <summary>The learning curve; empty when the learner does not learn in epochs.</summary>
    public required IReadOnlyList<EpochRecord> Epochs { get; init; }

    /// <summary>Wall time by stage.</summary>
    public required TrainingSeconds Seconds { get; init; }

    /// <summary>Whether training was cancelled; the model is then the best so far.</summary>
    public required bool Cancelled { get; init; }

    /// <summary>What the model says of each validation row, in the split's order; null without them. Genres are numbered as in the model.</summary>
    public RowPredictions? ValidationPredictions { get; init; }

    /// <summary>What the model says of each test row, in the split's order; null without them. Genres are numbered as in the model.</summary>
    public RowPredictions? TestPredictions { get; init; }

    /// <summary>What went wrong without ending the training, one sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Quality on the validation rows; null without them.</summary>
    public EvaluationResult? Validation => Model.Provenance.Validation;

    /// <summary>Quality on the test rows; null without them.</summary>
    public EvaluationResult? Test => Model.Provenance.Test;
}

/// <summary>Wall time of the stages of a training, in seconds.</summary>
/// <param name="Prepare">Fitting the preprocessor and transforming the rows.</param>
/// <param name="Fit">Training proper; of a resumed one also the epochs before it was interrupted.</param>
/// <param name="Evaluate">Predicting and scoring validation and test rows.</param>
public sealed record TrainingSeconds(double Prepare, double Fit, double Evaluate);
