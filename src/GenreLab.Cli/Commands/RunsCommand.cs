using System.CommandLine;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab runs</c>: what was trained before, and how well.</summary>
internal sealed class RunsCommand : Command
{
    public RunsCommand() : base("runs", "Look at and compare recorded runs: every train, run and experiment is recorded (--no-record leaves one out).")
    {
        Subcommands.Add(new RunsListCommand());
        Subcommands.Add(new RunsShowCommand());
        Subcommands.Add(new RunsCompareCommand());
        Subcommands.Add(new RunsBestCommand());
        Subcommands.Add(new RunsExportCommand());
    }
}
