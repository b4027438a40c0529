using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>What surrounds the passes over one table.</summary>
internal sealed class SurveyContext
{
    public const int CancellationInterval = 1 << 16;

    // What is kept whatever the length of the table: samples and sketches, which grow with its columns, and counts of values; and what
    // is made of them in the end. Measured: a table of 21 columns peaks at 400 MB.
    private const long FixedBytes = 128L << 20;
    private const long BytesPerColumn = 6L << 20;
    private const long LeastSorters = 16L << 20;

    private readonly SurveyOptions options;
    private readonly long keptBytes;

    public SurveyContext(TableSource source, SurveyOptions options)
    {
        options.Streaming.Validate();
        keptBytes = FixedBytes + source.Columns.Count * BytesPerColumn;
        var least = StreamingOptions.LeastMemory + keptBytes + LeastSorters;
        if (options.Streaming.Memory < least)
            throw new OptionException($"{options.Streaming.Memory >> 20} MB of memory are too little to look at a table of {source.Columns.Count} columns that is read piece by piece; the least that works is {least >> 20} MB.");
        this.options = options;
        SpillFolder = options.SpillFolder ?? Path.GetTempPath();
        Positions = [.. source.Shards.Select(shard => source.Columns.Select(name => Array.IndexOf(shard.Header, name)).ToArray())];
    }

    public string SpillFolder { get; }

    /// <summary>For each file where the table's columns stand in it.</summary>
    public int[][] Positions { get; }

    public CancellationToken Cancellation => options.Streaming.Cancellation;

    public int Threads => options.Streaming.Threads;

    // Half of what is left is for pieces in work, half for sorters.
    private long PieceBytes => Math.Max(StreamingOptions.LeastMemory, (options.Streaming.Memory - keptBytes) / 2);

    /// <summary>Memory of each of so many sorters.</summary>
    public long SorterBytes(int sorters) => options.SorterBytes ?? (options.Streaming.Memory - keptBytes - PieceBytes) / sorters;

    /// <summary>How a pass is to be worked on.</summary>
    public StreamingOptions Pass(int number) =>
        options.Streaming with { Memory = PieceBytes, Progress = options.Progress is { } tell ? progress => tell(number, progress) : null };
}
