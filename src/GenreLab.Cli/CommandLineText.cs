using System.CommandLine;

namespace GenreLab.Cli;

/// <summary>A command line as it can be typed again.</summary>
internal static class CommandLineText
{
    /// <summary>The words, those with blanks in quotes.</summary>
    public static string CommandLine(this ParseResult parsed) =>
        "genrelab " + string.Join(' ', parsed.Tokens.Select(token => token.Value.Contains(' ', StringComparison.Ordinal) ? $"\"{token.Value}\"" : token.Value));
}
