using System.Numerics;
using System.Runtime.InteropServices;

namespace GenreLab.Distributed;

/// <summary>What is often said with the collectives.</summary>
public static class CommunicatorExtensions
{
    private const int Part = 1 << 30;

    // Values of several parts that are sent in one message.
    private const int Together = 1 << 20;

    /// <summary>Copies one rank's values to all, which need not know how many there are.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="values">Read on <paramref name="root"/> only.</param>
    /// <param name="root">The rank that has the values.</param>
    /// <returns>The values, on every rank.</returns>
    public static T[] BroadcastArray<T>(this ICommunicator ranks, ReadOnlySpan<T> values, int root = 0) where T : unmanaged
    {
        Span<int> length = [values.Length];
        ranks.Broadcast(length, root);
        var all = ranks.Rank == root ? values.ToArray() : new T[length[0]];
        ranks.Broadcast<T>(all, root);
        return all;
    }

    /// <summary>Copies one rank's list of arrays to all, which need not know how many there are or how long.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="arrays">Read on <paramref name="root"/> only.</param>
    /// <param name="root">The rank that has the arrays.</param>
    /// <returns>On <paramref name="root"/> the arrays themselves, elsewhere copies.</returns>
    public static IReadOnlyList<T[]> BroadcastArrays<T>(this ICommunicator ranks, IReadOnlyList<T[]> arrays, int root) where T : unmanaged
    {
        var all = ranks.Rank == root ? arrays : null;
        var lengths = ranks.BroadcastArray<int>([.. all?.Select(array => array.Length) ?? []], root);
        all ??= [.. lengths.Select(length => new T[length])];
        foreach (var array in all) ranks.Broadcast<T>(array, root);
        return all;
    }

    /// <summary>Gives what comes in parts on one rank to all, piece by piece, so that nothing has to be held. A collective.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="root">The rank that has the parts.</param>
    /// <param name="give">On that rank, gives the parts to what it is told, one after the other.</param>
    /// <param name="take">Gets, on every rank, the same values in the same order, in pieces of their own; they are not used here any more.</param>
    public static void BroadcastParts<T>(this ICommunicator ranks, int root, Action<Action<T[]>> give, Action<T[]> take) where T : unmanaged
    {
        if (ranks.Rank != root)
        {
            while (ranks.BroadcastArray<T>([], root) is { Length: > 0 } piece) take(piece);
            return;
        }
        // Small parts travel together.
        var together = new List<T>();
        give(part =>
        {
            together.AddRange(part);
            if (together.Count >= Together) Send();
        });
        if (together.Count > 0) Send();
        ranks.BroadcastArray<T>([], root);

        void Send()
        {
            take(ranks.BroadcastArray<T>(CollectionsMarshal.AsSpan(together), root));
            together.Clear();
        }
    }

    /// <summary>One value of every rank, combined.</summary>
    public static T AllReduce<T>(this ICommunicator ranks, T value, Reduction reduction = Reduction.Sum) where T : unmanaged, INumber<T>
    {
        Span<T> one = [value];
        ranks.AllReduce(one, reduction);
        return one[0];
    }

    /// <summary><see cref="ICommunicator.AllReduce"/> of more values than a span can hold, in memory that does not move.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="values">The first value.</param>
    /// <param name="count">How many; equally many on every rank.</param>
    /// <param name="reduction">How two values combine.</param>
    public static unsafe void AllReduce<T>(this ICommunicator ranks, T* values, long count, Reduction reduction = Reduction.Sum) where T : unmanaged, INumber<T>
    {
        for (long start = 0; start < count; start += Part) ranks.AllReduce(new Span<T>(values + start, (int)Math.Min(Part, count - start)), reduction);
    }

    /// <summary><see cref="ICommunicator.Broadcast"/> of more values than a span can hold, in memory that does not move.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="values">The first value.</param>
    /// <param name="count">How many; equally many on every rank.</param>
    /// <param name="root">The rank that has the values.</param>
    public static unsafe void Broadcast<T>(this ICommunicator ranks, T* values, long count, int root = 0) where T : unmanaged
    {
        for (long start = 0; start < count; start += Part) ranks.Broadcast(new Span<T>(values + start, (int)Math.Min(Part, count - start)), root);
    }

    /// <summary>Makes sure that every rank sees the same as rank 0, a file's hash for example.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="fingerprint">Of what this rank sees.</param>
    /// <param name="what">Its name, as in "dataset.csv".</param>
    /// <exception cref="DataException">One rank sees something else; thrown on every rank.</exception>
    public static void RequireSame(this ICommunicator ranks, ReadOnlySpan<byte> fingerprint, string what)
    {
        var all = ranks.AllGather(fingerprint);
        for (var rank = 1; rank < all.Length; rank++)
        {
            if (!all[rank].AsSpan().SequenceEqual(all[0]))
                throw new DataException($"Rank {rank} on {ranks.HostOf(rank)} sees another {what} than rank 0 on {ranks.HostOf(0)}; give every host the same one, on a shared disk or as a copy.");
        }
    }

    /// <summary>Makes sure that every rank has something to do.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="things">How many there are to share.</param>
    /// <param name="what">What they are, in the plural.</param>
    /// <exception cref="DataException">There are more ranks.</exception>
    public static void RequireWorkForAll(this ICommunicator ranks, long things, string what)
    {
        if (ranks.Size > things) throw new DataException($"{ranks.Size} ranks cannot share {things:N0} {what}; start at most {Math.Max(1, things):N0}.");
    }
}
