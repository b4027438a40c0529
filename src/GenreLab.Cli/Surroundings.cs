using System.CommandLine;
using GenreLab.Distributed;

namespace GenreLab.Cli;

/// <summary>What a command line runs in, beside what System.CommandLine knows of.</summary>
internal sealed class Surroundings : InvocationConfiguration
{
    /// <summary>The processes that work on the command together.</summary>
    public ICommunicator Ranks { get; init; } = SingleProcess.Instance;

    /// <summary>The ranks of the command line that was parsed.</summary>
    public static ICommunicator RanksOf(ParseResult parsed) => (parsed.InvocationConfiguration as Surroundings)?.Ranks ?? SingleProcess.Instance;
}
