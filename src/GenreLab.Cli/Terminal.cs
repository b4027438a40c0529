using System.CommandLine;
using System.Text.Json.Nodes;
using GenreLab.Distributed;
using GenreLab.Models;
using Spectre.Console;

namespace GenreLab.Cli;

/// <summary>Where a verb's words go: results to standard output, progress and warnings to standard error.</summary>
internal sealed class Terminal
{
    private const int WidthWithoutTerminal = 120;

    private readonly TextWriter output;
    private readonly TextWriter error;

    public Terminal(ParseResult parsed, bool json, bool quiet)
    {
        output = parsed.InvocationConfiguration.Output;
        error = parsed.InvocationConfiguration.Error;
        Ranks = Surroundings.RanksOf(parsed);
        Json = json;
        Quiet = quiet;
        Results = ConsoleOn(json ? error : output);
        Progress = ConsoleOn(error);
    }

    /// <summary>Standard error, for what reports failures by itself.</summary>
    public TextWriter Error => error;

    /// <summary>The processes that work on the command together.</summary>
    public ICommunicator Ranks { get; }

    /// <summary>Whether this process writes files; of several only the first does.</summary>
    public bool Writes => Ranks.Rank == 0;

    /// <summary>Whether standard output is for one JSON object.</summary>
    public bool Json { get; }

    /// <summary>Whether progress is not wanted.</summary>
    public bool Quiet { get; }

    /// <summary>Tables and other results for people.</summary>
    public IAnsiConsole Results { get; }

    /// <summary>Live progress.</summary>
    public IAnsiConsole Progress { get; }

    /// <summary>Whether a person watches the progress.</summary>
    public bool Live => !Quiet && Progress.Profile.Out.IsTerminal && Progress.Profile.Capabilities.Ansi;

    /// <summary>A line about what is being done.</summary>
    public void Say(string line)
    {
        if (!Quiet) error.WriteLine(line);
    }

    /// <summary>A line that must be seen.</summary>
    public void Warn(string line)
    {
        // While a progress bar is drawn only its own console knows how to write above it.
        if (Live) Progress.WriteLine($"warning: {line}");
        else error.WriteLine($"warning: {line}");
    }

    /// <summary>A line of the result; not written when the result is JSON.</summary>
    public void Result(string line)
    {
        if (!Json) output.WriteLine(line);
    }

    /// <summary>A table of the result; not written when the result is JSON.</summary>
    public void Result(Spectre.Console.Table table)
    {
        if (!Json) Results.Write(table);
    }

    /// <summary>The one JSON object; not written unless asked for.</summary>
    public void Result(JsonObject json)
    {
        if (Json) output.WriteLine(json.ToJsonString(GenreLabJson.Options));
    }

    /// <summary>An empty table with these headings; those that start with '#' are of numbers.</summary>
    public static Spectre.Console.Table Table(params string[] headings)
    {
        var table = new Spectre.Console.Table().Border(TableBorder.Simple);
        foreach (var heading in headings)
        {
            var column = new TableColumn(Markup.Escape(heading.TrimStart('#')));
            table.AddColumn(heading.StartsWith('#') ? column.RightAligned() : column);
        }
        return table;
    }

    private static IAnsiConsole ConsoleOn(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (!console.Profile.Out.IsTerminal) console.Profile.Width = WidthWithoutTerminal;
        return console;
    }
}
