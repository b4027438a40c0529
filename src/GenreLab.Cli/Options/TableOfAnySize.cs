using System.CommandLine;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Streaming;
using GenreLab.Surveying;

namespace GenreLab.Cli.Options;

/// <summary>The files of a table that is read into memory where it fits the bound, and piece by piece where it does not.</summary>
internal sealed class TableOfAnySize
{
    // What exploring a table in memory takes, and for each byte of its text: measured on tables of 8 and 20 MB.
    private const long BaseBytes = 64L << 20;
    private const long BytesPerByte = 15;
    private const long UnpackedPerPacked = 4;

    private readonly TableFiles files = new();
    private readonly MemoryOption memory = new();
    private readonly Option<string?> spill = new("--spill") { Description = "The folder for rows put aside when the table does not fit into memory; the system's temporary one unless told.", HelpName = "folder" };

    public void AddTo(Command command)
    {
        files.AddTo(command);
        memory.AddTo(command);
        command.Options.Add(spill);
    }

    /// <summary>The words the user wrote.</summary>
    public string Words(ParseResult parsed) => files.Words(parsed);

    /// <inheritdoc cref="TableFiles.Read(ParseResult, TableReaderOptions, CancellationToken)"/>
    public Data.Table Read(ParseResult parsed, TableReaderOptions options, CancellationToken cancellation) => files.Read(parsed, options, cancellation);

    /// <summary>The table, shared by the ranks, and how it is worked on when it does not fit into memory; null when it does. A collective.</summary>
    /// <exception cref="DataException">A file cannot be read, or has other columns than the first, or the ranks do not see the same files.</exception>
    /// <exception cref="OptionException">The bound is too small to work in.</exception>
    public (TableSource Source, SurveyOptions Options)? Pieces(ParseResult parsed, Terminal terminal, int threads, CancellationToken cancellation)
    {
        var bound = memory.Read(parsed);
        var found = files.Find(parsed);
        // Machines of other sizes may have other bounds: the first rank decides for all.
        if (terminal.Ranks.BroadcastArray([BaseBytes + BytesPerByte * found.Sum(TextBytes) <= bound])[0]) return null;
        return (TableSource.Open(found).Divide(terminal.Ranks), new SurveyOptions
        {
            Streaming = new StreamingOptions { Threads = threads, Memory = bound, Cancellation = cancellation },
            SpillFolder = parsed.GetValue(spill),
            Progress = Lines(terminal),
        });
    }

    private static long TextBytes(string path) =>
        new FileInfo(path).Length * (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? UnpackedPerPacked : 1);

    private static Action<int, StreamProgress> Lines(Terminal terminal)
    {
        var lines = new Dictionary<int, StreamingLines> { [1] = new(terminal, "pass 1 of 2, columns and repeated rows") };
        return (pass, progress) =>
        {
            if (!lines.TryGetValue(pass, out var line)) lines[pass] = line = new StreamingLines(terminal, "pass 2 of 2, figures");
            line.Tell(progress);
        };
    }
}
