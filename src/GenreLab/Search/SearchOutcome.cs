namespace GenreLab.Search;

/// <summary>What a search has found so far.</summary>
/// <param name="Plan">What was planned.</param>
/// <param name="Results">One a trial and rung, by rung and number.</param>
/// <param name="Unfinished">Whether it was stopped before its plan was done.</param>
public sealed record SearchOutcome(SearchPlan Plan, IReadOnlyList<TrialResult> Results, bool Unfinished)
{
    /// <summary>The best of those that got most of the resource; null when no trial succeeded.</summary>
    public TrialResult? Best => Ranking is [var first, ..] ? first : null;

    /// <summary>The best result of each trial that succeeded, those of later rungs first, then by quality.</summary>
    public IReadOnlyList<TrialResult> Ranking =>
    [
        .. Results.GroupBy(result => result.Rung).OrderByDescending(rung => rung.Key).SelectMany(TrialResult.Ranked).DistinctBy(result => result.Trial),
    ];

    /// <summary>The trials that failed.</summary>
    public IEnumerable<TrialResult> Failed => Results.Where(result => result.Score is null);
}
