using System.Text.Json.Nodes;
using GenreLab.Evaluation;
using GenreLab.Linear;
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

    public static JsonObject Importance(ModelStudy found) => new()
    {
        ["gain"] = CliJson.From(found.Gain),
        ["permutation"] = CliJson.From(found.Permutation),
    };

    /// <summary>Adds what is read of texts and the words that speak most for each genre, where a model reads any.</summary>
    public static void AddTexts(JsonObject json, GenreModel model, ModelStudy? found = null)
    {
        if (model.Preprocessor.Texts.Count == 0) return;
        if (found is not null) json["branches"] = CliJson.From(found.Branches);
        json["texts"] = CliJson.From(model.Preprocessor.TextSummaries);
        json["words"] = CliJson.From(model.TellingWords());
    }

    /// <summary>The coefficients of a linear model; null for other kinds.</summary>
    public static LinearCoefficients? Coefficients(GenreModel model) =>
        (model.Classifier as ILinearClassifier)?.Coefficients(model.Preprocessor.OutputNames, model.LabelNames);

    public static JsonArray LearningCurve(IReadOnlyList<TrainingSizePoint> points) => new([.. points.Select(point => new JsonObject
    {
        ["rows"] = point.Rows,
        ["share"] = point.Share,
        ["accuracy"] = point.Test.Accuracy,
        ["low"] = point.Test.AccuracyInterval[0],
        ["high"] = point.Test.AccuracyInterval[1],
        ["logLoss"] = point.Test.LogLoss,
        ["fitSeconds"] = point.FitSeconds,
    })]);
}
