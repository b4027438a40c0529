namespace GenreLab.Distributed;

/// <summary>
/// A cancellation that all ranks see at the same point of their work: when any rank wants it, the token is cancelled on every rank
/// within the same collective. Ranks that decide by it therefore decide alike, and none is left waiting for another.
/// </summary>
/// <seealso cref="ICommunicator.Agree"/>
public sealed class AgreedCancellation : IDisposable
{
    private readonly CancellationToken wanted;
    private readonly CancellationTokenSource? agreed;
    private readonly Action<AgreedCancellation>? forget;

    /// <summary>One that nobody has to agree upon.</summary>
    internal AgreedCancellation(CancellationToken wanted) => this.wanted = wanted;

    internal AgreedCancellation(Action<AgreedCancellation> forget, CancellationToken wanted)
    {
        (this.wanted, this.forget) = (wanted, forget);
        agreed = new CancellationTokenSource();
    }

    /// <summary>What the ranks agreed upon.</summary>
    public CancellationToken Token => agreed?.Token ?? wanted;

    /// <summary>Whether this rank wants it.</summary>
    internal bool IsWanted => wanted.IsCancellationRequested;

    internal void Cancel() => agreed!.Cancel();

    /// <summary>Ranks need not agree upon it any more; every rank does so at the same point.</summary>
    public void Dispose()
    {
        forget?.Invoke(this);
        agreed?.Dispose();
    }
}
