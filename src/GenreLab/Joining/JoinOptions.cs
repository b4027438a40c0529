using GenreLab.Models;

namespace GenreLab.Joining;

/// <summary>What is joined, and which rows are kept.</summary>
public sealed record JoinOptions
{
    /// <summary>Memory for rows in work unless told otherwise, in bytes.</summary>
    public const long DefaultMemoryBytes = 384L << 20;

    private const long LeastMemoryPerTable = 256 << 10;

    /// <summary>The table whose rows are joined to others.</summary>
    public required JoinTable Left { get; init; }

    /// <summary>The tables joined to it, one after the other; at least one.</summary>
    public required IReadOnlyList<JoinWith> With { get; init; }

    /// <summary>A column of the result that holds each value once: of the rows that share a value, that with most values is kept and,
    /// among equals, that whose fields come first in the order of their bytes. Null to keep all rows.</summary>
    public string? Distinct { get; init; }

    /// <summary>What to do when rows of a joined table share a key.</summary>
    public RepeatedKeys Repeated { get; init; } = RepeatedKeys.Refuse;

    /// <summary>Whether keys that differ only in case (of A to Z), dashes and spaces are the same, as ISRCs are.</summary>
    public bool FoldKeys { get; init; }

    /// <summary>Keep only genres with more rows than this, counted after the join; null to keep all.</summary>
    public long? GenresOver { get; init; }

    /// <summary>Keep at most this many rows a genre, those whose keys have the smallest seeded hashes; null to keep all.</summary>
    public int? PerGenre { get; init; }

    /// <summary>The column of the result that holds the genre; null to find it by its name.</summary>
    public string? Genre { get; init; }

    /// <summary>Names the order of the rows and with it the sample.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Bytes of memory for rows in work; what does not fit is put aside in files. It never changes the result.</summary>
    public long MemoryBytes { get; init; } = DefaultMemoryBytes;

    /// <summary>The folder for files put aside; null for the system's temporary folder.</summary>
    public string? SpillFolder { get; init; }

    /// <summary>Threads to use; with two or more, two tables are read at once. It never changes the result.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Told of progress now and then, by any thread.</summary>
    public Action<JoinProgress>? Progress { get; init; }

    /// <exception cref="OptionException">An option is outside its range.</exception>
    internal void Validate()
    {
        if (With.Count == 0) throw new OptionException("There is no table to join with; name at least one with --with and its key with --on.");
        if (Left.Files.Count == 0 || With.Any(with => with.Table.Files.Count == 0)) throw new OptionException("A table to join has no file; name at least one file for each table.");
        OptionRange.Require(Threads >= 1, "threads", Threads, "1 or more");
        if (GenresOver is { } over) OptionRange.Require(over >= 0, "genres-over", over, "0 or more");
        if (PerGenre is { } most) OptionRange.Require(most >= 1, "per-genre", most, "1 or more");
        var least = LeastMemoryPerTable * (With.Count + 2);
        if (MemoryBytes < least)
            throw new OptionException($"A memory bound of {Kilobytes(MemoryBytes)} is too small to join {With.Count + 1} tables; the least that works is {Kilobytes(least)}, and more is faster.");
    }

    private static string Kilobytes(long bytes) => bytes < 1 << 20 ? $"{bytes / 1024.0:0.#} KB" : $"{bytes / 1048576.0:0.#} MB";
}
