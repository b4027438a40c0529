using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Text;
using GenreLab.Distributed;

namespace GenreLab.Mpi;

/// <summary>
/// Ranks that are processes of an Open MPI job. Only bytes travel, so of MPI's types and operations none but the byte is
/// needed. Waiting happens in <see cref="Meet"/> alone, where it leaves the processor to others; whatever follows a
/// meeting finds every rank there.
/// </summary>
internal sealed unsafe class MpiTransport : ITransport
{
    // Ranks that work evenly meet within this time; after it a waiting rank looks only once a millisecond.
    private static readonly TimeSpan Attentive = TimeSpan.FromMilliseconds(20);

    private readonly nint world, bytesType;
    private readonly Action<string> report;
    private readonly int[] sendPlaces, receivePlaces;

    /// <summary>Joins the job this process was started in.</summary>
    /// <param name="launch">How it was started.</param>
    /// <param name="report">Told the reason of an abort.</param>
    /// <exception cref="CommunicationException">The library is missing or another MPI's, or the job cannot be joined.</exception>
    public MpiTransport(MpiLaunch launch, Action<string> report)
    {
        this.report = report;
        var library = MpiLibrary.Load(launch.Library);
        world = NativeLibrary.GetExport(library, "ompi_mpi_comm_world");
        bytesType = NativeLibrary.GetExport(library, "ompi_mpi_byte");
        int provided, rank, size;
        Check(NativeMpi.MPI_Init_thread(null, null, NativeMpi.ThreadSerialized, &provided));
        Check(NativeMpi.MPI_Comm_set_errhandler(world, NativeLibrary.GetExport(library, "ompi_mpi_errors_return")));
        Check(NativeMpi.MPI_Comm_rank(world, &rank));
        Check(NativeMpi.MPI_Comm_size(world, &size));
        (Rank, Size) = (rank, size);
        (sendPlaces, receivePlaces) = (new int[size], new int[size]);
        if (provided < NativeMpi.ThreadSerialized)
            throw new CommunicationException($"Open MPI on {Environment.MachineName} was built without threads, which .NET needs; install another build of it.");
        if (launch.Size is { } launched && launched != size)
        {
            throw new CommunicationException(
                $"This was started as one of {launched} ranks, but Open MPI's library on {Environment.MachineName} finds {size}: mpirun and the library are of different installations; name the right libmpi.so.40 in {MpiLaunch.LibraryVariable}.");
        }
    }

    public int Rank { get; }

    public int Size { get; }

    public bool Meet(ReadOnlySpan<byte> own, Span<byte> all, TimeSpan? patience)
    {
        nint request;
        var start = Stopwatch.GetTimestamp();
        fixed (byte* send = own, receive = all)
        {
            Check(NativeMpi.MPI_Iallgather(send, own.Length, bytesType, receive, own.Length, bytesType, world, &request));
            for (var looks = 0; ; looks++)
            {
                int completed;
                Check(NativeMpi.MPI_Test(&request, &completed, null));
                if (completed != 0) return true;
                if (looks < 100) continue;
                var waited = Stopwatch.GetElapsedTime(start);
                if (waited > patience) return false;
                if (waited > Attentive) Thread.Sleep(1);
                else Thread.Yield();
            }
        }
    }

    public void Broadcast(Span<byte> bytes, int root)
    {
        fixed (byte* values = bytes) Check(NativeMpi.MPI_Bcast(values, bytes.Length, bytesType, root, world));
    }

    public void AllToAll(ReadOnlySpan<byte> send, ReadOnlySpan<int> sendLengths, Span<byte> receive, ReadOnlySpan<int> receiveLengths)
    {
        SetPlaces(sendPlaces, sendLengths);
        SetPlaces(receivePlaces, receiveLengths);
        fixed (byte* outgoing = send, incoming = receive)
        fixed (int* sent = sendLengths, sentFrom = sendPlaces, received = receiveLengths, receivedAt = receivePlaces)
            Check(NativeMpi.MPI_Alltoallv(outgoing, sent, sentFrom, bytesType, incoming, received, receivedAt, bytesType, world));
    }

    public void AllGather(Span<byte> bytes, ReadOnlySpan<int> lengths)
    {
        SetPlaces(receivePlaces, lengths);
        fixed (byte* values = bytes)
        fixed (int* counts = lengths, places = receivePlaces)
            Check(NativeMpi.MPI_Allgatherv(NativeMpi.InPlace, 0, bytesType, values, counts, places, bytesType, world));
    }

    public void Send(ReadOnlySpan<byte> bytes, int to)
    {
        fixed (byte* values = bytes) Check(NativeMpi.MPI_Send(values, bytes.Length, bytesType, to, 0, world));
    }

    public void Receive(Span<byte> bytes, int from)
    {
        fixed (byte* values = bytes) Check(NativeMpi.MPI_Recv(values, bytes.Length, bytesType, from, 0, world, null));
    }

    /// <summary>Leaves the job; every rank does.</summary>
    public static void Close() => _ = NativeMpi.MPI_Finalize();

    [DoesNotReturn]
    public void Abort(int rank, string sentence)
    {
        report(sentence);
        _ = NativeMpi.MPI_Abort(world, 1);
        throw new UnreachableException(sentence);
    }

    private static void SetPlaces(int[] places, ReadOnlySpan<int> lengths)
    {
        for (int rank = 0, place = 0; rank < places.Length; place += lengths[rank], rank++) places[rank] = place;
    }

    private static void Check(int code)
    {
        if (code == NativeMpi.Success) return;
        var text = stackalloc byte[NativeMpi.LongestErrorText];
        var length = 0;
        _ = NativeMpi.MPI_Error_string(code, text, &length);
        throw new CommunicationException($"Open MPI reports an error on {Environment.MachineName}: {Encoding.UTF8.GetString(text, length)}.");
    }
}
