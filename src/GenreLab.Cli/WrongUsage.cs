using System.CommandLine;
using GenreLab.Cli.Commands;

namespace GenreLab.Cli;

/// <summary>Says what is wrong with a command line, in one sentence.</summary>
internal static class WrongUsage
{
    public static string Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens is [var first, ..] ? first : null;
        if (command is not Verb)
        {
            return unknown is null || unknown.StartsWith('-')
                ? $"Say what to do: {Listed(command.Subcommands.Select(verb => verb.Name))}; see 'genrelab {(command is RootCommand ? "" : $"{command.Name} ")}--help'."
                : $"There is no command '{unknown}'; the commands are {Listed(Spelling.ByCloseness(unknown, command.Subcommands.Select(verb => verb.Name)))}.";
        }
        if (unknown is null) return $"{parsed.Errors[0].Message.TrimEnd('.')}; see 'genrelab {Path(command)} --help'.";
        if (unknown.StartsWith('-'))
            return $"{Path(command)} has no option '{unknown}'; its options are {Listed(Spelling.ByCloseness(unknown, command.Options.Where(option => !option.Hidden).Select(option => option.Name)))}.";
        return $"'{unknown}' is one word too many for {Path(command)}; see 'genrelab {Path(command)} --help'.";
    }

    // "runs list" of a verb below another.
    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault(parent => parent is not RootCommand) is { } above ? $"{Path(above)} {command.Name}" : command.Name;

    private static string Listed(IEnumerable<string> words) => string.Join(", ", words);
}
