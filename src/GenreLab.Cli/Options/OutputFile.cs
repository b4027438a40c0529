using System.CommandLine;

namespace GenreLab.Cli.Options;

/// <summary>The file that a verb is there to write.</summary>
/// <param name="description">What is written, for people.</param>
internal sealed class OutputFile(string description)
{
    private readonly Option<string> destination = new("--out") { Description = description, HelpName = "file", Required = true };

    public void AddTo(Command command) => command.Options.Add(destination);

    /// <summary>Where it is to be; found out before any work is done that it can be written.</summary>
    /// <exception cref="GenreLabException">It cannot.</exception>
    public string Prepare(ParseResult parsed, Terminal terminal)
    {
        var path = parsed.GetRequiredValue(destination);
        if (terminal.Writes) AtomicFile.RequireWritable(path);
        return path;
    }
}
