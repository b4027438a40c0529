using GenreLab.Models;

namespace GenreLab.Cli;

/// <summary>What <c>--set</c> was given: <c>name=value</c>, or <c>kind.name=value</c> where several models are trained.</summary>
/// <param name="Kind">The kind of model it is for, or null for all that have the option.</param>
/// <param name="Name">The option's name.</param>
/// <param name="Text">Its value.</param>
internal sealed record Assignment(string? Kind, string Name, string Text)
{
    /// <exception cref="OptionException">It has another form.</exception>
    public static Assignment Parse(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1) throw new OptionException($"'{text}' is not a setting; write --set name=value, for example --set epochs=20.");
        var name = text[..equals];
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        return new Assignment(dot < 0 ? null : name[..dot], name[(dot + 1)..], text[(equals + 1)..]);
    }

    /// <summary>The trainer with the option set; unchanged when the setting is for another kind.</summary>
    /// <exception cref="OptionException">The trainer has no such option, or the value has the wrong form.</exception>
    public IClassifierTrainer ApplyTo(IClassifierTrainer trainer) =>
        Kind is null || Kind == trainer.Kind ? TrainerOptions.Set(trainer, Name, Text) : trainer;

    /// <summary>The trainers with the option set, those it is for.</summary>
    /// <exception cref="OptionException">None has such an option, or the value has the wrong form.</exception>
    public List<IClassifierTrainer> ApplyTo(List<IClassifierTrainer> trainers)
    {
        var someHave = Kind is null && trainers.Exists(trainer => TrainerOptions.Has(trainer, Name));
        return trainers.ConvertAll(trainer => someHave && !TrainerOptions.Has(trainer, Name) ? trainer : ApplyTo(trainer));
    }
}
