using System.CommandLine;
using GenreLab.Models;

namespace GenreLab.Cli.Options;

/// <summary>Options of what surrounds a training: seed and threads.</summary>
internal sealed class ContextOptions
{
    private readonly Option<ulong> seed = new("--seed") { Description = "Every random choice follows from it.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> threads = ThreadsOption();

    public void AddTo(Command command)
    {
        command.Options.Add(seed);
        command.Options.Add(threads);
    }

    public TrainingContext Read(ParseResult parsed, CancellationToken cancellation) =>
        new() { Seed = parsed.GetValue(seed), Threads = parsed.GetValue(threads), Ranks = Surroundings.RanksOf(parsed), Cancellation = cancellation };

    /// <summary>What the option of threads is called.</summary>
    public const string ThreadsWord = "--threads";

    public static Option<int> ThreadsOption() => new Option<int>(ThreadsWord)
    {
        Description = "Threads to use; never changes a result.",
        DefaultValueFactory = _ => Environment.ProcessorCount,
    }.Within(1, 1024);
}
