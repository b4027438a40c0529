using System.Diagnostics;

namespace GenreLab.Records;

/// <summary>The process a run is in: tells a run at work from one that was killed.</summary>
/// <param name="Host">The machine's name.</param>
/// <param name="Id">The process's number there.</param>
/// <param name="Started">When it began, since numbers are given again.</param>
public sealed record RunProcess(string Host, int Id, DateTimeOffset Started)
{
    // The system tells a start from the boot time and a count of ticks; the boot time is known to about a second.
    private static readonly TimeSpan Blur = TimeSpan.FromSeconds(5);

    /// <summary>This process.</summary>
    public static RunProcess Current
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            return new RunProcess(Environment.MachineName, process.Id, process.StartTime);
        }
    }

    /// <summary>Whether the process is known to have ended. Of another machine's nothing is known.</summary>
    public bool IsGone()
    {
        if (Host != Environment.MachineName) return false;
        try
        {
            using var process = Process.GetProcessById(Id);
            return process.HasExited || (process.StartTime - Started).Duration() > Blur;
        }
        catch (ArgumentException)
        {
            return true;
        }
        catch (Exception unknown) when (unknown is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It ended while it was looked at, or belongs to someone else: then it is not the one that was recorded.
            return true;
        }
    }
}
