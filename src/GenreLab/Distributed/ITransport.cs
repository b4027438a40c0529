using System.Diagnostics.CodeAnalysis;

namespace GenreLab.Distributed;

/// <summary>What carries bytes between ranks. <see cref="Communicator"/> calls it only for what all ranks agreed upon.</summary>
internal interface ITransport
{
    int Rank { get; }

    int Size { get; }

    /// <summary>Brings packets of equal length from every rank to every rank. Waiting costs little processor time.</summary>
    /// <param name="own">This rank's packet, in pinned memory.</param>
    /// <param name="all">Gets all of them, in rank order; in pinned memory.</param>
    /// <param name="patience">How long to wait for the others; null for ever.</param>
    /// <returns>False when the others did not come in time; nothing but <see cref="Abort"/> may follow.</returns>
    bool Meet(ReadOnlySpan<byte> own, Span<byte> all, TimeSpan? patience);

    /// <summary>Copies the root's bytes to all.</summary>
    void Broadcast(Span<byte> bytes, int root);

    /// <summary>Sends each rank its own piece of <paramref name="send"/> and receives one from each; pieces lie in rank order without gaps.</summary>
    void AllToAll(ReadOnlySpan<byte> send, ReadOnlySpan<int> sendLengths, Span<byte> receive, ReadOnlySpan<int> receiveLengths);

    /// <summary>Every rank has filled its own piece of <paramref name="bytes"/>; fills the others' from them.</summary>
    void AllGather(Span<byte> bytes, ReadOnlySpan<int> lengths);

    /// <summary>Sends to a rank that calls <see cref="Receive"/> for as many bytes.</summary>
    void Send(ReadOnlySpan<byte> bytes, int to);

    /// <summary>Receives from a rank that calls <see cref="Send"/>.</summary>
    void Receive(Span<byte> bytes, int from);

    /// <summary>Ends all ranks at once.</summary>
    [DoesNotReturn]
    void Abort(int rank, string sentence);
}
