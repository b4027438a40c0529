using System.CommandLine;
using GenreLab.Cli.Options;
using GenreLab.Models;
using GenreLab.Records;

namespace GenreLab.Cli.Recording;

/// <summary>Options of which recorded runs are meant.</summary>
internal sealed class RunFilterOptions
{
    private readonly Option<string?> data = new("--data") { Description = "Only runs whose data's name or path holds this.", HelpName = "text" };
    private readonly Option<string?> kind = new("--kind") { Description = "Only models of this kind.", HelpName = "kind" };
    private readonly Option<string?> experiment = new("--experiment") { Description = "Only runs of this experiment.", HelpName = "name" };
    private readonly Option<RunStatus?> status = Words.OneOf<RunStatus>("--status", "Only runs that are");

    public void AddTo(Command command)
    {
        command.Options.Add(data);
        command.Options.Add(kind);
        command.Options.Add(experiment);
        command.Options.Add(status);
    }

    /// <exception cref="OptionException">There is no such kind.</exception>
    public IReadOnlyList<RunRecord> Apply(ParseResult parsed, IReadOnlyList<RunRecord> runs)
    {
        var filter = new RunFilter
        {
            Data = parsed.GetValue(data),
            Kind = parsed.GetValue(kind) is { } word ? ModelKinds.Find(word).Word : null,
            Experiment = parsed.GetValue(experiment),
            Status = parsed.GetValue(status),
        };
        return [.. runs.Select(filter.Apply).OfType<RunRecord>()];
    }
}
