using System.CommandLine;
using System.CommandLine.Parsing;
using GenreLab.Cli.Commands;

namespace GenreLab.Cli;

/// <summary>Says what is wrong with a command line, in one sentence.</summary>
internal static class WrongUsage
{
    public static string Explain(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var unknown = parsed.UnmatchedTokens is [var first, ..] ? first
            : parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(argument => argument.Tokens).FirstOrDefault(token => LooksLikeOption(token.Value))?.Value;
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

    /// <summary>Whether a word where a file could stand is rather an option that nobody knows.</summary>
    public static bool LooksLikeOption(string word) => word.StartsWith('-') && !File.Exists(word);

    // "runs list" of a verb below another.
    private static string Path(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault(parent => parent is not RootCommand) is { } above ? $"{Path(above)} {command.Name}" : command.Name;

    private static string Listed(IEnumerable<string> words) => string.Join(", ", words);
}
