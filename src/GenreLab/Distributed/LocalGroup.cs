namespace GenreLab.Distributed;

/// <summary>What the ranks of <see cref="LocalRanks"/> share.</summary>
internal sealed class LocalGroup(int size) : IDisposable
{
    private readonly Barrier barrier = new(size);
    private readonly CancellationTokenSource ended = new();
    private RankFailedException? reason;

    public int Size => size;

    /// <summary>Where each rank's bytes for the others lie, and how long its pieces are.</summary>
    public (nint Address, nint Lengths)[] Published { get; } = new (nint, nint)[size];

    /// <summary>Released when a rank's message may be read, and when it was.</summary>
    public (SemaphoreSlim Sent, SemaphoreSlim Received)[] Messages { get; } = [.. Enumerable.Range(0, size).Select(_ => (new SemaphoreSlim(0), new SemaphoreSlim(0)))];

    /// <summary>Waits for all ranks; false when they did not come in time.</summary>
    public bool Wait(TimeSpan? patience = null) => UnlessEnded(token => barrier.SignalAndWait(patience ?? Timeout.InfiniteTimeSpan, token));

    public void Wait(SemaphoreSlim signal) => UnlessEnded(token =>
    {
        signal.Wait(token);
        return true;
    });

    /// <summary>Nobody waits any more.</summary>
    public void End(int rank, string sentence)
    {
        Interlocked.CompareExchange(ref reason, new RankFailedException(rank, sentence), null);
        ended.Cancel();
    }

    public void Dispose()
    {
        barrier.Dispose();
        ended.Dispose();
        foreach (var (sent, received) in Messages)
        {
            sent.Dispose();
            received.Dispose();
        }
    }

    private bool UnlessEnded(Func<CancellationToken, bool> wait)
    {
        try
        {
            return wait(ended.Token);
        }
        catch (OperationCanceledException)
        {
            throw reason!;
        }
    }
}
