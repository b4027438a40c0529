using GenreLab.Distributed;
using GenreLab.Mpi;

namespace GenreLab.Tests.Mpi;

/// <summary>What environment variables and libraries say about a launch.</summary>
public class MpiLaunchTests
{
    private static Func<string, string?> Variables(params (string Name, string Value)[] set) =>
        name => set.Where(one => one.Name == name).Select(one => one.Value).FirstOrDefault();

    [Fact]
    public void AProcessOfItsOwnNeedsNoMpi()
    {
        Assert.Null(MpiLaunch.Detect(Variables()));
        Assert.Null(MpiLaunch.Detect(Variables(("SLURM_JOB_ID", "12"), ("SLURM_NTASKS", "4"))));
        // srun without PMIx, one task.
        Assert.Null(MpiLaunch.Detect(Variables(("PMI_RANK", "0"), ("PMI_SIZE", "1"))));
    }

    [Fact]
    public void MpirunAndSrunAreRecognised()
    {
        Assert.Equal(new MpiLaunch(3, null), MpiLaunch.Detect(Variables(("OMPI_COMM_WORLD_SIZE", "3"), ("PMIX_RANK", "1"))));
        Assert.Equal(new MpiLaunch(4, "/opt/libmpi.so.40"), MpiLaunch.Detect(Variables(("PMIX_RANK", "1"), ("SLURM_STEP_NUM_TASKS", "4"), ("GENRELAB_MPI_LIBRARY", "/opt/libmpi.so.40"))));
        Assert.Equal(new MpiLaunch(null, null), MpiLaunch.Detect(Variables(("PMIX_RANK", "0"))));
    }

    [Fact]
    public void AnotherMpiIsRefused() => Assert.Equal(
        "This was started as one of 4 ranks by a launcher that Open MPI does not understand (PMI_SIZE is set: MPICH, Intel MPI or srun without --mpi=pmix); use Open MPI's mpirun, or srun --mpi=pmix.",
        Assert.Throws<CommunicationException>(() => MpiLaunch.Detect(Variables(("PMI_RANK", "0"), ("PMI_SIZE", "4")))).Message);

    [Fact]
    public void OneRankOfAMachineSpeaks()
    {
        Assert.True(MpiLaunch.SpeaksForHost(Variables()));
        Assert.True(MpiLaunch.SpeaksForHost(Variables(("OMPI_COMM_WORLD_LOCAL_RANK", "0"), ("SLURM_LOCALID", "1"))));
        Assert.False(MpiLaunch.SpeaksForHost(Variables(("MPI_LOCALRANKID", "1"))));
        Assert.False(MpiLaunch.SpeaksForHost(Variables(("SLURM_LOCALID", "2"))));
    }

    [Fact]
    public void ALibraryThatIsNotOpenMpisIsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The library at hand, libc.so.6, is Linux's.");
        Assert.Equal(
            $"libc.so.6 on {Environment.MachineName} is not Open MPI's library; GenreLab speaks with Open MPI only: name its libmpi.so.40 in GENRELAB_MPI_LIBRARY.",
            Assert.Throws<CommunicationException>(() => MpiLibrary.Find(["libnowhere.so", "libc.so.6"])).Message);
        Assert.Contains(
            "(looked for libnowhere.so, libneither.so); install it",
            Assert.Throws<CommunicationException>(() => MpiLibrary.Find(["libnowhere.so", "libneither.so"])).Message);
    }
}
