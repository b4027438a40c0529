using System.Text;
using GenreLab.Distributed;

namespace GenreLab.Cli;

/// <summary>How many processors a rank may use without taking them from another.</summary>
internal static class RankProcessors
{
    /// <summary>The processors that this rank sees, divided by the ranks of its host that see the same ones: <c>mpirun</c> may bind each to processors of its own, or several to
    /// the same. At least 1. A collective.</summary>
    public static int Share(ICommunicator ranks)
    {
        var places = ranks.AllGather<byte>(Encoding.UTF8.GetBytes($"{ranks.HostOf(ranks.Rank)}\n{Seen()}"));
        var sharing = places.Count(place => place.AsSpan().SequenceEqual(places[ranks.Rank]));
        return Math.Max(1, Environment.ProcessorCount / sharing);
    }

    // The numbers of the processors that this process is bound to, where the system tells.
    private static string Seen()
    {
        try
        {
            return File.ReadLines("/proc/self/status").FirstOrDefault(line => line.StartsWith("Cpus_allowed_list", StringComparison.Ordinal)) ?? "";
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
