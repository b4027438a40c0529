using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using GenreLab.Distributed;

namespace GenreLab.Search;

/// <summary>
/// Trials that ranks take from one queue. There is no rank that serves it: a hundred times a second all tell each other what they finished and how many trials more they can
/// take, and from that each knows who takes which. A rank with long trials therefore takes fewer, and one that fails is noticed at the next beat.
/// </summary>
internal static class SharedTrials
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);
    private static readonly JsonSerializerOptions Json = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>What a rank tells.</summary>
    /// <param name="Running">Trials it is at.</param>
    /// <param name="Free">Trials more it can take.</param>
    /// <param name="Finished">What it finished since it told last.</param>
    private sealed record Beat(int Running, int Free, TrialResult[] Finished);

    /// <summary>Tries all; every rank is told of every result, in the same order.</summary>
    /// <param name="trials">The queue.</param>
    /// <param name="score">Tries one; called on threads of its own.</param>
    /// <param name="jobs">Trials at once on this rank.</param>
    /// <param name="keep">Told of each result.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="stop">Ends it early; agreed upon by the ranks.</param>
    public static void Try(IReadOnlyList<Trial> trials, Func<Trial, CancellationToken, TrialResult> score, int jobs, Action<TrialResult> keep, ICommunicator ranks, CancellationToken stop)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stop);
        using var news = new SemaphoreSlim(0);
        var finished = new ConcurrentQueue<TrialResult?>();
        var threads = new List<Thread>();
        ExceptionDispatchInfo? failure = null;
        void Start(Trial trial)
        {
            var thread = new Thread(() =>
            {
                TrialResult? result = null;
                try
                {
                    result = score(trial, ended.Token);
                }
                catch (OperationCanceledException) when (ended.IsCancellationRequested)
                {
                    // Dropped; a resumed search makes it again.
                }
#pragma warning disable CA1031 // Thrown again on the caller's thread.
                catch (Exception fault)
                {
                    Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(fault), null);
                }
#pragma warning restore CA1031
                finished.Enqueue(result);
                news.Release();
            })
            { IsBackground = true, Name = $"trial {trial.Number}" };
            threads.Add(thread);
            thread.Start();
        }

        try
        {
            int running = 0, next = 0;
            while (true)
            {
                Volatile.Read(ref failure)?.Throw();
                var results = new List<TrialResult>();
                for (; finished.TryDequeue(out var result); running--)
                    if (result is not null) results.Add(result);
                var beats = Tell(new Beat(running, jobs - running, [.. results]), ranks);
                foreach (var result in beats.SelectMany(beat => beat.Finished)) keep(result);

                var mayBegin = stop.IsCancellationRequested ? 0 : trials.Count - next;
                if (mayBegin == 0 && beats.All(beat => beat.Running == 0)) return;
                foreach (var rank in Takers(beats).Take(mayBegin))
                {
                    if (rank == ranks.Rank)
                    {
                        Start(trials[next]);
                        running++;
                    }
                    next++;
                }
                news.Wait(Pause, CancellationToken.None);
            }
        }
        finally
        {
            ended.Cancel();
            foreach (var thread in threads) thread.Join();
        }
    }

    private static Beat[] Tell(Beat own, ICommunicator ranks) =>
        Array.ConvertAll(ranks.AllGather<byte>(JsonSerializer.SerializeToUtf8Bytes(own, Json)), told => JsonSerializer.Deserialize<Beat>(told, Json)!);

    // The ranks in turn, each as often as it can take a trial.
    private static IEnumerable<int> Takers(Beat[] beats)
    {
        for (var round = 0; beats.Any(beat => beat.Free > round); round++)
            for (var rank = 0; rank < beats.Length; rank++)
                if (beats[rank].Free > round) yield return rank;
    }
}
