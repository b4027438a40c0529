using System.CommandLine;
using GenreLab.Data;

namespace GenreLab.Cli.Options;

/// <summary><c>--merge</c>: which genres count as which others.</summary>
internal sealed class MergeOption(string description)
{
    private readonly Option<string?> merge = new("--merge") { Description = description, HelpName = "file" };

    public void AddTo(Command command) => command.Options.Add(merge);

    /// <summary>The merge the user named, or null.</summary>
    /// <exception cref="DataException">There is no such file, or it is no merge.</exception>
    public GenreMerge? Read(ParseResult parsed) => parsed.GetValue(merge) is { } named ? GenreMerge.Load(named) : null;
}
