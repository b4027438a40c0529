using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>What surrounds the passes over one table.</summary>
internal sealed class SurveyContext
{
    public const int CancellationInterval = 1 << 16;

    // What is kept whatever the size of the table: samples, sketches, counts of values.
    private const long FixedBytes = 128L << 20;
    private const long LeastSorters = 16L << 20;

    private readonly SurveyOptions options;

    public SurveyContext(TableSource source, SurveyOptions options)
    {
        options.Streaming.Validate();
        if (options.Streaming.Memory < LeastMemory)
            throw new OptionException($"{options.Streaming.Memory >> 20} MB of memory are too little to look at a table that is read piece by piece; the least that works is {LeastMemory >> 20} MB.");
        this.options = options;
        SpillFolder = options.SpillFolder ?? Path.GetTempPath();
        Positions = [.. source.Shards.Select(shard => source.Columns.Select(name => Array.IndexOf(shard.Header, name)).ToArray())];
    }

    public static long LeastMemory => StreamingOptions.LeastMemory + FixedBytes + LeastSorters;

    public string SpillFolder { get; }

    /// <summary>For each file where the table's columns stand in it.</summary>
    public int[][] Positions { get; }

    public CancellationToken Cancellation => options.Streaming.Cancellation;

    public int Threads => options.Streaming.Threads;

    // Half of what is left is for pieces in work, half for sorters.
    private long PieceBytes => Math.Max(StreamingOptions.LeastMemory, (options.Streaming.Memory - FixedBytes) / 2);

    /// <summary>Memory of each of so many sorters.</summary>
    public long SorterBytes(int sorters) => options.SorterBytes ?? (options.Streaming.Memory - FixedBytes - PieceBytes) / sorters;

    /// <summary>How a pass is to be worked on.</summary>
    public StreamingOptions Pass(int number) =>
        options.Streaming with { Memory = PieceBytes, Progress = options.Progress is { } tell ? progress => tell(number, progress) : null };
}
