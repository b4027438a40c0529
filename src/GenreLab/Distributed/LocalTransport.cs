using System.Diagnostics.CodeAnalysis;

namespace GenreLab.Distributed;

/// <summary>Ranks that are threads of one process: each tells where its bytes lie, and the others copy them.</summary>
internal sealed unsafe class LocalTransport(LocalGroup group, int rank) : ITransport
{
    public int Rank => rank;

    public int Size => group.Size;

    public bool Meet(ReadOnlySpan<byte> own, Span<byte> all, TimeSpan? patience)
    {
        fixed (byte* bytes = own)
        {
            group.Published[rank] = ((nint)bytes, 0);
            if (!group.Wait(patience)) return false;
            for (var other = 0; other < Size; other++) PublishedBy(other, 0, own.Length).CopyTo(all[(other * own.Length)..]);
            group.Wait();
        }
        return true;
    }

    public void Broadcast(Span<byte> bytes, int root)
    {
        fixed (byte* address = bytes)
        {
            group.Published[rank] = ((nint)address, 0);
            group.Wait();
            if (rank != root) PublishedBy(root, 0, bytes.Length).CopyTo(bytes);
            group.Wait();
        }
    }

    public void AllToAll(ReadOnlySpan<byte> send, ReadOnlySpan<int> sendLengths, Span<byte> receive, ReadOnlySpan<int> receiveLengths)
    {
        fixed (byte* bytes = send)
        fixed (int* lengths = sendLengths)
        {
            group.Published[rank] = ((nint)bytes, (nint)lengths);
            group.Wait();
            var place = 0;
            for (var other = 0; other < Size; place += receiveLengths[other], other++)
            {
                long before = 0;
                foreach (var length in new ReadOnlySpan<int>((int*)group.Published[other].Lengths, rank)) before += length;
                PublishedBy(other, before, receiveLengths[other]).CopyTo(receive[place..]);
            }
            group.Wait();
        }
    }

    public void AllGather(Span<byte> bytes, ReadOnlySpan<int> lengths)
    {
        fixed (byte* address = bytes)
        {
            group.Published[rank] = ((nint)address, 0);
            group.Wait();
            var place = 0;
            for (var other = 0; other < Size; place += lengths[other], other++)
                if (other != rank) PublishedBy(other, place, lengths[other]).CopyTo(bytes[place..]);
            group.Wait();
        }
    }

    public void Send(ReadOnlySpan<byte> bytes, int to)
    {
        fixed (byte* address = bytes)
        {
            group.Published[rank] = ((nint)address, 0);
            group.Messages[rank].Sent.Release();
            group.Wait(group.Messages[rank].Received);
        }
    }

    public void Receive(Span<byte> bytes, int from)
    {
        group.Wait(group.Messages[from].Sent);
        PublishedBy(from, 0, bytes.Length).CopyTo(bytes);
        group.Messages[from].Received.Release();
    }

    [DoesNotReturn]
    public void Abort(int rank, string sentence)
    {
        group.End(rank, sentence);
        throw new CommunicationException(sentence);
    }

    private ReadOnlySpan<byte> PublishedBy(int other, long start, int length) => new((byte*)group.Published[other].Address + start, length);
}
