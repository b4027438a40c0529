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

    /// <summary>The files themselves.</summary>
    /// <exception cref="DataException">A word stands for no file, or a file is named twice.</exception>
    public IReadOnlyList<string> Find(ParseResult parsed) => InputFiles.Find(parsed.GetRequiredValue(files));

    /// <exception cref="DataException">A file cannot be read, or has other columns than the first.</exception>
    public Data.Table Read(ParseResult parsed, TableReaderOptions options, CancellationToken cancellation)
    {
        var found = Find(parsed);
        return found is [var only] ? TableReader.ReadFile(only, options)
            : TableSource.Open(found).ReadAll(new StreamingOptions { Threads = options.Threads, Cancellation = cancellation });
    }
}
