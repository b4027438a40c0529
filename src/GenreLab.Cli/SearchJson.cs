using System.Text.Json.Nodes;
using GenreLab.Records;
using GenreLab.Search;

namespace GenreLab.Cli;

/// <summary>Trials as they are printed and recorded.</summary>
internal static class SearchJson
{
    public static RecordedTrial Recorded(SearchPlan plan, TrialResult result) => new()
    {
        Number = result.Trial,
        Rung = result.Rung,
        Resource = plan.RungOf(result.Rung).Amount is { } amount ? $"{amount} {plan.Resource}" : null,
        Values = Values(plan, result),
        Accuracy = result.Score?.Accuracy,
        Deviation = result.Score?.Deviation,
        LogLoss = result.Score?.LogLoss,
        Seconds = result.Score?.Seconds,
        Failure = result.Failure,
    };

    /// <summary>All results of the plan's trials, by rung and number.</summary>
    public static IReadOnlyList<RecordedTrial> Recorded(SearchPlan plan, IEnumerable<TrialResult> results) =>
        [.. results.OrderBy(result => result.Rung).ThenBy(result => result.Trial).Select(result => Recorded(plan, result))];

    public static JsonObject Best(SearchPlan plan, TrialResult best) => new()
    {
        ["trial"] = best.Trial,
        ["values"] = CliJson.From(Values(plan, best)),
        ["accuracy"] = best.Score!.Accuracy,
        ["deviation"] = best.Score.Deviation,
        ["logLoss"] = best.Score.LogLoss,
    };

    private static Dictionary<string, string> Values(SearchPlan plan, TrialResult result)
    {
        var values = plan.TrialOf(result.Trial).Values;
        return plan.Space.Parameters.Select((parameter, i) => (parameter.Name, Value: values[i])).ToDictionary(pair => pair.Name, pair => pair.Value);
    }
}
