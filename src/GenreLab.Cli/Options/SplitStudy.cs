using System.CommandLine;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Cli.Options;

/// <summary>The option of training every model on a split by track and on one at random.</summary>
internal sealed class SplitStudy
{
    private readonly Option<bool> compare = new("--compare-splits") { Description = "Also train on a split by track and on one at random, to see how much memory flatters the numbers; takes up to three times as long." };

    public void AddTo(Command command) => command.Options.Add(compare);

    /// <summary>What gathers the scores; null when they are not asked for.</summary>
    public SplitScores? For(ParseResult parsed, TrainingChoice training, GenreTable table, TrainingContext surroundings) => !parsed.GetValue(compare) ? null
        : new SplitScores(
            table, surroundings,
            [("by track", training.SplitBy(parsed, table, SplitMethod.ByTrack, surroundings)), ("random", training.SplitBy(parsed, table, SplitMethod.Random, surroundings))]);
}
