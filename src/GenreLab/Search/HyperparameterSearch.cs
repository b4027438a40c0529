using System.Runtime.ExceptionServices;
using GenreLab.Distributed;

namespace GenreLab.Search;

/// <summary>Carries out a search: rung by rung, several trials at once. What it finds does not depend on how many at once, nor on which were
/// known before.</summary>
public static class HyperparameterSearch
{
    /// <summary>Searches.</summary>
    /// <param name="plan">What to try.</param>
    /// <param name="score">Scores a trial, see <see cref="TrialScoring.Score"/>; called on several threads. A <see cref="GenreLabException"/>
    /// fails that trial alone.</param>
    /// <param name="known">Results of the same search, which are not made again; others than the plan's are left out.</param>
    /// <param name="jobs">Trials at once, 1 or more.</param>
    /// <param name="keep">Told of each new result, one at a time; what it throws ends the search.</param>
    /// <param name="stop">Ends the search early; trials that are not finished are dropped.</param>
    public static SearchOutcome Run(
        SearchPlan plan, Func<Trial, Rung, CancellationToken, TrialScore> score, IEnumerable<TrialResult> known, int jobs, Action<TrialResult> keep, CancellationToken stop) =>
        Run(plan, score, known, jobs, keep, SingleProcess.Instance, stop);

    /// <summary>Searches on several ranks, which take trials from one queue; each gets all results.</summary>
    /// <param name="plan">What to try.</param>
    /// <param name="score">Scores a trial, as above; on one rank.</param>
    /// <param name="known">Results of the same search, the same on every rank.</param>
    /// <param name="jobs">Trials at once on this rank, 1 or more.</param>
    /// <param name="keep">Told of each new result of any rank, one at a time and in the same order on every rank.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="stop">Ends the search early; agreed upon by the ranks (<see cref="ICommunicator.Agree"/>).</param>
    public static SearchOutcome Run(
        SearchPlan plan, Func<Trial, Rung, CancellationToken, TrialScore> score, IEnumerable<TrialResult> known, int jobs, Action<TrialResult> keep, ICommunicator ranks, CancellationToken stop)
    {
        var results = new SortedDictionary<(int Rung, int Trial), TrialResult>();
        var before = new Dictionary<(int Rung, int Trial), TrialResult>();
        foreach (var result in known) before.TryAdd((result.Rung, result.Trial), result);
        IReadOnlyList<Trial> trials = plan.Trials;
        foreach (var rung in plan.Rungs)
        {
            var missing = new List<Trial>();
            foreach (var trial in trials)
            {
                if (before.TryGetValue((rung.Number, trial.Number), out var done)) results.Add((rung.Number, trial.Number), done);
                else missing.Add(trial);
            }
            void Take(TrialResult result)
            {
                keep(result);
                results.Add((result.Rung, result.Trial), result);
            }
            if (ranks.Size == 1) Try(missing, rung, score, jobs, Take, stop);
            else SharedTrials.Try(missing, (trial, token) => Result(trial, rung, score, token), jobs, Take, ranks, stop);
            if (stop.IsCancellationRequested && results.Keys.Count(key => key.Rung == rung.Number) < trials.Count) return new SearchOutcome(plan, [.. results.Values], Unfinished: true);
            if (rung.Number == plan.Rungs.Count) break;
            trials = Promoted(plan, rung, results.Values);
        }
        return new SearchOutcome(plan, [.. results.Values], Unfinished: false);
    }

    /// <summary>The best of a rung, as many as the next one takes, by number.</summary>
    private static Trial[] Promoted(SearchPlan plan, Rung rung, IEnumerable<TrialResult> results) =>
    [
        .. TrialResult.Ranked(results.Where(result => result.Rung == rung.Number))
            .Take(plan.Rungs[rung.Number].Trials).Select(result => plan.TrialOf(result.Trial)).OrderBy(trial => trial.Number),
    ];

    private static void Try(
        List<Trial> trials, Rung rung, Func<Trial, Rung, CancellationToken, TrialScore> score, int jobs, Action<TrialResult> keep, CancellationToken stop)
    {
        // One worker that cannot go on stops the others in the middle of their trials.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var gate = new Lock();
        var next = -1;
        ExceptionDispatchInfo? failure = null;
        void Work()
        {
            try
            {
                for (var i = Interlocked.Increment(ref next); i < trials.Count && !ended.IsCancellationRequested; i = Interlocked.Increment(ref next))
                {
                    var result = Result(trials[i], rung, score, ended.Token);
                    lock (gate)
                        if (failure is null) keep(result);
                }
            }
            catch (OperationCanceledException) when (ended.IsCancellationRequested)
            {
                // Dropped; a resumed search makes it again.
            }
#pragma warning disable CA1031 // Thrown again on the caller's thread.
            catch (Exception fault)
            {
                lock (gate) failure ??= ExceptionDispatchInfo.Capture(fault);
                ended.Cancel();
            }
#pragma warning restore CA1031
        }
        var workers = new Thread[Math.Min(jobs, trials.Count)];
        for (var i = 0; i < workers.Length; i++) (workers[i] = new Thread(Work) { IsBackground = true, Name = $"trials {i + 1}" }).Start();
        foreach (var worker in workers) worker.Join();
        failure?.Throw();
    }

    private static TrialResult Result(Trial trial, Rung rung, Func<Trial, Rung, CancellationToken, TrialScore> score, CancellationToken stop)
    {
        try
        {
            return new TrialResult(trial.Number, rung.Number, score(trial, rung, stop));
        }
        catch (GenreLabException failure)
        {
            return new TrialResult(trial.Number, rung.Number, null, failure.Message);
        }
        catch (OutOfMemoryException)
        {
            return new TrialResult(trial.Number, rung.Number, null, "There was not enough memory for it.");
        }
    }
}
