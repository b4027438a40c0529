using System.Diagnostics;
using GenreLab.Tests.Cli;

namespace GenreLab.Tests.Mpi;

/// <summary>Starts programs under a real <c>mpirun</c>; skips the test where there is none.</summary>
internal static class MpiRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    public static string RankProgram { get; } = Path.Combine(AppContext.BaseDirectory, "GenreLab.RankProgram.dll");

    public static string Command { get; } = Path.Combine(AppContext.BaseDirectory, "GenreLab.Cli.dll");

    /// <summary>Arguments of mpirun that start this many ranks on this machine.</summary>
    public static string[] Ranks(int count, params string[] program) => ["--allow-run-as-root", "--oversubscribe", "-n", $"{count}", "dotnet", .. program];

    /// <summary>Runs it to its end.</summary>
    public static CommandResult Run(string[] arguments, params (string Name, string Value)[] environment)
    {
        using var job = Start("mpirun", arguments, environment);
        return End(job, job.StandardOutput.ReadToEndAsync(), job.StandardError.ReadToEndAsync());
    }

    public static Process Start(string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        if (!IsThere("mpirun")) Assert.Skip("Open MPI's mpirun is not installed here (apt-get install openmpi-bin libopenmpi3).");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Waits for its end, which must come.</summary>
    public static CommandResult End(Process job, Task<string> output, Task<string> error)
    {
        if (!job.WaitForExit(Limit))
        {
            job.Kill(entireProcessTree: true);
            Assert.Fail($"The ranks hang: {output.Result}{error.Result}");
        }
        return new CommandResult(job.ExitCode, output.Result, error.Result);
    }

    public static bool IsThere(string program) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
}
