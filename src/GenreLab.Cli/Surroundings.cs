using System.CommandLine;
using GenreLab.Cli.Commands;
using GenreLab.Distributed;

namespace GenreLab.Cli;

/// <summary>What a command line runs in, beside what System.CommandLine knows of.</summary>
internal sealed class Surroundings : InvocationConfiguration
{
    /// <summary>The processes that work on the command together.</summary>
    public ICommunicator Ranks { get; init; } = SingleProcess.Instance;

    /// <summary>The ranks that do what the command line asks for: all of them, or one where the verb's work is not shared.</summary>
    public static ICommunicator RanksOf(ParseResult parsed) => parsed.CommandResult.Command is Verb { IsShared: true } ? AllRanksOf(parsed) : SingleProcess.Instance;

    /// <summary>The ranks that were started with the command line.</summary>
    public static ICommunicator AllRanksOf(ParseResult parsed) => (parsed.InvocationConfiguration as Surroundings)?.Ranks ?? SingleProcess.Instance;
}
