using GenreLab.Preprocessing;

namespace GenreLab.Streaming.MapReduce;

/// <summary>What a mapper does.</summary>
public sealed record MapperOptions
{
    /// <summary>Columns to read, by their name in the header or the canonical name; without any, Spotify's audio features among the columns; <c>-name</c> leaves one out.</summary>
    public IReadOnlyList<string> Features { get; init; } = [];

    /// <summary>What a pass before has found; needed for <see cref="MapReduceStatistic.MaxAbs"/> and <see cref="MapReduceStatistic.Histogram"/>.</summary>
    public ScalingStatistics? Statistics { get; init; }

    /// <summary>Bins of a histogram, 1 to 10,000.</summary>
    public int Bins { get; init; } = 50;

    /// <summary>Threads, memory, cancellation and progress.</summary>
    public StreamingOptions Streaming { get; init; } = new() { Threads = 1 };
}
