using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Search;

namespace GenreLab.Tests.Search;

/// <summary>Spaces and plans written in the tests themselves.</summary>
internal static class Spaces
{
    public static SearchSpace Of(string json, string kind = "mlp") => SearchSpace.Parse(json, "space.json", ModelKinds.Find(kind).DefaultTrainer);

    public static SearchPlan Plan(string json, SearchMethod? method = null, int? trials = null, ulong seed = 1, string kind = "mlp", int rows = 100_000)
    {
        var trainer = ModelKinds.Find(kind).DefaultTrainer;
        return SearchPlan.Make(SearchSpace.Parse(json, "space.json", trainer), new TrialSettings(trainer, trainer.DefaultPreprocessing), method, trials, seed, rows, []);
    }

    /// <summary>The trials in words.</summary>
    public static string[] Words(this SearchPlan plan) => [.. plan.Trials.Select(trial => $"{trial.Number}: {plan.Describe(trial)}")];

    public static MlpTrainer Mlp(this SearchPlan plan, int number) => (MlpTrainer)plan.SettingsOf(plan.TrialOf(number)).Trainer;
}
