using System.CommandLine;
using GenreLab.Cli.Recording;
using GenreLab.Records;

namespace GenreLab.Cli.Commands;

/// <summary>A verb that reads the records of runs.</summary>
internal abstract class RunsVerb : Verb
{
    private readonly RecordsFolder folder = new();

    protected RunsVerb(string name, string description, params string[] examples) : base(name, description, [.. examples.Select(example => "runs " + example)])
    {
    }

    protected void AddRecordsOptions()
    {
        folder.AddTo(this);
        AddCommonOptions();
    }

    protected sealed override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        using var database = folder.OpenExisting(parsed);
        var runs = database?.Runs() ?? [];
        if (database is { Unreadable: > 0 }) terminal.Warn($"{database.Unreadable} {(database.Unreadable == 1 ? "record is" : "records are")} not what GenreLab writes and {(database.Unreadable == 1 ? "is" : "are")} left out.");
        return Run(parsed, terminal, runs, database);
    }

    /// <summary>Does it with all runs, newest first, and where their predictions are.</summary>
    protected abstract int Run(ParseResult parsed, Terminal terminal, IReadOnlyList<RunRecord> runs, RunDatabase? database);

    protected string Nothing(ParseResult parsed) => $"No run is recorded in {folder.Of(parsed)} that fits.";
}
