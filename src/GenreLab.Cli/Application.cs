using System.CommandLine;
using System.CommandLine.Help;
using System.Text.Json.Nodes;
using GenreLab.Cli.Commands;
using GenreLab.Models;

namespace GenreLab.Cli;

/// <summary>The <c>genrelab</c> command: finds the verb, runs it, and turns whatever happens into an exit code.</summary>
internal static class Application
{
    /// <summary>Runs one command line.</summary>
    /// <param name="arguments">The words after <c>genrelab</c>.</param>
    /// <param name="output">Results; with <c>--json</c> exactly one JSON object.</param>
    /// <param name="error">Progress, warnings and failures.</param>
    /// <param name="cancellation">Asks to finish early and cleanly.</param>
    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public static int Run(string[] arguments, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        int Fail(int code, string message)
        {
            error.WriteLine(message);
            if (arguments.Contains("--json")) output.WriteLine(new JsonObject { ["error"] = message }.ToJsonString(GenreLabJson.Options));
            return code;
        }
        try
        {
            var parsed = Root().Parse(arguments);
            if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
                return Fail(ExitCode.WrongUsage, WrongUsage.Explain(parsed));
            // No time limit after a cancellation: a verb that keeps the best so far must get to save it.
            return parsed.InvokeAsync(
                new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null },
                cancellation).GetAwaiter().GetResult();
        }
        catch (OptionException failure)
        {
            return Fail(ExitCode.WrongUsage, failure.Message);
        }
        catch (OperationCanceledException)
        {
            return Fail(ExitCode.Failure, "Cancelled; nothing was written.");
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

    private static RootCommand Root()
    {
        var root = new RootCommand("Train, compare, explain and audit music-genre models from a table of tracks.")
        {
            new RunCommand(),
            new TrainCommand(),
            new TuneCommand(),
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
