using System.CommandLine;
using GenreLab.Distributed;

namespace GenreLab.Cli.Commands;

/// <summary>One of the things <c>genrelab</c> does.</summary>
internal abstract class Verb : Command
{
    private readonly Option<bool> json = new("--json") { Description = "Print exactly one JSON object to standard output; all else goes to standard error." };
    private readonly Option<bool> quiet = new("--quiet", "-q") { Description = "No progress; warnings and results only." };

    protected Verb(string name, string description, params string[] examples) : base(name, description)
    {
        Examples = examples;
        SetAction((parsed, cancellation) => Task.FromResult(RunOnRanks(parsed, new Terminal(parsed, parsed.GetValue(json), parsed.GetValue(quiet)), cancellation)));
    }

    /// <summary>Whether several processes share its work; otherwise the first does it and the others wait.</summary>
    public virtual bool IsShared => false;

    /// <summary>Command lines that show it at work, without the leading <c>genrelab</c>.</summary>
    public IReadOnlyList<string> Examples { get; }

    /// <summary>Adds the options every verb has; called last, so that help lists them last.</summary>
    protected void AddCommonOptions()
    {
        Options.Add(json);
        Options.Add(quiet);
    }

    private int RunOnRanks(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var ranks = Surroundings.AllRanksOf(parsed);
        if (IsShared || ranks.Size == 1) return ranks.AllReduce(Run(parsed, terminal, cancellation), Reduction.Maximum);
        if (ranks.Rank > 0) return ranks.AllReduce(ExitCode.Success, Reduction.Maximum);
        int code;
        try
        {
            code = Run(parsed, terminal, cancellation);
        }
        catch (GenreLabException failure)
        {
            // Those who wait end with the same code; the launcher passes on that of whichever is first.
            ranks.AllReduce(failure is OptionException ? ExitCode.WrongUsage : ExitCode.Failure, Reduction.Maximum);
            throw;
        }
        return ranks.AllReduce(code, Reduction.Maximum);
    }

    /// <summary>Does it and returns the exit code.</summary>
    protected abstract int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation);
}
