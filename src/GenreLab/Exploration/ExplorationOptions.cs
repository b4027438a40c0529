using GenreLab.Models;

namespace GenreLab.Exploration;

/// <summary>How a table is explored.</summary>
public sealed record ExplorationOptions
{
    /// <summary>Pairs of features whose Pearson or Spearman correlation is at least this strong, with either sign, are named; 0 to 1.</summary>
    public double CorrelationThreshold { get; init; } = 0.5;

    /// <summary>Points of each density curve, 2 to 10,000.</summary>
    public int DensityPoints { get; init; } = 101;

    /// <summary>Tracks drawn for the map, at most; 0 or more.</summary>
    public int MapTracks { get; init; } = 3_000;

    /// <summary>The genres that are described one by one, at most, the most frequent ones; 1 to 2,000. Scores of features count all genres.</summary>
    public int MostGenres { get; init; } = 200;

    /// <summary>The draw of the map's tracks follows from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use, null for all processors; they never change the result.</summary>
    public int? Threads { get; init; }

    /// <summary>Stops the exploration.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Refuses impossible options.</summary>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    public void Validate()
    {
        OptionRange.Require(CorrelationThreshold is >= 0 and <= 1, "correlationThreshold", CorrelationThreshold, "0 to 1");
        OptionRange.Require(DensityPoints is >= 2 and <= 10_000, "densityPoints", DensityPoints, "2 to 10,000");
        OptionRange.Require(MapTracks >= 0, "mapTracks", MapTracks, "0 or more");
        OptionRange.Require(MostGenres is >= 1 and <= 2_000, "mostGenres", MostGenres, "1 to 2,000");
    }
}
