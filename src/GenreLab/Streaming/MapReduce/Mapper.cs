using System.Text.Json;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Preprocessing;

namespace GenreLab.Streaming.MapReduce;

/// <summary>
/// The mapper of a map-reduce job: reads rows, such as a block that Hadoop Streaming or Spark hands out, and gives one line for every feature
/// (or pair of features): the key, a tab, and what the rows say about it as JSON, in which numbers come back to the bit.
/// A block need not have a header line, and a mapper sees nothing but its block; so features are chosen by name alone.
/// </summary>
public static class Mapper
{
    /// <summary>Reads all rows.</summary>
    /// <param name="statistic">What to gather.</param>
    /// <param name="source">The rows.</param>
    /// <param name="options">Features, and what passes before have found.</param>
    /// <returns>The lines, without line breaks, in the order of the features.</returns>
    /// <exception cref="DataException">There is no feature, its values are no numbers, or the statistics have none of it.</exception>
    /// <exception cref="OptionException">Statistics are needed and not given, or an option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static IReadOnlyList<string> Map(MapReduceStatistic statistic, TableSource source, MapperOptions options)
    {
        var features = Features(source, options.Features);
        if (options.Bins is < 1 or > HistogramPartial.MostBins) throw new OptionException($"bins is {options.Bins}; it must be 1 to {HistogramPartial.MostBins}.");
        var known = statistic is MapReduceStatistic.Moments or MapReduceStatistic.Correlation ? [] : Known(statistic, features, options.Statistics);
        string[] names = [.. features.Select(feature => feature.Name)];
        return statistic switch
        {
            MapReduceStatistic.Moments => Gather(source, features, options.Streaming, names, (block, feature) => MomentsPartial.Of(default(FeatureMoments).Add(block[feature]))),
            MapReduceStatistic.MaxAbs => Gather(source, features, options.Streaming, names, (block, feature) =>
                new MaxAbsPartial(default(LargestMagnitude).Add(block[feature], known[feature].Mean, known[feature].StandardDeviation).Value)),
            MapReduceStatistic.Histogram => Gather(source, features, options.Streaming, names, (block, feature) =>
                HistogramPartial.Of(known[feature].Minimum, known[feature].Maximum, options.Bins, block[feature])),
            MapReduceStatistic.Correlation => Correlations(source, features, options.Streaming),
            _ => throw new ArgumentOutOfRangeException(nameof(statistic)),
        };
    }

    private static string[] Correlations(TableSource source, Feature[] features, StreamingOptions options)
    {
        if (features.Length < 2) throw new DataException($"Correlations need two features, but there is only {features[0].Name}; name more with --features.");
        (int First, int Second)[] pairs = [.. Enumerable.Range(0, features.Length).SelectMany(first => Enumerable.Range(first + 1, features.Length - first - 1), (first, second) => (first, second))];
        return Gather(
            source, features, options, [.. pairs.Select(pair => $"{features[pair.First].Name},{features[pair.Second].Name}")],
            (block, pair) => CorrelationPartial.Of(block[pairs[pair].First], block[pairs[pair].Second]));
    }

    private static string[] Gather<T>(TableSource source, Feature[] features, StreamingOptions options, string[] keys, Func<FeatureBlock, int, T> partialOf)
        where T : IPartial<T>
    {
        var reader = new FeatureReader(source, features) { PassOverHeaders = true };
        var blocks = new FeatureBlocks(features.Length);
        var merge = new OrderedMerge<T[]>(static (earlier, later) => [.. earlier.Zip(later, (one, other) => one.Merge(other))]);
        source.ForEach(
            piece => blocks.Use(block =>
            {
                reader.Read(piece, block);
                return Enumerable.Range(0, keys.Length).Select(key => partialOf(block, key)).ToArray();
            }),
            (_, partials) => merge.Add(partials),
            options);
        // A block without rows has nothing to say.
        return [.. merge.Result([]).Select((partial, key) => Line(keys[key], partial))];
    }

    /// <summary>A key and what is known of it.</summary>
    internal static string Line(string key, object value) => $"{key}\t{JsonSerializer.Serialize(value, GenreLabJson.Options)}";

    private static Feature[] Features(TableSource source, IReadOnlyList<string> words)
    {
        string[] wanted = [.. words.Where(word => !word.StartsWith('-'))];
        var left = words.Except(wanted).Select(word => Find(source, word[1..]).Column).ToHashSet(StringComparer.Ordinal);
        Feature[] found = wanted.Length > 0
            ? [.. wanted.Select(word => Find(source, word)).DistinctBy(feature => feature.Column)]
            : [.. source.Columns.Select(name => ColumnNames.FeatureOf(name) is { } known ? new Feature(known.Name, name, known.Kind) : null).OfType<Feature>().DistinctBy(feature => feature.Name)];
        found = Array.FindAll(found, feature => !left.Contains(feature.Column));
        if (found.Length == 0)
            throw new DataException($"None of the columns {string.Join(", ", source.Columns.Take(20).Select(Quoted.From))} has the name of an audio feature; name features with --features, and columns with --header when there is no header line.");
        if (Array.Find(found, feature => feature.Name.AsSpan().ContainsAny("\t\r\n,")) is { } unusable)
            throw new DataException($"The column {Quoted.From(unusable.Column)} has a tab, comma or line break in its name, which a key cannot have; rename it with --header.");
        return found;
    }

    private static Feature Find(TableSource source, string word)
    {
        var name = source.Columns.FirstOrDefault(column => column == word) ?? source.Columns.FirstOrDefault(column => ColumnNames.FeatureOf(column)?.Name == word);
        if (name is null) throw new OptionException($"There is no column {Quoted.From(word)} for a feature; the columns are {string.Join(", ", source.Columns.Take(60))}.");
        return ColumnNames.FeatureOf(name) is { } known ? new Feature(known.Name, name, known.Kind) : new Feature(name, name, FeatureKind.Numeric);
    }

    private static FeatureStatistics[] Known(MapReduceStatistic statistic, Feature[] features, ScalingStatistics? statistics)
    {
        if (statistics is null) throw new OptionException($"map {statistic.ToString().ToLowerInvariant()} needs what map and reduce moments have found; give that file with --statistics.");
        return [.. features.Select(feature => statistics.Find(feature.Name)
            ?? throw new DataException($"The statistics have none of the feature {Quoted.From(feature.Name)}; gather them from the same columns, or leave it out with --features."))];
    }
}
