using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using GenreLab.Distributed;
using GenreLab.RankProgram;

namespace GenreLab.Tests.Mpi;

/// <summary>Ranks on hosts of their own, which reach each other over a network only.</summary>
public sealed class SeparateHostsTests : IDisposable
{
    private readonly SeparateHosts hosts = new();

    [Fact]
    public void RanksOnSeparateHostsGiveTheBitsOfOneProcess()
    {
        using (var job = hosts.Start(MpiRun.RankProgram, "hosts"))
        {
            var result = MpiRun.End(job, job.StandardOutput.ReadToEndAsync(), job.StandardError.ReadToEndAsync());
            Assert.True(result.Code == 0, result.Error);
            Assert.Equal(
                Enumerable.Range(1, SeparateHosts.Count).Select(host => $"{host - 1} of 3 on host-{host} in {hosts.NetworkOf(host)}"),
                result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Trim()));
        }
        using (var job = hosts.Start(MpiRun.RankProgram, "chunks"))
        {
            var result = MpiRun.End(job, job.StandardOutput.ReadToEndAsync(), job.StandardError.ReadToEndAsync());
            Assert.True(result.Code == 0, result.Error);
            Assert.Equal(Scenarios.Chunks(SingleProcess.Instance), result.Output.Trim().Split(' ').Select(number => double.Parse(number, CultureInfo.InvariantCulture)));
        }
    }

    [Fact]
    public void AFailureNamesRankAndHost()
    {
        using var job = hosts.Start(MpiRun.RankProgram, "fails");
        var result = MpiRun.End(job, job.StandardOutput.ReadToEndAsync(), job.StandardError.ReadToEndAsync());
        Assert.NotEqual(0, result.Code);
        Assert.Contains("Rank 1 of 3 on host-2: The disk of this rank is full.", result.Error);
        Assert.Single(Regex.Matches(result.Error, "The disk of this rank is full"));
    }

    [Theory]
    [InlineData(false, "process rank 1 with PID [0-9]+ on node 10.213.7.2 exited on signal 9")]
    [InlineData(true, "lost communication with a remote daemon(?s:.*)on node 10.213.7.2")]
    public void AKilledRankOrALostHostEndsTheJob(bool cutOff, string words)
    {
        using var job = hosts.Start(MpiRun.RankProgram, "waits");
        var processes = new Dictionary<int, int>();
        for (var i = 0; i < SeparateHosts.Count; i++)
        {
            var match = Regex.Match(job.StandardError.ReadLine() ?? "", "rank ([0-9]) is process ([0-9]+)");
            Assert.True(match.Success, "The ranks did not start.");
            processes[int.Parse(match.Groups[1].Value)] = int.Parse(match.Groups[2].Value);
        }
        var output = job.StandardOutput.ReadToEndAsync();
        var error = job.StandardError.ReadToEndAsync();
        Thread.Sleep(300);
        if (cutOff)
        {
            hosts.CutOff(2);
        }
        else
        {
            using var killed = Process.GetProcessById(processes[1]);
            killed.Kill();
        }
        var result = MpiRun.End(job, output, error);
        Assert.NotEqual(0, result.Code);
        Assert.Matches(words, result.Error);
    }

    public void Dispose() => hosts.Dispose();
}
