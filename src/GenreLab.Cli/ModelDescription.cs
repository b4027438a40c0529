using GenreLab.Models;

namespace GenreLab.Cli;

/// <summary>A model in words.</summary>
internal static class ModelDescription
{
    /// <summary>The kind, then the options that are not its defaults: <c>multi-layer perceptron, hidden 100,150, dropout 0.2</c>.</summary>
    public static string Of(IClassifierTrainer trainer)
    {
        var kind = ModelKinds.Find(trainer.Kind);
        var changed = TrainerOptions.Describe(trainer).Except(TrainerOptions.Describe(kind.DefaultTrainer));
        return string.Join(", ", changed.Select(option => $"{option.Name} {option.Default}").Prepend(kind.Description));
    }
}
