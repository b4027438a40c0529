using System.Reflection;
using System.Runtime.InteropServices;
using GenreLab.Distributed;

namespace GenreLab.Mpi;

/// <summary>Finds Open MPI's library, only when a launch needs it.</summary>
internal static class MpiLibrary
{
    private static readonly Lock Loading = new();
    private static nint loaded;

    /// <summary>What Open MPI's library is called: versions 2 to 5 share one interface.</summary>
    public static IReadOnlyList<string> Names { get; } = OperatingSystem.IsMacOS() ? ["libmpi.40.dylib", "libmpi.dylib"] : ["libmpi.so.40", "libmpi.so"];

    /// <summary>Loads the library that <see cref="NativeMpi"/> calls from then on.</summary>
    /// <exception cref="CommunicationException">It is not there, or is another MPI's.</exception>
    public static nint Load(string? file)
    {
        lock (Loading)
        {
            if (loaded != 0) return loaded;
            loaded = Find(file is null ? Names : [file]);
            NativeLibrary.SetDllImportResolver(Assembly.GetExecutingAssembly(), (name, _, _) => name == NativeMpi.Library ? loaded : 0);
            return loaded;
        }
    }

    /// <summary>The first of these that is there.</summary>
    public static nint Find(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (!NativeLibrary.TryLoad(name, out var library)) continue;
            // MPICH's library may be called libmpi.so too, but handles and constants are others.
            if (NativeLibrary.TryGetExport(library, "ompi_mpi_comm_world", out _)) return library;
            NativeLibrary.Free(library);
            throw new CommunicationException($"{name} on {Environment.MachineName} is not Open MPI's library; GenreLab speaks with Open MPI only: name its libmpi.so.40 in {MpiLaunch.LibraryVariable}.");
        }
        throw new CommunicationException(
            $"This was started as a rank of an MPI job, but Open MPI's library is not on {Environment.MachineName} (looked for {string.Join(", ", names)}); install it (Debian: libopenmpi3) or name its file in {MpiLaunch.LibraryVariable}.");
    }
}
