using GenreLab.Preprocessing;

namespace GenreLab.Streaming.MapReduce;

/// <summary>What all partials of one key say together.</summary>
/// <param name="Key">The feature, or two of them with a comma between.</param>
/// <param name="Partial">The line that a further reducer takes.</param>
/// <param name="Result">The line of the final result.</param>
public sealed record ReducedLine(string Key, string Partial, string Result)
{
    /// <summary>The feature's statistics, where moments were reduced.</summary>
    public FeatureStatistics? Statistics { get; init; }
}
