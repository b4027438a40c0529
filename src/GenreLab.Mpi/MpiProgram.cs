using GenreLab.Distributed;

namespace GenreLab.Mpi;

/// <summary>Runs a program as one rank of an Open MPI job, or as a single process when it was not started by one.</summary>
/// <remarks>
/// A rank that fails tells the others at their next collective; those that do not come within a second are ended by
/// <c>MPI_Abort</c>. Either way there is one sentence, from the lowest rank that failed, with its number and host, and no rank goes on.
/// A process that is killed is noticed by <c>mpirun</c> (or <c>srun</c>), which ends the others and names its rank and host.
/// </remarks>
public static class MpiProgram
{
    private const int Failure = 1, WrongUsage = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Whether this process was started as a rank. Its standard output may then look like a terminal (mpirun gives each rank one), but nobody sits at it.</summary>
    public static bool IsRank => MpiLaunch.IsRank(Environment.GetEnvironmentVariable);

    /// <summary>Runs the program.</summary>
    /// <param name="program">Gets the ranks, returns the exit code; another than 0 ends every rank.</param>
    /// <param name="error">Gets one sentence when something fails under MPI.</param>
    /// <returns>The exit code for this process.</returns>
    /// <exception cref="Exception">What the program threw, when this is a single process.</exception>
    public static int Run(Func<ICommunicator, int> program, TextWriter error) => Run(program, sentence =>
    {
        error.WriteLine(sentence);
        error.Flush();
    });

    /// <summary>Runs the program.</summary>
    /// <param name="program">Gets the ranks, returns the exit code; another than 0 ends every rank.</param>
    /// <param name="report">Told one sentence when something fails under MPI, on the rank that speaks for all.</param>
    /// <returns>The exit code for this process: that of the program; 2 when it threw an <see cref="OptionException"/> under MPI, and 1 when it threw something else.</returns>
    /// <exception cref="Exception">What the program threw, when this is a single process.</exception>
    public static int Run(Func<ICommunicator, int> program, Action<string> report)
    {
        MpiTransport? transport;
        try
        {
            transport = MpiLaunch.Detect(Environment.GetEnvironmentVariable) is { } launch ? new MpiTransport(launch, report) : null;
        }
        catch (CommunicationException failure)
        {
            // mpirun ends all ranks when the first is gone: those who say nothing let the one who does go first.
            if (MpiLaunch.SpeaksForHost(Environment.GetEnvironmentVariable)) report(failure.Message);
            else Thread.Sleep(Patience);
            return Failure;
        }
        return transport is null ? program(SingleProcess.Instance) : RunRank(program, new Communicator(transport, Environment.MachineName), report);
    }

    private static int RunRank(Func<ICommunicator, int> program, Communicator ranks, Action<string> report)
    {
        int code;
        string? message = null;
        try
        {
            code = program(ranks);
            if (code == 0) ranks.End();
        }
        catch (GenreLabException failure)
        {
            (code, message) = (failure is OptionException ? WrongUsage : Failure, failure.Message);
        }
#pragma warning disable CA1031 // The last resort: whatever else arrives here is a bug, and its details are for the people who can mend it.
        catch (Exception failure)
        {
            (code, message) = (Failure, $"This is a bug: {failure}");
        }
#pragma warning restore CA1031
        if (code != 0) Fail(ranks, message, report);
        MpiTransport.Close();
        return code;
    }

    private static void Fail(Communicator ranks, string? message, Action<string> report)
    {
        const string withoutReason = "ended before its work was done.";
        IReadOnlyList<int>? failed;
        try
        {
            failed = ranks.Fail(Patience);
        }
        catch (CommunicationException)
        {
            failed = null;
        }
        if (failed is null) ranks.Abort(message ?? withoutReason);
        // A program that returns a code has said why; but rank 0 alone may have been heard.
        if (failed[0] == ranks.Rank && (message is not null || failed.Count < ranks.Size)) report($"{ranks.NameOf(ranks.Rank)}: {message ?? withoutReason}");
    }
}
