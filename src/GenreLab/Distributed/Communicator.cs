using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace GenreLab.Distributed;

/// <summary>
/// The collectives over any <see cref="ITransport"/>. All arithmetic happens here, in an order of its own, so that
/// every transport gives the same bits.
/// </summary>
internal sealed class Communicator : ICommunicator
{
    // One message; below 2³¹ bytes because MPI counts in int.
    private const int MessageBytes = 1 << 30;

    // A rank reduces pieces of this size at a time: large enough to keep a network busy, small enough to stay in cache.
    private const int PieceBytes = 1 << 20;

    // What goes along the chain of ranks at a time: long enough for the network, short enough that the last rank begins early.
    private const int ChainBytes = 1 << 16;

    // What a rank sends to all others at a time where each gets values of its own.
    private const int ExchangeBytes = 1 << 24;

    // A bit each in a packet.
    private const int MostCancellations = 32;

    private readonly ITransport transport;
    private readonly byte[] packet = GC.AllocateArray<byte>(Call.PacketBytes, pinned: true);
    private readonly byte[] packets;
    private readonly int[] sendLengths, receiveLengths;
    private readonly string[] hosts;
    private readonly List<AgreedCancellation> cancellations = [];
    private byte[] sending = [], received = [];
    private RankFailedException? failure;

    /// <summary>Joins the ranks; a collective.</summary>
    public Communicator(ITransport transport, string host)
    {
        this.transport = transport;
        packets = GC.AllocateArray<byte>(Size * Call.PacketBytes, pinned: true);
        (sendLengths, receiveLengths) = (new int[Size], new int[Size]);
        hosts = new string[Size];
        Array.Fill(hosts, "an unknown host");
        hosts[Rank] = host;
        var names = AllGather<byte>(Encoding.UTF8.GetBytes(host));
        for (var rank = 0; rank < Size; rank++) hosts[rank] = Encoding.UTF8.GetString(names[rank]);
    }

    public int Rank => transport.Rank;

    public int Size => transport.Size;

    public string HostOf(int rank) => rank >= 0 && rank < Size ? hosts[rank] : throw new ArgumentOutOfRangeException(nameof(rank));

    /// <summary><c>Rank 1 of 3 on host</c>.</summary>
    public string NameOf(int rank) => $"Rank {rank} of {Size} on {hosts[rank]}";

    public void Barrier() => Meet(new Call(Operation.Barrier));

    public void Broadcast<T>(Span<T> values, int root = 0) where T : unmanaged
    {
        CheckRoot(root);
        var call = Call.Of<T>(Operation.Broadcast, root, values.Length);
        Meet(call, values);
        if (call.FitsInPacket) PacketOf<T>(root, values.Length).CopyTo(values);
        else foreach (var part in Messages<T>(values.Length)) transport.Broadcast(MemoryMarshal.AsBytes(values[part]), root);
    }

    public T[][] Gather<T>(ReadOnlySpan<T> values, int root = 0) where T : unmanaged
    {
        CheckRoot(root);
        var call = Call.Of<T>(Operation.Gather, root, values.Length);
        Meet(call, values);
        if (Rank != root)
        {
            if (call.FitsInPacket) return [];
            foreach (var part in Messages<T>(values.Length)) transport.Send(MemoryMarshal.AsBytes(values[part]), root);
            return [];
        }
        var all = ArraysFromPackets(values);
        for (var rank = 0; rank < Size; rank++)
        {
            if (rank == Rank || CallOf(rank).FitsInPacket) continue;
            foreach (var part in Messages<T>(all[rank].Length)) transport.Receive(MemoryMarshal.AsBytes(all[rank].AsSpan(part)), rank);
        }
        return all;
    }

    public T[][] AllGather<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        Meet(Call.Of<T>(Operation.AllGather, 0, values.Length), values);
        var all = ArraysFromPackets(values);
        for (var rank = 0; rank < Size; rank++)
        {
            if (CallOf(rank).FitsInPacket) continue;
            foreach (var part in Messages<T>(all[rank].Length)) transport.Broadcast(MemoryMarshal.AsBytes(all[rank].AsSpan(part)), rank);
        }
        return all;
    }

    public T[][] AllToAll<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> counts) where T : unmanaged
    {
        if (counts.Length != Size || values.Length != TensorPrimitives.Sum(counts))
            throw new ArgumentException($"{Size} ranks get {values.Length} values together.", nameof(counts));
        Meet(Call.Of<T>(Operation.AllToAll, 0, values.Length));
        var forEach = AllGather<int>(counts);
        var all = Array.ConvertAll(forEach, theirs => new T[theirs[Rank]]);
        long longest = forEach.Max(theirs => theirs.Max());
        var part = Math.Max(1, ExchangeBytes / (Size * Unsafe.SizeOf<T>()));
        for (long start = 0; start < longest; start += part) AllToAllPart(values, forEach, all, start, part);
        return all;
    }

    public void AllReduce<T>(Span<T> values, Reduction reduction = Reduction.Sum) where T : unmanaged, INumber<T>
    {
        var call = Call.Of<T>(Operation.AllReduce, (int)reduction, values.Length);
        Meet(call, values);
        if (call.FitsInPacket)
        {
            PacketOf<T>(0, values.Length).CopyTo(values);
            for (var rank = 1; rank < Size; rank++) Reduce(values, PacketOf<T>(rank, values.Length), reduction);
            return;
        }
        foreach (var block in Blocks<T>(values.Length, nodes: 1)) AllReduceBlock(values[block], reduction);
    }

    public void AllMerge<T>(ChunkMerge<T> mine, Span<T> merged) where T : unmanaged
    {
        if (merged.Length != mine.Length) throw new ArgumentException($"The result has {mine.Length} values, not {merged.Length}.", nameof(merged));
        Meet(Call.Of<T>(Operation.AllMerge, 0, merged.Length));
        var nodes = AllGather<ChunkNode>(mine.Nodes.ToArray());
        CheckRuns(nodes);
        foreach (var block in Blocks<T>(merged.Length, nodes.Max(run => run.Length))) AllMergeBlock(mine, nodes, merged, block);
    }

    public void AllAdd<T>(int parts, PartValues<T> part, Span<T> sum) where T : unmanaged, INumber<T>
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parts);
        Meet(Call.Of<T>(Operation.AllAdd, parts, sum.Length));
        // With fewer parts than ranks some have none and take no part in adding.
        int[] adding = [.. Enumerable.Range(0, Size).Where(rank => RankShare.Of(parts, rank, Size).Count > 0)];
        var place = Array.IndexOf(adding, Rank);
        if (place >= 0)
        {
            int? before = place == 0 ? null : adding[place - 1], after = place == adding.Length - 1 ? null : adding[place + 1];
            foreach (var piece in Parts(sum.Length, ChainBytes / Unsafe.SizeOf<T>())) AddPiece(RankShare.Of(parts, Rank, Size), part, sum, piece, before, after);
        }
        foreach (var message in Messages<T>(sum.Length)) transport.Broadcast(MemoryMarshal.AsBytes(sum[message]), adding[^1]);
    }

    public AgreedCancellation Agree(CancellationToken wanted)
    {
        if (cancellations.Count == MostCancellations) throw new InvalidOperationException($"Ranks can agree upon {MostCancellations} cancellations at a time.");
        var agreed = new AgreedCancellation(one => cancellations.Remove(one), wanted);
        cancellations.Add(agreed);
        return agreed;
    }

    [DoesNotReturn]
    public void Abort(string message) => transport.Abort(Rank, $"{NameOf(Rank)}: {message}");

    /// <summary>The last collective of a rank that has done its work; returns when all have.</summary>
    public void End() => Meet(new Call(Operation.End));

    /// <summary>Tells the others, at their next collective, that this rank has failed.</summary>
    /// <param name="patience">How long to wait for them.</param>
    /// <returns>The ranks that failed, this one among them; null when the others did not come in time, and should be ended by <see cref="Abort"/>.</returns>
    public IReadOnlyList<int>? Fail(TimeSpan patience)
    {
        // Whoever knows of a failure has met the others for the last time.
        if (failure is not null) return [failure.Rank];
        failure = Failed(Rank);
        MemoryMarshal.Write(packet, new Call(Operation.Fail));
        if (!transport.Meet(packet, packets, patience)) return null;
        return [.. Enumerable.Range(0, Size).Where(rank => CallOf(rank).Operation == Operation.Fail)];
    }

    private void Meet(Call call) => Meet<byte>(call, default);

    private void Meet<T>(Call call, ReadOnlySpan<T> values) where T : unmanaged
    {
        if (failure is not null) throw failure;
        MemoryMarshal.Write(packet, call);
        MemoryMarshal.Write(packet.AsSpan(Call.Bytes), WantedCancellations());
        if (call.FitsInPacket) MemoryMarshal.AsBytes(values).CopyTo(packet.AsSpan(Call.HeaderBytes));
        transport.Meet(packet, packets, patience: null);
        for (var rank = 0; rank < Size; rank++)
            if (CallOf(rank).Operation == Operation.Fail) throw failure = Failed(rank);
        var first = CallOf(0);
        for (var rank = 1; rank < Size; rank++)
            if (!first.Matches(CallOf(rank))) throw Disagreement(0, rank);
        Cancel();
    }

    // A bit for each cancellation that ranks agree upon.
    private uint WantedCancellations()
    {
        uint wanted = 0;
        for (var i = 0; i < cancellations.Count; i++)
            if (cancellations[i].IsWanted) wanted |= 1u << i;
        return wanted;
    }

    private void Cancel()
    {
        if (cancellations.Count == 0) return;
        uint wanted = 0;
        for (var rank = 0; rank < Size; rank++) wanted |= MemoryMarshal.Read<uint>(packets.AsSpan(rank * Call.PacketBytes + Call.Bytes));
        for (var i = 0; i < cancellations.Count; i++)
            if ((wanted >> i & 1) == 1) cancellations[i].Cancel();
    }

    private RankFailedException Failed(int rank) => new(rank, $"{NameOf(rank)} failed; its own message says why.");

    // Every rank finds the same two and says the same sentence.
    private CommunicationException Disagreement(int one, int other)
    {
        if (CallOf(one).Operation == Operation.End) (one, other) = (other, one);
        return CallOf(other).Operation == Operation.End
            ? new CommunicationException($"{NameOf(other)} ended while rank {one} on {hosts[one]} still waits for {CallOf(one).InWords}.")
            : new CommunicationException(
                $"The ranks do not do the same: rank {one} on {hosts[one]} waits for {CallOf(one).InWords}, rank {other} on {hosts[other]} for {CallOf(other).InWords}; do all see the same files and options?");
    }

    private Call CallOf(int rank) => MemoryMarshal.Read<Call>(packets.AsSpan(rank * Call.PacketBytes));

    private ReadOnlySpan<T> PacketOf<T>(int rank, int length) where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(packets.AsSpan(rank * Call.PacketBytes + Call.HeaderBytes, length * Unsafe.SizeOf<T>()));

    private T[][] ArraysFromPackets<T>(ReadOnlySpan<T> own) where T : unmanaged
    {
        var all = new T[Size][];
        for (var rank = 0; rank < Size; rank++)
        {
            var call = CallOf(rank);
            all[rank] = rank == Rank ? own.ToArray() : call.FitsInPacket ? PacketOf<T>(rank, (int)call.Length).ToArray() : new T[call.Length];
        }
        return all;
    }

    // The next values that each rank has for each.
    private void AllToAllPart<T>(ReadOnlySpan<T> values, int[][] counts, T[][] all, long start, int part) where T : unmanaged
    {
        int Left(int count) => (int)Math.Clamp(count - start, 0, part);
        var outgoing = Room<T>(ref sending, counts[Rank].Sum(Left));
        var incoming = Room<T>(ref received, counts.Sum(theirs => Left(theirs[Rank])));
        int from = 0, place = 0;
        for (var rank = 0; rank < Size; from += counts[Rank][rank], rank++)
        {
            var next = Left(counts[Rank][rank]);
            if (next > 0) values.Slice(from + (int)start, next).CopyTo(outgoing[place..]);
            place += next;
            sendLengths[rank] = next * Unsafe.SizeOf<T>();
            receiveLengths[rank] = Left(counts[rank][Rank]) * Unsafe.SizeOf<T>();
        }
        transport.AllToAll(MemoryMarshal.AsBytes(outgoing), sendLengths, MemoryMarshal.AsBytes(incoming), receiveLengths);
        for (var rank = 0; rank < Size; rank++)
        {
            var next = Left(counts[rank][Rank]);
            if (next > 0) incoming[..next].CopyTo(all[rank].AsSpan((int)start));
            incoming = incoming[next..];
        }
    }

    private void AllReduceBlock<T>(Span<T> block, Reduction reduction) where T : unmanaged, INumber<T>
    {
        var own = RankShare.Of(block.Length, Rank, Size);
        var pieces = Room<T>(ref received, own.Count * Size);
        for (var rank = 0; rank < Size; rank++)
        {
            sendLengths[rank] = (int)RankShare.Of(block.Length, rank, Size).Count * Unsafe.SizeOf<T>();
            receiveLengths[rank] = (int)own.Count * Unsafe.SizeOf<T>();
        }
        transport.AllToAll(MemoryMarshal.AsBytes(block), sendLengths, MemoryMarshal.AsBytes(pieces), receiveLengths);
        var sum = block.Slice((int)own.Start, (int)own.Count);
        pieces[..sum.Length].CopyTo(sum);
        for (var rank = 1; rank < Size; rank++) Reduce(sum, pieces.Slice(rank * sum.Length, sum.Length), reduction);
        transport.AllGather(MemoryMarshal.AsBytes(block), sendLengths);
    }

    private void AllMergeBlock<T>(ChunkMerge<T> mine, ChunkNode[][] nodes, Span<T> merged, Range range) where T : unmanaged
    {
        var block = merged[range];
        var start = range.Start.Value;
        var own = RankShare.Of(block.Length, Rank, Size);
        var outgoing = Room<T>(ref sending, (long)block.Length * mine.Nodes.Count);
        var incoming = Room<T>(ref received, own.Count * nodes.Sum(run => run.Length));
        var place = 0;
        for (var rank = 0; rank < Size; rank++)
        {
            var share = RankShare.Of(block.Length, rank, Size);
            for (var node = 0; node < mine.Nodes.Count; node++, place += (int)share.Count)
                mine.ValuesOf(node).Slice(start + (int)share.Start, (int)share.Count).CopyTo(outgoing[place..]);
            sendLengths[rank] = (int)share.Count * mine.Nodes.Count * Unsafe.SizeOf<T>();
            receiveLengths[rank] = (int)own.Count * nodes[rank].Length * Unsafe.SizeOf<T>();
        }
        transport.AllToAll(MemoryMarshal.AsBytes(outgoing), sendLengths, MemoryMarshal.AsBytes(incoming), receiveLengths);

        var all = new ChunkMerge<T>(0, (int)own.Count, mine.Merge);
        foreach (var node in nodes.SelectMany(run => run))
        {
            all.Add(node, incoming[..(int)own.Count]);
            incoming = incoming[(int)own.Count..];
        }
        all.Fold(block.Slice((int)own.Start, (int)own.Count));
        for (var rank = 0; rank < Size; rank++) sendLengths[rank] = (int)RankShare.Of(block.Length, rank, Size).Count * Unsafe.SizeOf<T>();
        transport.AllGather(MemoryMarshal.AsBytes(block), sendLengths);
    }

    // What the ranks before have added up comes in, this rank's parts are added, and the sum goes on to the next rank, while the one before is at the next piece already.
    private void AddPiece<T>(RankShare own, PartValues<T> part, Span<T> sum, Range piece, int? before, int? after) where T : unmanaged, INumber<T>
    {
        var total = sum[piece];
        var first = part((int)own.Start)[piece];
        if (before is { } previous)
        {
            // Not straight into the sum, which may be where the first part lies.
            var incoming = Room<T>(ref received, total.Length);
            transport.Receive(MemoryMarshal.AsBytes(incoming), previous);
            TensorPrimitives.Add(incoming, first, total);
        }
        else
        {
            first.CopyTo(total);
        }
        for (var number = own.Start + 1; number < own.End; number++) TensorPrimitives.Add(total, part((int)number)[piece], total);
        if (after is { } next) transport.Send(MemoryMarshal.AsBytes(total), next);
    }

    // Every rank sees every run, so either all throw or none.
    private void CheckRuns(ChunkNode[][] nodes)
    {
        long next = 0;
        for (var rank = 0; rank < Size; rank++)
        {
            if (nodes[rank] is not [var first, ..]) continue;
            if (first.First != next)
                throw new CommunicationException($"{NameOf(rank)} begins with chunk {first.First} although the ranks before it ended with chunk {next - 1}; do all see the same files?");
            next = nodes[rank][^1].First + nodes[rank][^1].Count;
        }
    }

    private static void Reduce<T>(Span<T> into, ReadOnlySpan<T> next, Reduction reduction) where T : unmanaged, INumber<T>
    {
        switch (reduction)
        {
            case Reduction.Sum:
                TensorPrimitives.Add(into, next, into);
                break;
            case Reduction.Maximum:
                TensorPrimitives.Max(into, next, into);
                break;
            case Reduction.Minimum:
                TensorPrimitives.Min(into, next, into);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(reduction));
        }
    }
    private void CheckRoot(int root)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(root);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(root, Size);
    }

    private static IEnumerable<Range> Messages<T>(int length) where T : unmanaged => Parts(length, MessageBytes / Unsafe.SizeOf<T>());

    // Pieces for all ranks together; where every rank sends several nodes, fewer values at a time.
    private IEnumerable<Range> Blocks<T>(int length, int nodes) where T : unmanaged =>
        Parts(length, Math.Max(Size, (int)(Math.Min((long)Size * PieceBytes, MessageBytes) / (Unsafe.SizeOf<T>() * Math.Max(1, nodes)))));

    private static IEnumerable<Range> Parts(int length, int longest)
    {
        for (var start = 0; start < length; start += Math.Min(longest, length - start)) yield return start..(start + Math.Min(longest, length - start));
    }

    private static Span<T> Room<T>(ref byte[] room, long length) where T : unmanaged
    {
        var bytes = checked((int)(length * Unsafe.SizeOf<T>()));
        if (room.Length < bytes) room = GC.AllocateUninitializedArray<byte>(bytes);
        return MemoryMarshal.Cast<byte, T>(room.AsSpan(0, bytes));
    }
}
