using System.Diagnostics;
using GenreLab.Search;

namespace GenreLab.Cli;

/// <summary>Tells how a search goes: at most a line a second, and the last.</summary>
internal sealed class SearchProgress
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    private readonly Terminal terminal;
    private readonly SearchPlan plan;
    private readonly int known, planned;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private TimeSpan said = -LeastPause;
    private TrialResult? best;
    private int done;

    public SearchProgress(Terminal terminal, SearchPlan plan, IReadOnlyCollection<TrialResult> before)
    {
        (this.terminal, this.plan) = (terminal, plan);
        planned = plan.Rungs.Sum(rung => rung.Trials);
        done = known = before.Count;
        foreach (var result in before) best = Better(best, result);
    }

    /// <summary>Tells of a result; called for one at a time.</summary>
    public void Tell(TrialResult result)
    {
        done++;
        best = Better(best, result);
        if (done < planned && clock.Elapsed - said < LeastPause) return;
        said = clock.Elapsed;
        var left = clock.Elapsed / (done - known) * Math.Max(0, planned - done);
        terminal.Say(
            $"{done:N0} of {planned:N0}: trial {result.Trial}{Rung(result)} {(result.Score is { } score ? Formats.Percent(score.Accuracy) : "failed")}"
            + (best is null ? "" : $", best {Formats.Percent(best.Score!.Accuracy)} (trial {best.Trial}: {plan.Describe(plan.TrialOf(best.Trial))})")
            + (left > TimeSpan.Zero && plan.Rungs.Count == 1 ? $", about {Formats.Duration(left)} left" : ""));
    }

    private string Rung(TrialResult result) => plan.RungOf(result.Rung).Amount is { } amount ? $" with {amount:N0} {plan.Resource}" : "";

    private static TrialResult? Better(TrialResult? one, TrialResult other) =>
        one is null || other.Rung < one.Rung ? (other.Score is null ? one : one ?? other)
        : other.Rung > one.Rung && other.Score is not null ? other
        : TrialResult.Ranked([one, other])[0];
}
