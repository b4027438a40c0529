using GenreLab.Data;
using GenreLab.Preprocessing;

namespace GenreLab.Streaming;

/// <summary>The first pass over a table larger than memory: what is to be known of its features to bring them to a common scale.</summary>
public static class StatisticsGatherer
{
    /// <summary>Gathers the moments of every feature, piece by piece, merged in the pieces' order.</summary>
    /// <param name="source">The table.</param>
    /// <param name="features">The features.</param>
    /// <param name="options">Threads, memory, cancellation and progress.</param>
    /// <exception cref="DataException">A file is damaged, a record does not fit its header, or a feature's value is no number.</exception>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static GatheredStatistics Gather(TableSource source, IReadOnlyList<Feature> features, StreamingOptions options)
    {
        var reader = new FeatureReader(source, features);
        var blocks = new FeatureBlocks(features.Count);
        var merge = new OrderedMerge<FeatureMoments[]>(static (earlier, later) => [.. earlier.Zip(later, (one, other) => one.Merge(other))]);
        var pieceRows = new List<int>();
        var rows = source.ForEach(
            piece => blocks.Use(block =>
            {
                reader.Read(piece, block);
                return Enumerable.Range(0, features.Count).Select(feature => default(FeatureMoments).Add(block[feature])).ToArray();
            }),
            (piece, moments) =>
            {
                merge.Add(moments);
                pieceRows.Add(piece.Rows);
            },
            options);
        var all = merge.Result(new FeatureMoments[features.Count]);
        return new GatheredStatistics(
            new ScalingStatistics { Rows = rows, Features = [.. features.Select((feature, i) => FeatureStatistics.Of(feature, all[i]))] }, pieceRows);
    }
}

/// <summary>What the first pass over a table gathered.</summary>
/// <param name="Statistics">The statistics.</param>
/// <param name="PieceRows">Number of rows of every piece.</param>
public sealed record GatheredStatistics(ScalingStatistics Statistics, IReadOnlyList<int> PieceRows);
