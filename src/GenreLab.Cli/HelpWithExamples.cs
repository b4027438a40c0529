using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using GenreLab.Cli.Commands;

namespace GenreLab.Cli;

/// <summary>The usual help, then examples of the verb that can be typed as they stand.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = InvokeUsual(parseResult);
        var verbs = parseResult.CommandResult.Command is Verb verb ? [verb] : parseResult.CommandResult.Command.Subcommands.OfType<Verb>();
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in verbs.SelectMany(one => parseResult.CommandResult.Command is Verb ? one.Examples : one.Examples.Take(1)))
            output.WriteLine($"  genrelab {example}");
        output.WriteLine();
        return code;
    }

    /// <summary>The usual help calls the program by its assembly's name; people call it by its command.</summary>
    private int InvokeUsual(ParseResult parseResult)
    {
        var configuration = parseResult.InvocationConfiguration;
        var output = configuration.Output;
        using var help = new StringWriter();
        configuration.Output = help;
        var code = usual.Invoke(parseResult);
        configuration.Output = output;
        output.WriteLine(help.ToString().Replace(RootCommand.ExecutableName, "genrelab", StringComparison.Ordinal).TrimEnd());
        output.WriteLine();
        return code;
    }
}
