using System.CommandLine;
using GenreLab.Streaming.MapReduce;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab reduce</c>: the reducer of a map-reduce job, and its combiner.</summary>
internal sealed class ReduceCommand : MapReduceVerb
{
    private readonly Option<bool> partial = new("--partial") { Description = "Write lines for a further 'reduce': a combiner." };
    private readonly Option<string?> save = new("--save") { Description = "Also write a file for --scale of train and run (moments only).", HelpName = "file" };

    public ReduceCommand() : base(
        "reduce", "Merge the lines of 'genrelab map', sorted by key, from standard input: the reducer of a map-reduce job.",
        "reduce moments < sorted-partials.tsv > moments.tsv",
        "reduce moments --save statistics.json < sorted-partials.tsv",
        "reduce correlation --partial < some-partials.tsv")
    {
        Options.Add(partial);
        Options.Add(save);
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var statistic = Statistic(parsed);
        var path = parsed.GetValue(save);
        if (path is not null && statistic != MapReduceStatistic.Moments) throw new OptionException("--save keeps moments; leave it out here.");
        if (path is not null) AtomicFile.RequireWritable(path);
        using var input = new StreamReader(Console.OpenStandardInput());
        var kept = new List<ReducedLine>();
        foreach (var line in Reducer.Reduce(statistic, input, StandardInput))
        {
            cancellation.ThrowIfCancellationRequested();
            WriteLine(parsed, parsed.GetValue(partial) ? line.Partial : line.Result);
            if (path is not null) kept.Add(line);
        }
        if (path is not null) AtomicFile.Write(path, Reducer.StatisticsOf(kept, StandardInput).Write);
        return ExitCode.Success;
    }
}
