using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json.Nodes;
using GenreLab.Cli.Commands;
using GenreLab.Cli.Options;
using GenreLab.Distributed;
using GenreLab.Models;

namespace GenreLab.Cli;

/// <summary>The <c>genrelab</c> command: finds the verb, runs it, and turns whatever happens into an exit code.</summary>
internal static class Application
{
    private const string Cancelled = "Cancelled; nothing was written.";

    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The words after <c>genrelab</c>.</param>
    /// <param name="output">Results; with <c>--json</c> exactly one JSON object.</param>
    /// <param name="error">Progress, warnings and failures.</param>
    /// <param name="cancellation">Asks to finish early and cleanly.</param>
    /// <param name="ranks">The processes that run it together; null for this one alone.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    /// <exception cref="GenreLabException">It failed on one of several ranks, of which one will tell (<see cref="Report"/>).</exception>
    public static int Run(string[] arguments, TextWriter output, TextWriter error, CancellationToken cancellation, ICommunicator? ranks = null)
    {
        if (ranks is { Size: > 1 }) return RunRank(arguments, output, error, ranks, cancellation);
        int Fail(int code, string message)
        {
            Report(arguments, message, output, error);
            return code;
        }
        try
        {
            var parsed = Root().Parse(arguments);
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
                return Fail(ExitCode.WrongUsage, WrongUsage.Explain(parsed));
            return Invoke(parsed, output, error, SingleProcess.Instance, cancellation);
        }
        catch (OptionException failure)
        {
            return Fail(ExitCode.WrongUsage, failure.Message);
        }
        catch (OperationCanceledException)
        {
            return Fail(ExitCode.Failure, Cancelled);
        }
        catch (Exception failure) when (failure is GenreLabException or IOException or UnauthorizedAccessException)
        {
            return Fail(ExitCode.Failure, failure.Message);
        }
        catch (OutOfMemoryException)
        {
            return Fail(ExitCode.Failure, "Memory is used up; allow more with --memory, or take fewer rows.");
        }
#pragma warning disable CA1031 // The last resort: whatever else arrives here is a bug, and its details are for the people who can mend it.
        catch (Exception failure)
        {
            return Fail(ExitCode.Failure, $"genrelab has a bug: {failure}");
        }
#pragma warning restore CA1031
    }

    /// <summary>Tells why a command line failed.</summary>
    public static void Report(string[] arguments, string message, TextWriter output, TextWriter error)
    {
        error.WriteLine(message);
        error.Flush();
        if (!arguments.Contains("--json")) return;
        output.WriteLine(new JsonObject { ["error"] = message }.ToJsonString(GenreLabJson.Options));
        output.Flush();
    }

    // What goes wrong on a rank is told by whoever started it: on one rank only, and with the rank and its host.
    private static int RunRank(string[] arguments, TextWriter output, TextWriter error, ICommunicator ranks, CancellationToken cancellation)
    {
        var threads = RankProcessors.Share(ranks);
        using var agreed = ranks.Agree(cancellation);
        var root = Root();
        foreach (var option in root.Subcommands.SelectMany(verb => verb.Options).OfType<Option<int>>().Where(option => option.Name == ContextOptions.ThreadsWord))
            option.DefaultValueFactory = _ => threads;
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples) throw new OptionException(WrongUsage.Explain(parsed));
        try
        {
            return Invoke(parsed, output, error, ranks, agreed.Token);
        }
        catch (OperationCanceledException)
        {
            throw new GenreLabException(Cancelled);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new GenreLabException(failure.Message, failure);
        }
    }

    // No time limit after a cancellation: a verb that keeps the best so far must get to save it.
    private static int Invoke(ParseResult parsed, TextWriter output, TextWriter error, ICommunicator ranks, CancellationToken cancellation) => parsed.InvokeAsync(
        new Surroundings { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Ranks = ranks }, cancellation).GetAwaiter().GetResult();

    private static RootCommand Root()
    {
        var root = new RootCommand("Train, compare, explain and audit music-genre models from a table of tracks.")
        {
            new RunCommand(),
            new TrainCommand(),
            new TuneCommand(),
            new CrossValidateCommand(),
            new EvaluateCommand(),
            new PredictCommand(),
            new InspectCommand(),
            new AuditCommand(),
            new ExploreCommand(),
            new MergeCommand(),
            new NormalizeCommand(),
            new MapCommand(),
            new ReduceCommand(),
            new JoinCommand(),
            new SynthCommand(),
            new ProfileCommand(),
            new ModelsCommand(),
            new RunsCommand(),
            new ResultsCommand(),
            new MpiCheckCommand(),
        };
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }
}
