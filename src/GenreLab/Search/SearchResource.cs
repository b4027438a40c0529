using GenreLab.Models;

namespace GenreLab.Search;

/// <summary>What successive halving gives more of to trials that do well.</summary>
/// <param name="Option">The learner's option: epochs, rounds or trees; null for training rows.</param>
/// <param name="Most">How much the last rung's trials get.</param>
/// <param name="Least">The least that tells anything.</param>
internal sealed record SearchResource(string? Option, int Most, int Least)
{
    /// <summary>What training rows are called.</summary>
    public const string Rows = "rows";

    private const int FewestRows = 500;

    private static readonly string[] Options = ["epochs", "rounds", "trees"];

    /// <summary>The resource in words.</summary>
    public string Word => Option ?? Rows;

    /// <exception cref="OptionException">The space searches the resource itself.</exception>
    public static SearchResource Of(SearchSpace space, TrialSettings settings, int trainingRows)
    {
        var option = Options.FirstOrDefault(option => TrainerOptions.Has(settings.Trainer, option));
        if (option is null) return new SearchResource(null, trainingRows, FewestRows);
        var given = space.Parameters.FirstOrDefault(parameter => parameter.Name == option);
        if (given is { Varies: true }) throw new OptionException($"The space {space.Name} searches {option}, which successive halving shares out itself; give {option} one value, or take --method random.");
        var most = TrainerOptions.Describe(given is null ? settings.Trainer : TrainerOptions.Set(settings.Trainer, option, given.Grid[0])).First(known => known.Name == option).Default;
        return new SearchResource(option, int.Parse(most), 1);
    }

    /// <summary>The rungs of successive halving: each has a third of the trials of the one before, with three times as much for each.</summary>
    public IReadOnlyList<Rung> Rungs(int trials)
    {
        const int factor = 3;
        var last = 0;
        for (long power = factor; power <= trials && power * Least <= Most; power *= factor) last++;
        var rungs = new List<Rung>();
        for (var rung = 0; rung <= last; rung++)
            rungs.Add(new Rung(rung + 1, Math.Max(1, (int)(trials / Math.Pow(factor, rung))), Math.Max(1, (int)Math.Round(Most / Math.Pow(factor, last - rung)))));
        return rungs;
    }
}
