using System.CommandLine;
using GenreLab.Models;

namespace GenreLab.Cli.Options;

/// <summary>Options of which kind of model is trained, and how it learns.</summary>
/// <param name="settings">What <c>--set</c> does, for people.</param>
internal sealed class TrainerChoice(string settings)
{
    private readonly Option<string> kind = new("--model") { Description = "The kind of model; 'genrelab models' lists them.", HelpName = "kind", DefaultValueFactory = _ => "mlp" };
    private readonly Option<string[]> set = new("--set") { Description = settings, HelpName = "name=value" };

    public void AddTo(Command command)
    {
        command.Options.Add(kind);
        command.Options.Add(set);
    }

    /// <summary>What is set.</summary>
    /// <exception cref="OptionException">It is written wrongly.</exception>
    public IReadOnlyList<Assignment> Assignments(ParseResult parsed) => [.. (parsed.GetValue(set) ?? []).Select(Assignment.Parse)];

    /// <summary>The learner with what is set; that of the model it starts from, if there is one.</summary>
    /// <exception cref="OptionException">There is no such kind or option, or another kind is asked for than that of the model to start from.</exception>
    public IClassifierTrainer Read(ParseResult parsed, Transfer? from = null)
    {
        // Asked for another kind than the model's, the library says what is wrong.
        var trainer = from is null || parsed.GetResult(kind) is { Implicit: false } ? ModelKinds.Find(parsed.GetRequiredValue(kind)).DefaultTrainer : from.Trainer();
        if (from is not null)
        {
            from.Require(trainer);
            trainer = from.Trainer();
        }
        foreach (var assignment in Assignments(parsed)) trainer = assignment.ApplyTo(trainer);
        trainer.Validate();
        return trainer;
    }
}
