using System.CommandLine;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Cli.Options;

/// <summary>The option of scoring every model on merged genres too, beside one that is trained on them.</summary>
internal sealed class MergeStudy
{
    private readonly Option<string?> compare = new("--compare-merge")
    {
        Description = "Also score every model on merged genres, beside the same kind trained on them: a CSV of from,to, or published-66; takes about twice as long.",
        HelpName = "file",
    };

    public void AddTo(Command command) => command.Options.Add(compare);

    /// <summary>What gathers the scores; null when they are not asked for.</summary>
    /// <exception cref="DataException">The merge cannot be read or does not fit the table.</exception>
    public MergeLevels? For(ParseResult parsed, GenreTable table, Split split, TrainingContext surroundings) =>
        parsed.GetValue(compare) is { } named ? new MergeLevels(table.Merged(GenreMerge.Load(named)), split, surroundings) : null;
}
