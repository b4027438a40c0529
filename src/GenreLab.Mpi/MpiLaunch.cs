using System.Globalization;
using GenreLab.Distributed;

namespace GenreLab.Mpi;

/// <summary>What the program that started this process says about the job, in environment variables.</summary>
/// <param name="Size">Number of ranks, where the launcher tells it.</param>
/// <param name="Library">File of the MPI library, where a person names it.</param>
internal sealed record MpiLaunch(int? Size, string? Library)
{
    public const string LibraryVariable = "GENRELAB_MPI_LIBRARY";

    /// <summary>Whether a launcher that Open MPI can join started this process.</summary>
    public static bool IsRank(Func<string, string?> variable)
    {
        // Open MPI's mpirun sets both, Slurm's srun --mpi=pmix the second.
        return variable("OMPI_COMM_WORLD_SIZE") is not null || variable("PMIX_RANK") is not null;
    }

    /// <summary>The launch as one of several ranks; null when this is a process of its own.</summary>
    /// <param name="variable">Looks an environment variable up.</param>
    /// <exception cref="CommunicationException">The launcher is not one that Open MPI can join.</exception>
    public static MpiLaunch? Detect(Func<string, string?> variable)
    {
        int? Number(string name) => int.TryParse(variable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

        if (IsRank(variable))
            return new MpiLaunch(Number("OMPI_COMM_WORLD_SIZE") ?? Number("SLURM_STEP_NUM_TASKS"), variable(LibraryVariable));
        // MPICH, Intel MPI and srun --mpi=pmi2. One rank of theirs needs no MPI.
        if (Number("PMI_SIZE") is > 1 and var size)
        {
            throw new CommunicationException(
                $"This was started as one of {size} ranks by a launcher that Open MPI does not understand (PMI_SIZE is set: MPICH, Intel MPI or srun without --mpi=pmix); use Open MPI's mpirun, or srun --mpi=pmix.");
        }
        return null;
    }

    /// <summary>Whether this rank is the first of its machine. Ranks that do not find each other cannot choose who speaks; one a machine does.</summary>
    public static bool SpeaksForHost(Func<string, string?> variable) =>
        (variable("OMPI_COMM_WORLD_LOCAL_RANK") ?? variable("MPI_LOCALRANKID") ?? variable("SLURM_LOCALID") ?? "0") == "0";
}
