using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Search;

/// <summary>All that a search will do, known before it begins.</summary>
public sealed record SearchPlan
{
    private const int UsualTrials = 27;

    private SearchPlan() { }

    /// <summary>The hyper-parameters and their values.</summary>
    public required SearchSpace Space { get; init; }

    /// <summary>What trials change.</summary>
    public required TrialSettings Base { get; init; }

    /// <summary>How trials are chosen.</summary>
    public required SearchMethod Method { get; init; }

    /// <summary>Every random choice follows from it, those of training included.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The trials of the first rung, by number.</summary>
    public required IReadOnlyList<Trial> Trials { get; init; }

    /// <summary>The rungs, each of fewer trials with more of the resource; one unless <see cref="Method"/> is halving.</summary>
    public required IReadOnlyList<Rung> Rungs { get; init; }

    /// <summary>What rungs are given: <c>epochs</c>, <c>rounds</c>, <c>trees</c> or <c>rows</c>; null unless <see cref="Method"/> is halving.</summary>
    public required string? Resource { get; init; }

    /// <summary>Plans a search and refuses it unless every trial is possible.</summary>
    /// <param name="space">The hyper-parameters and their values.</param>
    /// <param name="settings">What trials change.</param>
    /// <param name="method">How trials are chosen; null for a grid of lists, at random once there is a range.</param>
    /// <param name="trials">How many; null for all of a grid, else 27.</param>
    /// <param name="seed">Every random choice follows from it.</param>
    /// <param name="trainingRows">Rows a trial is trained on.</param>
    /// <param name="features">The table's features.</param>
    /// <exception cref="OptionException">The space does not fit the method, or a trial's values are impossible or impossible together.</exception>
    public static SearchPlan Make(
        SearchSpace space, TrialSettings settings, SearchMethod? method, int? trials, ulong seed, int trainingRows, IReadOnlyList<Feature> features)
    {
        OptionRange.Require(trials is null or (>= 1 and <= TrialProposals.Most), "trials", trials ?? 0, $"a whole number from 1 to {TrialProposals.Most:N0}");
        var chosen = method ?? (space.Parameters.All(parameter => parameter.Grid.Count > 0) ? SearchMethod.Grid : SearchMethod.Random);
        OptionRange.Require(Enum.IsDefined(chosen), "method", chosen, "grid, random or halving");
        var resource = chosen == SearchMethod.Halving ? SearchResource.Of(space, settings, trainingRows) : null;
        var proposed = chosen == SearchMethod.Grid ? TrialProposals.Grid(space, trials, seed) : TrialProposals.Random(space, trials ?? UsualTrials, seed);
        var plan = new SearchPlan
        {
            Space = space,
            Base = settings,
            Method = chosen,
            Seed = seed,
            Trials = proposed,
            Rungs = resource?.Rungs(proposed.Count) ?? [new Rung(1, proposed.Count, null)],
            Resource = resource?.Word,
        };
        foreach (var trial in proposed) plan.Require(trial, features);
        return plan;
    }

    /// <summary>The trial of a number.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public Trial TrialOf(int number) => Trials.FirstOrDefault(trial => trial.Number == number) ?? throw new ArgumentException($"The search has no trial {number}.", nameof(number));

    /// <summary>The rung of a number.</summary>
    public Rung RungOf(int number) => Rungs[number - 1];

    /// <summary>What a trial trains when it gets all of the resource.</summary>
    public TrialSettings SettingsOf(Trial trial)
    {
        var settings = Base;
        for (var i = 0; i < trial.Values.Count; i++) settings = settings.With(Space.Parameters[i].Name, trial.Values[i]);
        return settings;
    }

    /// <summary>What a trial trains on a rung.</summary>
    public TrialSettings SettingsOf(Trial trial, Rung rung)
    {
        var settings = SettingsOf(trial);
        return Resource is { } option && option != SearchResource.Rows && rung.Amount is { } amount ? settings.With(option, OptionText.Format(amount)) : settings;
    }

    /// <summary>How many of a fold's training rows a trial gets on a rung.</summary>
    public int RowsOf(Rung rung, int trainingRows) =>
        Resource == SearchResource.Rows && rung.Amount is { } amount ? (int)Math.Clamp(Math.Round((double)trainingRows * amount / Rungs[^1].Amount!.Value), 1, trainingRows) : trainingRows;

    /// <summary>The values that differ between trials, in words: <c>hidden 64,32; dropout 0.3</c>.</summary>
    public string Describe(Trial trial) =>
        string.Join("; ", Space.Parameters.Select((parameter, i) => (parameter, Value: trial.Values[i])).Where(one => one.parameter.Varies).Select(one => $"{one.parameter.Name} {one.Value}"));

    private void Require(Trial trial, IReadOnlyList<Feature> features)
    {
        try
        {
            var settings = SettingsOf(trial);
            settings.Trainer.Validate();
            settings.Preprocessing.Validate(features);
        }
        catch (OptionException impossible)
        {
            throw new OptionException($"The space {Space.Name} has an impossible combination, {Describe(trial)}: {impossible.Message}");
        }
    }
}
