using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Models;

namespace GenreLab.Cli;

/// <summary>What was found out about a trained model beyond its scores; each part is empty when it was not asked for.</summary>
internal sealed record ModelStudy
{
    /// <summary>Each input's share of what splits gained in training.</summary>
    public IReadOnlyList<FeatureImportance> Gain { get; init; } = [];

    /// <summary>How much accuracy on test rows falls when a feature is shuffled.</summary>
    public IReadOnlyList<FeatureImportance> Permutation { get; init; } = [];

    /// <summary>How accurate a model that reads texts is when one kind of input says nothing.</summary>
    public IReadOnlyList<BranchWorth> Branches { get; init; } = [];

    /// <summary>Quality by number of training rows.</summary>
    public IReadOnlyList<TrainingSizePoint> TrainingSizes { get; init; } = [];

    /// <summary>Measures permutation importance; when that is cancelled there is none.</summary>
    public static IReadOnlyList<FeatureImportance> PermutationImportance(GenreModel model, GenreTable table, int[] rows, TrainingContext surroundings)
    {
        try
        {
            return model.MeasureImportance(table, rows, new PermutationOptions { Seed = surroundings.Seed, Threads = surroundings.Threads, Cancellation = surroundings.Cancellation });
        }
        catch (OperationCanceledException)
        {
            return [];
        }
    }
}
