using GenreLab.Evaluation;
using GenreLab.Linear;
using GenreLab.Models;

namespace GenreLab.Reports;

/// <summary>One trained model and how well it did.</summary>
public sealed record LeaderboardEntry
{
    /// <summary>The model's kind, for example <c>mlp</c>.</summary>
    public required string Model { get; init; }

    /// <summary>The model in words, for example <c>MLP 100-150-150-150, ReLU, dropout 0.2</c>.</summary>
    public required string Description { get; init; }

    /// <summary>Its options as the command line spells them.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>Quality on the test rows.</summary>
    public required EvaluationResult Test { get; init; }

    /// <summary>Quality on the validation rows, if there are any.</summary>
    public EvaluationResult? Validation { get; init; }

    /// <summary>Its learning curve; empty when it does not learn in steps.</summary>
    public IReadOnlyList<EpochRecord> Epochs { get; init; } = [];

    /// <summary>What one step of that curve is: <c>epoch</c>, <c>iteration</c>, <c>round</c> or <c>tree</c>. Models with the same step share a chart.</summary>
    public string LearningStep { get; init; } = "epoch";

    /// <summary>Each feature's share (0 to 1) of what splits gained in training; empty when the model has no splits.</summary>
    public IReadOnlyList<FeatureImportance> GainImportance { get; init; } = [];

    /// <summary>How much accuracy (a share of 0 to 1) on test rows falls when a feature's values are shuffled; empty when it was not measured.</summary>
    public IReadOnlyList<FeatureImportance> PermutationImportance { get; init; } = [];

    /// <summary>Its coefficients; null when the model is not linear.</summary>
    public LinearCoefficients? Coefficients { get; init; }

    /// <summary>The words that speak most for each genre; empty when it reads no words.</summary>
    public IReadOnlyList<GenreWords> Words { get; init; } = [];

    /// <summary>How accurate it is when one kind of input says nothing; empty when it has one kind only.</summary>
    public IReadOnlyList<BranchWorth> Branches { get; init; } = [];

    /// <summary>Quality by number of training rows, ascending; empty when it was not measured.</summary>
    public IReadOnlyList<TrainingSizePoint> TrainingSizes { get; init; } = [];

    /// <summary>Wall time by step, for example <c>fit</c>.</summary>
    public IReadOnlyDictionary<string, double> Seconds { get; init; } = new Dictionary<string, double>();

    /// <summary>The file it was saved to, if it was.</summary>
    public string? ModelFile { get; init; }
}
