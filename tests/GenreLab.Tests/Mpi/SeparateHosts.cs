using System.Diagnostics;

namespace GenreLab.Tests.Mpi;

/// <summary>
/// Three hosts on one machine: network namespaces with an address and a host name each, joined by a switch in a fourth.
/// <c>mpirun</c> runs in the first and reaches the others through an agent in place of ssh. Nothing of the machine's own network is touched.
/// </summary>
internal sealed class SeparateHosts : IDisposable
{
    public const int Count = 3;
    private const string Network = "10.213.7";

    private readonly string prefix = $"genrelab{Environment.ProcessId}-";
    private readonly string folder = Directory.CreateTempSubdirectory("genrelab-hosts-").FullName;
    private readonly string agent;

    /// <summary>Makes them; skips the test where that is not allowed.</summary>
    public SeparateHosts()
    {
        agent = Path.Combine(folder, "agent");
        if (!OperatingSystem.IsLinux() || !MpiRun.IsThere("ip") || !MpiRun.IsThere("unshare")) Assert.Skip("Network namespaces need Linux with the commands ip and unshare.");
        if (Try("ip", "netns", "add", Switch) is { } reason)
        {
            Directory.Delete(folder, recursive: true);
            Assert.Skip($"Network namespaces cannot be made here: {reason}");
        }
        try
        {
            Ip("-n", Switch, "link", "add", "br0", "type", "bridge");
            Ip("-n", Switch, "link", "set", "br0", "up");
            for (var host = 1; host <= Count; host++)
            {
                Ip("netns", "add", Namespace(host));
                Ip("-n", Switch, "link", "add", $"port{host}", "type", "veth", "peer", "name", "eth0", "netns", Namespace(host));
                Ip("-n", Switch, "link", "set", $"port{host}", "master", "br0", "up");
                Ip("-n", Namespace(host), "addr", "add", $"{Network}.{host}/24", "dev", "eth0");
                Ip("-n", Namespace(host), "link", "set", "eth0", "up");
                Ip("-n", Namespace(host), "link", "set", "lo", "up");
            }
            File.WriteAllText(agent, $"""
                #!/bin/sh
                # What mpirun calls in place of ssh: an address, then a command.
                host=$(printf %s "$1" | cut -d. -f4)
                shift
                exec ip netns exec {prefix}$host unshare --uts sh -c "hostname host-$host; $*"
                """);
            if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(agent, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private string Switch => prefix + "switch";

    /// <summary>The namespace's number, as a process in it sees it.</summary>
    public string NetworkOf(int host)
    {
        using var look = Process.Start(new ProcessStartInfo("ip", ["netns", "exec", Namespace(host), "readlink", "/proc/self/ns/net"]) { RedirectStandardOutput = true })!;
        return look.StandardOutput.ReadToEnd().Trim();
    }

    /// <summary>Starts one rank a host; <c>mpirun</c> itself runs on host 1.</summary>
    public Process Start(params string[] program)
    {
        var addresses = string.Join(',', Enumerable.Range(1, Count).Select(host => $"{Network}.{host}"));
        return MpiRun.Start("ip",
        [
            "netns", "exec", Namespace(1), "unshare", "--uts", "sh", "-c", "hostname host-1; exec mpirun \"$@\"", "mpirun",
            "--allow-run-as-root", "--mca", "plm_rsh_agent", agent, "--mca", "btl_tcp_if_include", $"{Network}.0/24", "--mca", "oob_tcp_if_include", $"{Network}.0/24",
            "--mca", "oob_tcp_keepalive_time", "2", "--mca", "oob_tcp_keepalive_intvl", "1", "--mca", "oob_tcp_keepalive_probes", "3",
            "--host", addresses, "-n", $"{Count}", "dotnet", .. program,
        ]);
    }

    /// <summary>Pulls a host's cable.</summary>
    public void CutOff(int host) => Ip("-n", Switch, "link", "set", $"port{host}", "down");

    public void Dispose()
    {
        for (var host = 1; host <= Count; host++) Try("ip", "netns", "del", Namespace(host));
        Try("ip", "netns", "del", Switch);
        Directory.Delete(folder, recursive: true);
    }

    private string Namespace(int host) => $"{prefix}{host}";

    private static void Ip(params string[] arguments) => Assert.Null(Try("ip", arguments));

    // Null when it worked, otherwise why not.
    private static string? Try(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? null : error.Trim();
    }
}
