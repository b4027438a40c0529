using System.Runtime.ExceptionServices;

namespace GenreLab.Distributed;

/// <summary>Ranks that are threads of this process: for trying out and testing what will run on many machines.</summary>
public static class LocalRanks
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Runs a program as every rank and waits for all.</summary>
    /// <param name="size">Number of ranks, 1 or more.</param>
    /// <param name="program">What each does; gets its own communicator.</param>
    /// <exception cref="Exception">Whatever the lowest of the failing ranks threw; the other ranks were ended.</exception>
    public static void Run(int size, Action<ICommunicator> program)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        using var group = new LocalGroup(size);
        var failures = new Exception?[size];
        var threads = new Thread[size];
        for (var rank = 0; rank < size; rank++)
        {
            var own = rank;
            threads[rank] = new Thread(() => RunRank(new LocalTransport(group, own), group, program, failures)) { IsBackground = true, Name = $"GenreLab rank {rank}" };
            threads[rank].Start();
        }
        foreach (var thread in threads) thread.Join();
        var first = failures.FirstOrDefault(failure => failure is not null and not RankFailedException) ?? failures.FirstOrDefault(failure => failure is not null);
        if (first is not null) ExceptionDispatchInfo.Throw(first);
    }

    private static void RunRank(LocalTransport transport, LocalGroup group, Action<ICommunicator> program, Exception?[] failures)
    {
        Communicator? ranks = null;
        try
        {
            ranks = new Communicator(transport, Environment.MachineName);
            program(ranks);
            ranks.End();
        }
        catch (RankFailedException failure)
        {
            failures[transport.Rank] = failure;
        }
#pragma warning disable CA1031 // Whatever it is, it is thrown again when the other ranks have been ended.
        catch (Exception failure)
        {
            failures[transport.Rank] = failure;
            if (Told(ranks)) return;
            group.End(transport.Rank, $"Rank {transport.Rank} of {transport.Size} failed: {failure.Message}");
        }
#pragma warning restore CA1031
    }

    private static bool Told(Communicator? ranks)
    {
        try
        {
            return ranks?.Fail(Patience) is not null;
        }
        catch (RankFailedException)
        {
            // Another rank has ended them all meanwhile.
            return true;
        }
    }
}
