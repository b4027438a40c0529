using System.CommandLine;
using GenreLab.Records;

namespace GenreLab.Cli.Recording;

/// <summary>Options of whether and where a run is recorded.</summary>
internal sealed class RecordingChoice
{
    private readonly RecordsFolder folder = new();
    private readonly Option<bool> none = new("--no-record") { Description = "Do not record this run; see 'genrelab runs --help'." };

    public void AddTo(Command command)
    {
        folder.AddTo(command);
        command.Options.Add(none);
    }

    /// <summary>Does work and records it, however it ends. Recording never makes it fail.</summary>
    public int Watch(ParseResult parsed, Terminal terminal, string command, Func<RunRecording, int> work)
    {
        var recording = Begin(parsed, terminal, command);
        try
        {
            var code = work(recording);
            recording.End(RunStatus.Finished);
            return code;
        }
        catch (Exception failure)
        {
            recording.End(RunStatus.Failed, failure is OperationCanceledException ? "Cancelled; nothing was written." : failure.Message);
            throw;
        }
    }

    /// <summary>What is recorded already, newest first.</summary>
    /// <exception cref="RecordsException">The records cannot be read.</exception>
    public IReadOnlyList<RunRecord> Runs(ParseResult parsed)
    {
        using var database = folder.OpenExisting(parsed);
        return database?.Runs() ?? [];
    }

    /// <summary>A recording whose end the caller tells.</summary>
    public RunRecording Begin(ParseResult parsed, Terminal terminal, string command)
    {
        string? place = null;
        try
        {
            if (!parsed.GetValue(none) && terminal.Writes) place = folder.Of(parsed);
        }
        catch (RecordsException nowhere)
        {
            terminal.Warn($"This run is not recorded: {nowhere.Message}");
        }
        return new RunRecording(terminal, place, command, [.. parsed.Tokens.Select(token => token.Value)]);
    }
}
