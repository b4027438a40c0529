using System.CommandLine;
using GenreLab.Comparison;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Search;

namespace GenreLab.Cli.Options;

/// <summary>Options of which models are compared, and on how many folds.</summary>
internal sealed class VariantChoice
{
    private readonly Option<string[]> models = new("--model")
    {
        Description = "A model to compare, once for each: a kind with its options and those of preprocessing and texts, in front of a colon its name, for example \"lyrics: hybrid audio=false\"; without=year leaves a feature out.",
        HelpName = "name: kind option=value …",
        Required = true,
    };
    private readonly Option<string[]> set = new("--set") { Description = "An option that all models that know it have, unless they say otherwise, for example --set epochs=30.", HelpName = "name=value" };
    private readonly Option<int> folds = new Option<int>("--folds") { Description = "Folds: each is held out once while the others are learnt from.", HelpName = "folds", DefaultValueFactory = _ => 5 }.Within(2, 50);
    private readonly Option<int> repeats = new Option<int>("--repeats") { Description = "How often the rows are dealt out to folds anew.", HelpName = "times", DefaultValueFactory = _ => 2 }.Within(1, 100);

    public void AddTo(Command command)
    {
        command.Options.Add(models);
        command.Options.Add(set);
        command.Options.Add(folds);
        command.Options.Add(repeats);
    }

    /// <summary>The models.</summary>
    /// <exception cref="OptionException">One is written wrongly, two have one name, or --set sets what none has.</exception>
    public IReadOnlyList<ModelVariant> Variants(ParseResult parsed, TrainingTable training)
    {
        Assignment[] assignments = [.. (parsed.GetValue(set) ?? []).Select(Assignment.Parse)];
        bool Concerns(Assignment assignment, IClassifierTrainer trainer) => assignment.Kind is null ? TrainerOptions.Has(trainer, assignment.Name) : assignment.Kind == trainer.Kind;
        var variants = parsed.GetRequiredValue(models).Select(text => ModelVariant.Parse(text, trainer =>
        {
            foreach (var assignment in assignments)
                if (Concerns(assignment, trainer)) trainer = assignment.ApplyTo(trainer);
            return new TrialSettings(trainer, training.Preprocessing(parsed, trainer));
        })).ToArray();
        if (assignments.FirstOrDefault(one => !variants.Any(variant => Concerns(one, variant.Settings.Trainer))) is { } useless)
            throw new OptionException($"None of the models has the option {useless.Name} that --set gives; leave it out, or look at 'genrelab models'.");
        if (variants.GroupBy(variant => variant.Name).FirstOrDefault(same => same.Skip(1).Any()) is { } twice)
            throw new OptionException($"Two models are called '{twice.Key}'; give each its name in front of a colon.");
        foreach (var variant in variants) variant.Settings.Trainer.Validate();
        training.RequireReaders(parsed, [.. variants.Select(variant => variant.Settings.Trainer)]);
        return variants;
    }

    /// <summary>The folds; never test rows.</summary>
    public IReadOnlyList<RepeatedFold> Folds(ParseResult parsed, GenreTable table, Split split, SplitMethod together, SplitOptions options) =>
        CrossValidation.Repeated(table, split, parsed.GetValue(folds), parsed.GetValue(repeats), options.Seed, together, options.ValidationShare);

    /// <summary><c>5 folds, 2 times over, tracks kept together, seed 1</c>.</summary>
    public string InWords(ParseResult parsed, SplitMethod together, Split split, ulong seed) =>
        $"{parsed.GetValue(folds)} folds{(parsed.GetValue(repeats) > 1 ? $", {parsed.GetValue(repeats)} times over" : "")}, {(together == SplitMethod.ByArtist ? "artists" : "tracks")} kept together, seed {seed}"
        + (split.Test.Length > 0 ? $"; {Formats.Rows(split.Test.Length)} to test on are in none ({split.Description})" : "");
}
