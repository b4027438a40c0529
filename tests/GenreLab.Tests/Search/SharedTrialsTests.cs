using System.Collections.Concurrent;
using GenreLab.Distributed;
using GenreLab.Search;

namespace GenreLab.Tests.Search;

/// <summary>Searches whose trials ranks share.</summary>
public sealed class SharedTrialsTests
{
    private static readonly SearchPlan Plan = Spaces.Plan("""{ "learningRate": { "from": 1e-4, "to": 1e-1, "scale": "log" }, "epochs": 27 }""", SearchMethod.Halving, 27);

    private static TrialScore Score(Trial trial, Rung rung) => trial.Number == 5
        ? throw new TrainingException("It diverged.")
        : new TrialScore(1 / (1.0 + trial.Number * 7 % 27), null, trial.Number == 3 ? double.PositiveInfinity : 0.1 * rung.Number, 1);

    [Fact]
    public void RanksFindWhatOneFindsAndMakeEachTrialOnce()
    {
        var alone = HyperparameterSearch.Run(Plan, (trial, rung, _) => Score(trial, rung), [], 1, _ => { }, default);
        foreach (var size in (int[])[2, 3])
        {
            var made = new ConcurrentBag<(int Rank, int Rung, int Trial)>();
            var told = new List<TrialResult>[size];
            LocalRanks.Run(size, ranks =>
            {
                var own = told[ranks.Rank] = [];
                var outcome = HyperparameterSearch.Run(Plan, (trial, rung, _) =>
                {
                    made.Add((ranks.Rank, rung.Number, trial.Number));
                    return Score(trial, rung);
                }, [], 1 + ranks.Rank, own.Add, ranks, default);
                Assert.Equal(alone.Results, outcome.Results);
            });
            Assert.Equal(alone.Results.Count, made.Count);
            Assert.Equal(size, made.Select(trial => trial.Rank).Distinct().Count());
            Assert.All(told, one => Assert.Equal(told[0], one));
        }
    }

    [Fact]
    public void ARankThatStopsEndsTheSearchOfAll() => LocalRanks.Run(2, ranks =>
    {
        using var wanted = new CancellationTokenSource();
        using var agreed = ranks.Agree(wanted.Token);
        var outcome = HyperparameterSearch.Run(Plan, (trial, rung, stop) =>
        {
            if (ranks.Rank == 1) wanted.Cancel();
            stop.WaitHandle.WaitOne();
            throw new OperationCanceledException(stop);
        }, [], 1, _ => { }, ranks, agreed.Token);
        Assert.True(outcome.Unfinished);
        Assert.Empty(outcome.Results);
    });

    [Fact]
    public void AFaultOnOneRankEndsAll() => Assert.Throws<InvalidOperationException>(() => LocalRanks.Run(2, ranks =>
        HyperparameterSearch.Run(Plan, (trial, rung, _) => ranks.Rank == 1 ? throw new InvalidOperationException() : Score(trial, rung), [], 1, _ => { }, ranks, default)));
}
