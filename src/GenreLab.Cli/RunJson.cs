using System.Text.Json.Nodes;
using GenreLab.Models;

namespace GenreLab.Cli;

/// <summary>The parts of a training's JSON that several verbs print.</summary>
internal static class RunJson
{
    public static JsonObject Options(IClassifierTrainer trainer)
    {
        var options = TrainerOptions.ToJson(trainer);
        options.Remove("kind");
        return options;
    }

    public static JsonObject Seconds(TrainingSeconds seconds, double load) => new()
    {
        ["load"] = load,
        ["prepare"] = seconds.Prepare,
        ["fit"] = seconds.Fit,
        ["evaluate"] = seconds.Evaluate,
    };

    public static JsonArray Epochs(IReadOnlyList<EpochRecord> epochs) => new([.. epochs.Select(epoch => new JsonObject
    {
        ["epoch"] = epoch.Epoch,
        ["trainLoss"] = epoch.TrainLoss,
        ["trainAccuracy"] = epoch.TrainAccuracy,
        ["validationLoss"] = epoch.ValidationLoss,
        ["validationAccuracy"] = epoch.ValidationAccuracy,
        ["learningRate"] = epoch.LearningRate,
        ["seconds"] = epoch.Seconds,
    })]);
}
