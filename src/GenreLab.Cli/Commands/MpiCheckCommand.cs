using System.CommandLine;
using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using GenreLab.Distributed;
using Spectre.Console;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab mpi-check</c>: which ranks an <c>mpirun</c> starts, and how fast they talk.</summary>
internal sealed class MpiCheckCommand : Verb
{
    private const int Rounds = 1000;
    private const int LargeRounds = 10;

    private readonly Option<int> megabytes = new("--megabytes") { Description = "Size of the large reduction.", DefaultValueFactory = _ => 16, HelpName = "n" };

    public MpiCheckCommand() : base(
        "mpi-check", "Show the ranks that mpirun starts and measure how fast they talk (see docs/CLUSTER.md).",
        "mpi-check", "mpi-check --megabytes 64 --json")
    {
        Options.Add(megabytes);
        AddCommonOptions();
    }

    public override bool IsShared => true;

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var size = parsed.GetValue(megabytes);
        if (size is < 1 or > 1024) throw new OptionException($"'{size}' is not a value for --megabytes; write a number from 1 to 1024.");
        return Check(terminal.Ranks, size, terminal);
    }

    private static int Check(ICommunicator ranks, int size, Terminal terminal)
    {
        var places = ranks.Gather<byte>(Encoding.UTF8.GetBytes($"{ranks.HostOf(ranks.Rank)}\n{Environment.ProcessId}\n{Environment.ProcessorCount}"));
        var barrier = Seconds(ranks, Rounds, ranks.Barrier);
        var one = new double[1];
        var latency = Seconds(ranks, Rounds, () => ranks.AllReduce(one));
        var many = new float[size << 18];
        var large = Seconds(ranks, LargeRounds, () => ranks.AllReduce(many));
        if (ranks.Rank != 0) return ExitCode.Success;

        var table = Terminal.Table("#rank", "host", "#process", "#processors");
        var list = new JsonArray();
        for (var rank = 0; rank < places.Length; rank++)
        {
            var place = Encoding.UTF8.GetString(places[rank]).Split('\n');
            table.AddRow($"{rank}", Markup.Escape(place[0]), place[1], place[2]);
            list.Add(new JsonObject { ["rank"] = rank, ["host"] = place[0], ["process"] = int.Parse(place[1]), ["processors"] = int.Parse(place[2]) });
        }
        terminal.Result(table);
        terminal.Result($"A barrier takes {barrier * 1e6:0.0} µs, a sum of one number {latency * 1e6:0.0} µs, a sum of {size} MB {large * 1e3:0.0} ms ({size / 1024.0 / large:0.00} GB/s).");
        terminal.Result(new JsonObject { ["size"] = ranks.Size, ["ranks"] = list, ["barrierSeconds"] = barrier, ["sumSeconds"] = latency, ["megabytes"] = size, ["largeSumSeconds"] = large });
        return ExitCode.Success;
    }

    // The median of a few passes, so that compiling the code and other programs do not count.
    private static double Seconds(ICommunicator ranks, int rounds, Action collective)
    {
        const int passes = 5;
        var seconds = new double[passes];
        for (var pass = 0; pass < passes; pass++)
        {
            ranks.Barrier();
            var start = Stopwatch.GetTimestamp();
            for (var round = 0; round < rounds / passes; round++) collective();
            seconds[pass] = Stopwatch.GetElapsedTime(start).TotalSeconds / (rounds / passes);
        }
        return seconds.Order().ElementAt(passes / 2);
    }
}
