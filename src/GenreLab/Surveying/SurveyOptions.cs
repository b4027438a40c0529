using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>How a table larger than memory is looked at. None of it changes a result.</summary>
public sealed record SurveyOptions
{
    /// <summary>Rows from which the figures come that cannot be gathered exactly in one pass.</summary>
    public const int SampleRows = 200_000;

    /// <summary>Threads, memory and cancellation; its progress is not told.</summary>
    public StreamingOptions Streaming { get; init; } = new();

    /// <summary>The folder for files put aside; null for the system's temporary folder.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Told of the pass, 1 or 2 (or 1 again when a column turns out to be other than it began), and how far it is.</summary>
    public Action<int, StreamProgress>? Progress { get; init; }

    /// <summary>Memory of each sorter; null for what is left of all.</summary>
    internal long? SorterBytes { get; init; }

    /// <summary>Another number of rows to sample.</summary>
    internal int Sampled { get; init; } = SampleRows;
}
