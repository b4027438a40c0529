using System.CommandLine;
using GenreLab.Data;
using GenreLab.Streaming;

namespace GenreLab.Cli.Options;

/// <summary>The files of a table that is read into memory as one.</summary>
/// <param name="table">What the table is.</param>
internal sealed class TableFiles(string table = "The table of tracks")
{
    private readonly Argument<string[]> files = new("file")
    {
        Description = $"{table}: files (CSV, packed or not), folders of them, names with * or ?.",
        Arity = ArgumentArity.OneOrMore,
    };

    public void AddTo(Command command) => command.Arguments.Add(files);

    /// <summary>The words the user wrote.</summary>
    public string Words(ParseResult parsed) => string.Join(' ', parsed.GetRequiredValue(files));

    /// <summary>The files themselves.</summary>
    /// <exception cref="DataException">A word stands for no file, or a file is named twice.</exception>
    public IReadOnlyList<string> Find(ParseResult parsed) => InputFiles.Find(parsed.GetRequiredValue(files));

    /// <exception cref="DataException">A file cannot be read, or has other columns than the first.</exception>
    public Data.Table Read(ParseResult parsed, TableReaderOptions options, CancellationToken cancellation) => Read(Find(parsed), options, cancellation);

    /// <exception cref="DataException">A file cannot be read, or has other columns than the first.</exception>
    public static Data.Table Read(IReadOnlyList<string> files, TableReaderOptions options, CancellationToken cancellation) => files is [var only]
        ? TableReader.ReadFile(only, options)
        : TableSource.Open(files).ReadAll(new StreamingOptions { Threads = options.Threads, Cancellation = cancellation });
}
