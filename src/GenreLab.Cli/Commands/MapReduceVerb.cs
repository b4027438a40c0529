using System.CommandLine;
using GenreLab.Streaming.MapReduce;

namespace GenreLab.Cli.Commands;

/// <summary>One of the two halves of a map-reduce job: standard input to standard output, a line a key.</summary>
internal abstract class MapReduceVerb : Verb
{
    private readonly Argument<string> statistic = new("statistic") { Description = $"What to gather: {string.Join(", ", Kinds)}." };

    protected MapReduceVerb(string name, string description, params string[] examples) : base(name, description, examples) => Arguments.Add(statistic);

    protected static string StandardInput => "standard input";

    private static IEnumerable<string> Kinds => Enum.GetNames<MapReduceStatistic>().Select(name => name.ToLowerInvariant());

    /// <exception cref="OptionException">It is unknown.</exception>
    protected MapReduceStatistic Statistic(ParseResult parsed)
    {
        var word = parsed.GetRequiredValue(statistic);
        return Kinds.Contains(word) ? Enum.Parse<MapReduceStatistic>(word, ignoreCase: true)
            : throw new OptionException($"'{word}' cannot be gathered; write one of {string.Join(", ", Kinds)}.");
    }

    protected static void WriteLine(ParseResult parsed, string line) => parsed.InvocationConfiguration.Output.Write(line + "\n");
}
