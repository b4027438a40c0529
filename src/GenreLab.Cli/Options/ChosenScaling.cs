using System.Text.Json;
using GenreLab.Preprocessing;
using GenreLab.Streaming.MapReduce;

namespace GenreLab.Cli.Options;

/// <summary>A scaling by name, or by statistics gathered beforehand.</summary>
internal sealed record ChosenScaling(Scaling Scaling, ScalingStatistics? Statistics)
{
    private static readonly Dictionary<string, Scaling> Known = Enum.GetValues<Scaling>().ToDictionary(value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

    public static IEnumerable<string> Words => Known.Keys;

    /// <exception cref="GenreLabException">It is neither, or the file holds no statistics.</exception>
    public static ChosenScaling Parse(string text)
    {
        if (Known.TryGetValue(text.ToLowerInvariant(), out var scaling)) return new ChosenScaling(scaling, null);
        return File.Exists(text) ? new ChosenScaling(Scaling.ZMaxAbs, Reducer.LoadStatistics(text))
            : throw new OptionException($"'{text}' is not a value for --scale and no file; write one of {string.Join(", ", Words)}, or name a file of statistics");
    }
}
