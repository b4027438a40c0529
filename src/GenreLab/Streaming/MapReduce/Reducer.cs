using System.Text.Json;
using GenreLab.Models;
using GenreLab.Preprocessing;

namespace GenreLab.Streaming.MapReduce;

/// <summary>The reducer (and combiner) of a map-reduce job: merges the partials of mappers, line by line, in memory for one key.</summary>
public static class Reducer
{
    private static readonly JsonSerializerOptions Complete = new(GenreLabJson.Options) { RespectRequiredConstructorParameters = true };

    /// <summary>Merges partials.</summary>
    /// <param name="statistic">What was gathered.</param>
    /// <param name="lines">Lines of <see cref="Mapper.Map"/> or of an earlier reducer; all lines of a key must follow each other, as they do when sorted.</param>
    /// <param name="name">What messages call them.</param>
    /// <returns>What each key comes to, in the order of the keys; read as it is asked for.</returns>
    /// <exception cref="DataException">A line is no partial of that kind, or keys are not sorted.</exception>
    public static IEnumerable<ReducedLine> Reduce(MapReduceStatistic statistic, TextReader lines, string name) => statistic switch
    {
        MapReduceStatistic.Moments => Reduce<MomentsPartial>(statistic, lines, name, (line, moments) => line with { Statistics = moments.Statistics(line.Key) }),
        MapReduceStatistic.MaxAbs => Reduce<MaxAbsPartial>(statistic, lines, name),
        MapReduceStatistic.Histogram => Reduce<HistogramPartial>(statistic, lines, name),
        MapReduceStatistic.Correlation => Reduce<CorrelationPartial>(statistic, lines, name),
        _ => throw new ArgumentOutOfRangeException(nameof(statistic)),
    };

    /// <summary>The statistics of reduced moments.</summary>
    /// <exception cref="DataException">There are none.</exception>
    public static ScalingStatistics StatisticsOf(IReadOnlyList<ReducedLine> lines, string name)
    {
        FeatureStatistics[] features = [.. lines.Select(line => line.Statistics).OfType<FeatureStatistics>()];
        if (features.Length == 0) throw new DataException($"{name} holds no moments; sort and reduce the lines of 'genrelab map moments'.");
        return new ScalingStatistics { Rows = features.Max(feature => feature.Moments.Rows), Features = features };
    }

    /// <summary>Reads statistics from a file that <c>normalize</c> or <c>reduce moments</c> wrote, be it JSON or lines.</summary>
    /// <exception cref="DataException">There is no such file, or it holds neither.</exception>
    public static ScalingStatistics LoadStatistics(string path)
    {
        try
        {
            using (var file = new StreamReader(path))
            {
                if (file.Peek() is not ('{' or '\n' or ' ') and >= 0 && file.ReadLine() is { } first && first.Contains('\t', StringComparison.Ordinal))
                {
                    using var lines = new StreamReader(path);
                    return StatisticsOf([.. Reduce(MapReduceStatistic.Moments, lines, Path.GetFileName(path))], Path.GetFileName(path));
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Told where it is opened again.
        }
        return ScalingStatistics.Load(path);
    }

    private static IEnumerable<ReducedLine> Reduce<T>(MapReduceStatistic statistic, TextReader lines, string name, Func<ReducedLine, T, ReducedLine>? complete = null) where T : class, IPartial<T>
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        string? key = null;
        T? merged = null;
        long number = 0;
        while (lines.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0) continue;
            var (nextKey, partial) = Parse<T>(line, statistic, name, number);
            if (nextKey != key)
            {
                if (merged is not null) yield return Reduced(key!, merged, complete);
                if (!done.Add(nextKey)) throw new DataException($"{name}, line {number}: the key {Quoted.From(nextKey)} comes again after others; sort the lines by key before they are reduced.");
                (key, merged) = (nextKey, partial);
            }
            else
            {
                merged = Merged(merged!, partial, name, number);
            }
        }
        if (merged is not null) yield return Reduced(key!, merged, complete);
    }

    private static ReducedLine Reduced<T>(string key, T merged, Func<ReducedLine, T, ReducedLine>? complete) where T : class, IPartial<T>
    {
        var line = new ReducedLine(key, Mapper.Line(key, merged), Mapper.Line(key, merged.Result));
        return complete is null ? line : complete(line, merged);
    }

    private static T Merged<T>(T one, T other, string name, long number) where T : IPartial<T>
    {
        try
        {
            return one.Merge(other);
        }
        catch (DataException different)
        {
            throw new DataException($"{name}, line {number}: {different.Message}.", different);
        }
    }

    private static (string Key, T Partial) Parse<T>(string line, MapReduceStatistic statistic, string name, long number) where T : class, IPartial<T>
    {
        var tab = line.IndexOf('\t', StringComparison.Ordinal);
        if (tab > 0)
        {
            try
            {
                // Some engines put a tab behind a line.
                if (JsonSerializer.Deserialize<T>(line.AsSpan(tab + 1).TrimEnd('\t'), Complete) is { IsPossible: true } partial) return (line[..tab], partial);
            }
            catch (JsonException)
            {
                // Told below.
            }
        }
        throw new DataException($"{name}, line {number}: {Quoted.From(line)} is no line of 'genrelab map {statistic.ToString().ToLowerInvariant()}'.");
    }
}
