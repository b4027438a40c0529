using System.CommandLine;
using GenreLab.Cli.Options;
using GenreLab.Streaming;
using GenreLab.Streaming.MapReduce;

namespace GenreLab.Cli.Commands;

/// <summary><c>genrelab map</c>: the mapper of a map-reduce job.</summary>
internal sealed class MapCommand : MapReduceVerb
{
    private readonly Option<string[]> header = Words.List("--header", "The columns' names, separated by commas, when there is no header line.");
    private readonly DelimiterOption delimiter = new();
    private readonly Option<string[]> features = Words.List("--features", "The columns to read, separated by commas; -column leaves one out [those called as audio features are].");
    private readonly Option<string?> statistics = new("--statistics") { Description = "What 'reduce moments' wrote, for maxabs and histogram.", HelpName = "file" };
    private readonly Option<int> bins = new Option<int>("--bins") { Description = "Bins of a histogram, between the smallest and the largest value.", DefaultValueFactory = _ => 50 }.Within(1, 10_000);

    public MapCommand() : base(
        "map", "Read rows from standard input and write a line a feature, for 'genrelab reduce' to merge: the mapper of a map-reduce job.",
        "map moments < tracks.csv > partials.tsv",
        "map moments --header tempo,energy,valence --delimiter tab",
        "map maxabs --statistics moments.tsv < tracks.csv")
    {
        Options.Add(header);
        delimiter.AddTo(this);
        Options.Add(features);
        Options.Add(statistics);
        Options.Add(bins);
    }

    protected override int Run(ParseResult parsed, Terminal terminal, CancellationToken cancellation)
    {
        var statistic = Statistic(parsed);
        var known = parsed.GetValue(statistics) is { } file ? Reducer.LoadStatistics(file) : null;
        string[]? names = parsed.GetValue(header) is { Length: > 0 } given ? given : null;
        using var input = Console.OpenStandardInput();
        var source = TableSource.Open(input, StandardInput, delimiter.Read(parsed), names);
        foreach (var line in Mapper.Map(statistic, source, new MapperOptions
        {
            Features = parsed.GetValue(features)!,
            Statistics = known,
            Bins = parsed.GetValue(bins),
            Streaming = new StreamingOptions { Threads = 1, Cancellation = cancellation },
        }))
            WriteLine(parsed, line);
        return ExitCode.Success;
    }
}
