using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Preprocessing;

namespace GenreLab.Streaming;

/// <summary>The first pass over a table larger than memory: what is to be known of its features to bring them to a common scale.</summary>
public static class StatisticsGatherer
{
    /// <summary>Gathers the moments of every feature, piece by piece, merged in the pieces' order: the same bits for any number of threads and ranks.</summary>
    /// <param name="source">The table; where ranks share it, each gathers its own run and gets the statistics of all.</param>
    /// <param name="features">The features.</param>
    /// <param name="options">Threads, memory, cancellation and progress.</param>
    /// <exception cref="DataException">A file is damaged, a record does not fit its header, or a feature's value is no number.</exception>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static GatheredStatistics Gather(TableSource source, IReadOnlyList<Feature> features, StreamingOptions options)
    {
        var reader = new FeatureReader(source, features);
        var blocks = new FeatureBlocks(features.Count);
        var gathered = new List<FeatureMoments[]>();
        var pieceRows = new List<int>();
        var rows = source.ForEach(
            piece => blocks.Use(block =>
            {
                reader.Read(piece, block);
                return Enumerable.Range(0, features.Count).Select(feature => default(FeatureMoments).Add(block[feature])).ToArray();
            }),
            (piece, moments) =>
            {
                gathered.Add(moments);
                pieceRows.Add(piece.Rows);
            },
            options);
        var all = new FeatureMoments[features.Count];
        var runs = TableRuns.Of(source.Ranks, pieceRows.Count, rows);
        var merge = new ChunkMerge<FeatureMoments>(runs.FirstPiece, features.Count, static (earlier, later) =>
        {
            for (var feature = 0; feature < earlier.Length; feature++) earlier[feature] = earlier[feature].Merge(later[feature]);
        });
        foreach (var moments in gathered) merge.Add(moments);
        source.Ranks.AllMerge(merge, all);
        return new GatheredStatistics(
            new ScalingStatistics { Rows = runs.Rows, Features = [.. features.Select((feature, i) => FeatureStatistics.Of(feature, all[i]))] }, pieceRows, runs.FirstRow);
    }
}

/// <summary>What the first pass over a table gathered.</summary>
/// <param name="Statistics">The statistics.</param>
/// <param name="PieceRows">Number of rows of every piece; where ranks share the table, of this rank's.</param>
/// <param name="FirstRow">Number of rows before those pieces; 0 unless ranks share the table.</param>
public sealed record GatheredStatistics(ScalingStatistics Statistics, IReadOnlyList<int> PieceRows, long FirstRow = 0);
