using System.Runtime.InteropServices;

namespace GenreLab.Mpi;

/// <summary>The part of MPI (MPI-3.1 standard) that is used, with Open MPI's constants.</summary>
internal static unsafe partial class NativeMpi
{
    public const string Library = "openmpi";
    public const int Success = 0;

    /// <summary>One thread at a time may call.</summary>
    public const int ThreadSerialized = 2;

    public const int LongestErrorText = 256;

    /// <summary>In a place of a send buffer: what is to be sent already lies in the receive buffer.</summary>
    public static readonly void* InPlace = (void*)1;

    [LibraryImport(Library)]
    public static partial int MPI_Init_thread(int* argumentCount, byte*** arguments, int required, int* provided);

    [LibraryImport(Library)]
    public static partial int MPI_Finalize();

    [LibraryImport(Library)]
    public static partial int MPI_Abort(nint communicator, int code);

    [LibraryImport(Library)]
    public static partial int MPI_Comm_rank(nint communicator, int* rank);

    [LibraryImport(Library)]
    public static partial int MPI_Comm_size(nint communicator, int* size);

    [LibraryImport(Library)]
    public static partial int MPI_Comm_set_errhandler(nint communicator, nint handler);

    [LibraryImport(Library)]
    public static partial int MPI_Error_string(int code, byte* text, int* length);

    [LibraryImport(Library)]
    public static partial int MPI_Iallgather(void* send, int sendCount, nint sendType, void* receive, int receiveCount, nint receiveType, nint communicator, nint* request);

    [LibraryImport(Library)]
    public static partial int MPI_Test(nint* request, int* completed, void* status);

    [LibraryImport(Library)]
    public static partial int MPI_Bcast(void* values, int count, nint type, int root, nint communicator);

    [LibraryImport(Library)]
    public static partial int MPI_Alltoallv(
        void* send, int* sendCounts, int* sendPlaces, nint sendType, void* receive, int* receiveCounts, int* receivePlaces, nint receiveType, nint communicator);

    [LibraryImport(Library)]
    public static partial int MPI_Allgatherv(void* send, int sendCount, nint sendType, void* receive, int* counts, int* places, nint receiveType, nint communicator);

    [LibraryImport(Library)]
    public static partial int MPI_Send(void* values, int count, nint type, int to, int tag, nint communicator);

    [LibraryImport(Library)]
    public static partial int MPI_Recv(void* values, int count, nint type, int from, int tag, nint communicator, void* status);
}
