namespace GenreLab.Search;

/// <summary>What became of a trial on a rung: a score or a failure.</summary>
/// <param name="Trial">The trial's number.</param>
/// <param name="Rung">The rung's number.</param>
/// <param name="Score">How well it did; null when it failed.</param>
/// <param name="Failure">Why it failed; null when it did not.</param>
public sealed record TrialResult(int Trial, int Rung, TrialScore? Score, string? Failure = null)
{
    /// <summary>Those with a score, the best first: by accuracy, then by log-loss, then by number.</summary>
    public static IReadOnlyList<TrialResult> Ranked(IEnumerable<TrialResult> results) =>
    [
        .. results.Where(result => result.Score is not null)
            .OrderByDescending(result => result.Score!.Accuracy).ThenBy(result => result.Score!.LogLoss).ThenBy(result => result.Trial),
    ];
}
