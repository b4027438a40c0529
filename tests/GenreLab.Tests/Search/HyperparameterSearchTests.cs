using System.Collections.Concurrent;
using GenreLab.Search;

namespace GenreLab.Tests.Search;

public sealed class HyperparameterSearchTests
{
    private const string Json = """{ "learningRate": { "from": 1e-4, "to": 1e-1, "scale": "log" }, "epochs": 27 }""";

    // Better the nearer the rate is to a hundredth, and with more epochs.
    private static TrialScore Score(SearchPlan plan, Trial trial, Rung rung)
    {
        var accuracy = 0.9 - 0.1 * Math.Abs(Math.Log10(plan.Mlp(trial.Number).LearningRate) + 2) - 0.05 / (rung.Amount ?? 27);
        return new TrialScore(accuracy, 0.01, 1 - accuracy, 1);
    }

    private static SearchOutcome Run(SearchPlan plan, int jobs = 1, IEnumerable<TrialResult>? known = null, Action<TrialResult>? keep = null, CancellationToken stop = default) =>
        HyperparameterSearch.Run(plan, (trial, rung, _) => Score(plan, trial, rung), known ?? [], jobs, keep ?? (_ => { }), stop);

    [Fact]
    public void HalvingKeepsTheBestThirdAndJobsDoNotMatter()
    {
        var plan = Spaces.Plan(Json, SearchMethod.Halving, 27);
        var outcome = Run(plan);
        Assert.Equal([27, 9, 3, 1], outcome.Results.GroupBy(result => result.Rung).Select(rung => rung.Count()));
        for (var rung = 1; rung < 4; rung++)
        {
            var ranked = TrialResult.Ranked(outcome.Results.Where(result => result.Rung == rung)).Select(result => result.Trial).ToArray();
            Assert.Equal(ranked[..(ranked.Length / 3)].Order(), outcome.Results.Where(result => result.Rung == rung + 1).Select(result => result.Trial));
        }
        var nearest = plan.Trials.MinBy(trial => Math.Abs(Math.Log10(plan.Mlp(trial.Number).LearningRate) + 2))!;
        Assert.Equal((nearest.Number, 4), (outcome.Best!.Trial, outcome.Best.Rung));
        Assert.Equal(27, outcome.Ranking.Count);
        Assert.False(outcome.Unfinished);
        Assert.Equal(outcome.Results, Run(plan, jobs: 7).Results);
    }

    [Fact]
    public void WhatIsKnownIsNotMadeAgain()
    {
        var plan = Spaces.Plan(Json, SearchMethod.Halving, 27);
        var whole = Run(plan);
        foreach (var count in (int[])[0, 5, 27, 30, 39, 40])
        {
            var made = new ConcurrentBag<TrialResult>();
            var resumed = Run(plan, jobs: 3, known: whole.Results.Take(count), keep: made.Add);
            Assert.Equal(whole.Results, resumed.Results);
            Assert.Equal(whole.Results.Count - count, made.Count);
        }
        // Results that are no part of the plan do not matter.
        Assert.Equal(whole.Results, Run(plan, known: [new TrialResult(99, 1, new TrialScore(1, null, 0, 0)), new TrialResult(1, 9, new TrialScore(1, null, 0, 0))]).Results);
    }

    [Fact]
    public void ATrialThatFailsIsRecordedAndDoesNotGoOn()
    {
        var plan = Spaces.Plan(Json, SearchMethod.Halving, 9);
        var best = Run(plan).Best!.Trial;
        var outcome = HyperparameterSearch.Run(plan, (trial, rung, _) => trial.Number == best ? throw new TrainingException("It diverged.") : Score(plan, trial, rung), [], 2, _ => { }, default);
        var failed = Assert.Single(outcome.Failed);
        Assert.Equal((best, 1, "It diverged."), (failed.Trial, failed.Rung, failed.Failure));
        Assert.NotEqual(best, outcome.Best!.Trial);
        Assert.Equal([9, 3, 1], outcome.Results.GroupBy(result => result.Rung).Select(rung => rung.Count()));
        var hopeless = HyperparameterSearch.Run(plan, (_, _, _) => throw new TrainingException("No."), [], 2, _ => { }, default);
        Assert.Equal((9, null), (hopeless.Results.Count, hopeless.Best));
        var full = HyperparameterSearch.Run(plan, (_, _, _) => throw new InsufficientMemoryException(), [], 1, _ => { }, default);
        Assert.All(full.Failed, result => Assert.Contains("memory", result.Failure!, StringComparison.Ordinal));
    }

    [Fact]
    public void WhatIsStoppedKeepsWhatIsDone()
    {
        var plan = Spaces.Plan(Json, SearchMethod.Random, 50);
        using var stop = new CancellationTokenSource();
        var kept = new List<TrialResult>();
        var outcome = Run(plan, jobs: 2, keep: result =>
        {
            kept.Add(result);
            if (kept.Count == 10) stop.Cancel();
        }, stop: stop.Token);
        Assert.True(outcome.Unfinished);
        Assert.InRange(outcome.Results.Count, 10, 12);
        Assert.Equal(kept.OrderBy(result => result.Trial), outcome.Results);
        Assert.NotNull(outcome.Best);
        Assert.Equal(Run(plan).Results, Run(plan, known: kept).Results);
    }

    [Fact]
    public void ABugOrAFullDiskEndsTheSearch()
    {
        var plan = Spaces.Plan(Json, SearchMethod.Random, 50);
        var count = 0;
        Assert.Equal("No room.", Assert.Throws<GenreLabException>(() => Run(plan, jobs: 3, keep: _ =>
        {
            if (++count == 5) throw new GenreLabException("No room.");
        })).Message);
        Assert.Equal(5, count);
        Assert.Throws<InvalidOperationException>(() => HyperparameterSearch.Run(plan, (_, _, _) => throw new InvalidOperationException(), [], 2, _ => { }, default));
    }

    [Fact]
    public void OfEquallyAccurateTrialsTheSurerOneIsBetter()
    {
        TrialResult[] results = [new(1, 1, new TrialScore(0.5, null, 1.2, 0)), new(2, 1, new TrialScore(0.5, null, 1.1, 0)), new(3, 1, null, "No."), new(4, 1, new TrialScore(0.5, null, 1.1, 0))];
        Assert.Equal([2, 4, 1], TrialResult.Ranked(results).Select(result => result.Trial));
    }
}
