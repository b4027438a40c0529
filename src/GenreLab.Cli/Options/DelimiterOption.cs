using System.CommandLine;

namespace GenreLab.Cli.Options;

/// <summary>The character between two fields, by its name where it is hard to type.</summary>
internal sealed class DelimiterOption
{
    private static readonly Dictionary<string, char> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["comma"] = ',',
        ["semicolon"] = ';',
        ["tab"] = '\t',
        ["\\t"] = '\t',
        ["pipe"] = '|',
        ["ctrl-a"] = '\x01',
    };

    private readonly Option<char?> delimiter = new("--delimiter")
    {
        Description = "The character between two fields: comma, semicolon, tab, pipe, ctrl-a, or the character itself [found].",
        HelpName = "character",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (Names.TryGetValue(text, out var named)) return named;
            if (text.Length == 1 && text[0] is not ('"' or '\r' or '\n' or > '~')) return text[0];
            result.AddError($"'{text}' is not a value for --delimiter; write comma, semicolon, tab, pipe, ctrl-a or one ASCII character");
            return null;
        },
    };

    public void AddTo(Command command) => command.Options.Add(delimiter);

    public char? Read(ParseResult parsed) => parsed.GetValue(delimiter);
}
