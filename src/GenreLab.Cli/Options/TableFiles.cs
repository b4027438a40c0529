using System.CommandLine;
using GenreLab.Data;
using GenreLab.Streaming;

namespace GenreLab.Cli.Options;

/// <summary>The files of a table that is read into memory as one.</summary>
internal sealed class TableFiles
{
    private readonly Argument<string[]> files = new("file")
    {
        Description = "The table of tracks: files (CSV, packed or not), folders of them, names with * or ?.",
        Arity = ArgumentArity.OneOrMore,
    };

    public void AddTo(Command command) => command.Arguments.Add(files);

    /// <summary>The words the user wrote.</summary>
    public string Words(ParseResult parsed) => string.Join(' ', parsed.GetRequiredValue(files));

    /// <exception cref="DataException">A file cannot be read, or has other columns than the first.</exception>
    public Data.Table Read(ParseResult parsed, TableReaderOptions options, CancellationToken cancellation)
    {
        var found = InputFiles.Find(parsed.GetRequiredValue(files));
        return found is [var only] ? TableReader.ReadFile(only, options)
            : TableSource.Open(found).ReadAll(new StreamingOptions { Threads = options.Threads, Cancellation = cancellation });
    }
}
