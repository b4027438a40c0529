using System.CommandLine;

namespace GenreLab.Cli;

/// <summary>A command line as it can be typed again.</summary>
internal static class CommandLineText
{
    /// <summary>The command with these words behind it, those with blanks in quotes.</summary>
    public static string Of(IEnumerable<string> words) =>
        "genrelab " + string.Join(' ', words.Select(word => word.Contains(' ', StringComparison.Ordinal) ? $"\"{word}\"" : word));

    /// <summary>The words that were parsed.</summary>
    public static string CommandLine(this ParseResult parsed) => Of(parsed.Tokens.Select(token => token.Value));
}
