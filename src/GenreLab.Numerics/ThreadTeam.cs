namespace GenreLab.Numerics;

/// <summary>
/// A few threads that do numbered pieces of work together, many thousand times a second. Pieces are handed out in any
/// order, so a piece must write only to places of its own; whoever merges them does so in number order, and results
/// do not depend on the number of threads.
/// </summary>
public sealed class ThreadTeam : IDisposable
{
    // Waiting workers spin this many times (some tens of microseconds) before they sleep: phases of a training step follow each other closely.
    private const int SpinsBeforeSleep = 2_000;

    private readonly Thread[] workers;
    private readonly SemaphoreSlim[] sleepers;
    private readonly int[] asleep;
    private Action<int, int>? work;
    private Exception? failure;
    private int pieces, next, running, round;
    private bool stopped;

    /// <summary>Starts the team.</summary>
    /// <param name="threads">Threads that work together, the caller included; 1 or more.</param>
    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Threads = threads;
        workers = new Thread[threads - 1];
        sleepers = new SemaphoreSlim[threads - 1];
        asleep = new int[threads - 1];
        for (var i = 0; i < workers.Length; i++)
        {
            var worker = i;
            sleepers[i] = new SemaphoreSlim(0);
            workers[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"GenreLab worker {i + 1}" };
            workers[i].Start();
        }
    }

    /// <summary>Threads that work together, the caller included.</summary>
    public int Threads { get; }

    /// <summary>Does pieces 0 to <paramref name="count"/> − 1 and returns when all are done.</summary>
    /// <param name="count">Number of pieces.</param>
    /// <param name="piece">Gets the piece's number and the number of the thread (0 to <see cref="Threads"/> − 1) that does it.</param>
    /// <exception cref="AggregateException">A piece failed.</exception>
    public void Run(int count, Action<int, int> piece)
    {
        if (workers.Length == 0 || count <= 1)
        {
            for (var i = 0; i < count; i++) piece(i, 0);
            return;
        }

        work = piece;
        pieces = count;
        next = 0;
        failure = null;
        Volatile.Write(ref running, workers.Length);
        Interlocked.Increment(ref round);
        for (var i = 0; i < workers.Length; i++)
            if (Interlocked.Exchange(ref asleep[i], 0) == 1) sleepers[i].Release();
        TakePieces(0);
        var spinner = new SpinWait();
        while (Volatile.Read(ref running) > 0)
        {
            if (spinner.Count < 50) Thread.SpinWait(20);
            spinner.SpinOnce(-1);
        }
        work = null;
        if (failure is not null) throw new AggregateException(failure);
    }

    /// <summary>Lets the threads end.</summary>
    public void Dispose()
    {
        stopped = true;
        Interlocked.Increment(ref round);
        for (var i = 0; i < workers.Length; i++)
            if (Interlocked.Exchange(ref asleep[i], 0) == 1) sleepers[i].Release();
        for (var i = 0; i < workers.Length; i++)
        {
            workers[i].Join();
            sleepers[i].Dispose();
        }
    }

    private void Work(int worker)
    {
        var seen = 0;
        while (true)
        {
            for (var spins = 0; Volatile.Read(ref round) == seen; spins++)
            {
                if (spins < SpinsBeforeSleep)
                {
                    Thread.SpinWait(10);
                }
                else
                {
                    // Announce the sleep, look once more, and only then sleep: a round that started in between is not missed.
                    Interlocked.Exchange(ref asleep[worker], 1);
                    if (Volatile.Read(ref round) == seen || Interlocked.Exchange(ref asleep[worker], 0) == 0) sleepers[worker].Wait();
                }
            }
            seen = Volatile.Read(ref round);
            if (stopped) return;
            TakePieces(worker + 1);
            Interlocked.Decrement(ref running);
        }
    }

    private void TakePieces(int thread)
    {
        try
        {
            for (var piece = Interlocked.Increment(ref next) - 1; piece < pieces; piece = Interlocked.Increment(ref next) - 1) work!(piece, thread);
        }
        catch (Exception exception)
        {
            // The first failure is reported; nobody begins another piece.
            Interlocked.CompareExchange(ref failure, exception, null);
            Volatile.Write(ref next, pieces);
        }
    }
}
