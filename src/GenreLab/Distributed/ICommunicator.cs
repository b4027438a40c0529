using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace GenreLab.Distributed;

/// <summary>The values of one of several parts.</summary>
/// <param name="part">Its number among all.</param>
public delegate ReadOnlySpan<T> PartValues<T>(int part);

/// <summary>
/// Processes that run the same program on parts of the same data, numbered by rank, and talk in collectives: every rank
/// calls the same ones in the same order, and each returns when its part is done. Learners see only this; whether ranks
/// are one process (<see cref="SingleProcess"/>), threads (<see cref="LocalRanks"/>) or processes on many machines does
/// not change a bit of any result.
/// </summary>
/// <remarks>
/// <para>Every collective begins with a meeting in which each rank says what it is about to do. A rank that failed, ended
/// early or does something else is thereby noticed by all (<see cref="RankFailedException"/>,
/// <see cref="CommunicationException"/>), and nobody waits for ever. A meeting costs one exchange of 256 bytes a rank;
/// up to 224 bytes of values travel with it.</para>
/// <para>Call it from one thread at a time. Any number of values is sent; it is cut into messages inside.</para>
/// </remarks>
public interface ICommunicator
{
    /// <summary>This process's number, 0 to <see cref="Size"/> − 1. Rank 0 alone prints and writes.</summary>
    int Rank { get; }

    /// <summary>Number of ranks, 1 or more.</summary>
    int Size { get; }

    /// <summary>Name of the machine a rank runs on.</summary>
    string HostOf(int rank);

    /// <summary>Returns when every rank has called it.</summary>
    void Barrier();

    /// <summary>Copies one rank's values to all.</summary>
    /// <param name="values">Read on <paramref name="root"/>, overwritten elsewhere; equally many on every rank.</param>
    /// <param name="root">The rank that has the values.</param>
    void Broadcast<T>(Span<T> values, int root = 0) where T : unmanaged;

    /// <summary>Brings every rank's values to one rank.</summary>
    /// <param name="values">This rank's values; each rank may have another number of them.</param>
    /// <param name="root">The rank that gets them.</param>
    /// <returns>On <paramref name="root"/> an array a rank, in rank order; elsewhere no array.</returns>
    T[][] Gather<T>(ReadOnlySpan<T> values, int root = 0) where T : unmanaged;

    /// <summary>Brings every rank's values to every rank.</summary>
    /// <param name="values">This rank's values; each rank may have another number of them.</param>
    /// <returns>An array a rank, in rank order.</returns>
    T[][] AllGather<T>(ReadOnlySpan<T> values) where T : unmanaged;

    /// <summary>Brings every rank what each rank has for it.</summary>
    /// <param name="values">What this rank has for all: its values for rank 0, then those for rank 1, and so on, itself among them.</param>
    /// <param name="counts">How many values it has for each rank, <see cref="Size"/> numbers; each rank may have others.</param>
    /// <returns>What all have for this rank: an array a rank, in rank order.</returns>
    T[][] AllToAll<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> counts) where T : unmanaged;

    /// <summary>
    /// Combines the ranks' values place by place, in rank order: ((rank 0 + rank 1) + rank 2) + …, and gives the result,
    /// the same bits, to every rank. Sums of floating-point numbers depend on the number of ranks;
    /// where they must not, use <see cref="AllMerge"/>. NaN in any rank gives NaN.
    /// </summary>
    /// <remarks>Each rank adds up one piece of the values for all (reduce-scatter, then all-gather), so that it sends and receives
    /// 2 (Size − 1) / Size times the values, however many ranks there are.</remarks>
    /// <param name="values">This rank's values, equally many on every rank; overwritten by the result.</param>
    /// <param name="reduction">How two values combine.</param>
    void AllReduce<T>(Span<T> values, Reduction reduction = Reduction.Sum) where T : unmanaged, INumber<T>;

    /// <summary>
    /// Merges what the ranks gathered over their chunks of the data, in an order that depends on the chunks alone, and gives
    /// the result to every rank: the same bits for any number of ranks, as long as the chunks are the same.
    /// </summary>
    /// <remarks>A rank sends what it gathered as the fewest complete subtrees of a binary tree over all chunks: one when shares
    /// are aligned (chunks and ranks powers of two), 2 log₂(chunks) at most; the cost is that many times the first half of
    /// an <see cref="AllReduce"/>, whose second half is the same.</remarks>
    /// <param name="mine">What this rank gathered over its run of chunks; rank 0's run begins with chunk 0 and each rank's where the one before ended.</param>
    /// <param name="merged">Gets the result, as many values as a chunk has; all default when there are no chunks.</param>
    void AllMerge<T>(ChunkMerge<T> mine, Span<T> merged) where T : unmanaged;

    /// <summary>
    /// Adds up numbered parts of which each rank has a run (as <see cref="RankShare"/> deals them), from the first to the last: ((part 0 + part 1) +
    /// part 2) + …, and gives the sum to every rank: the bits that one rank with all parts would get.
    /// </summary>
    /// <remarks>The sum so far goes from rank to rank, a small piece at a time: each rank adds its parts and passes it on, and while the last is at the first
    /// piece the first is at a later one. The last rank gives the sum to all. So every rank sends the values once or twice, however many parts it has.</remarks>
    /// <param name="parts">Number of parts of all ranks together, 1 or more.</param>
    /// <param name="part">Gives the values of one of this rank's parts, by its number among all.</param>
    /// <param name="sum">Gets the sum, as many values as a part has; may be where this rank's first part lies.</param>
    void AllAdd<T>(int parts, PartValues<T> part, Span<T> sum) where T : unmanaged, INumber<T>;

    /// <summary>Has the ranks agree upon a cancellation: no collective itself, but called by every rank at the same point.</summary>
    /// <param name="wanted">Says when this rank wants it.</param>
    AgreedCancellation Agree(CancellationToken wanted);

    /// <summary>Ends every rank at once, without their consent.</summary>
    /// <param name="message">One clear sentence; shown once, with this rank and its host.</param>
    [DoesNotReturn]
    void Abort(string message);
}
