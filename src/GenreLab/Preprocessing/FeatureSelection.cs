using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenreLab.Preprocessing;

/// <summary>Keeps only the features that tell most about the genre of the training rows; written <c>anova:10</c>, <c>mutual-information:8</c>
/// or <c>all</c>, on the command line and in JSON.</summary>
[JsonConverter(typeof(Converter))]
public sealed record FeatureSelection
{
    private const string AllWord = "all";

    private static readonly Dictionary<FeatureScore, string> ScoreWords =
        Enum.GetValues<FeatureScore>().ToDictionary(score => score, score => JsonNamingPolicy.KebabCaseLower.ConvertName(score.ToString()));

    private FeatureSelection(FeatureScore score, int? count) => (Score, Count) = (score, count);

    /// <summary>Keeps every feature.</summary>
    public static FeatureSelection All { get; } = new(default, null);

    /// <summary>By what features are ranked.</summary>
    public FeatureScore Score { get; }

    /// <summary>How many are kept, 1 or more; null for all.</summary>
    public int? Count { get; }

    /// <summary>Keeps the best features.</summary>
    /// <param name="score">By what they are ranked.</param>
    /// <param name="count">How many are kept, 1 or more.</param>
    /// <exception cref="OptionException">The number is below 1, or the score is unknown.</exception>
    public static FeatureSelection Best(FeatureScore score, int count) => !Enum.IsDefined(score)
        ? throw new OptionException($"The feature score {score} is unknown; choose one of {string.Join(", ", Enum.GetNames<FeatureScore>())}.")
        : count < 1
            ? throw new OptionException($"The number of features to select is {count}; it must be 1 or more.")
            : new FeatureSelection(score, count);

    /// <summary>Reads <c>anova:10</c>, <c>mutual-information:8</c> or <c>all</c>.</summary>
    /// <exception cref="OptionException">The text has another form.</exception>
    public static FeatureSelection Parse(string text)
    {
        var parts = text.Trim().ToLowerInvariant().Split(':');
        if (parts is [AllWord]) return All;
        if (parts is [var word, var number] && ScoreWords.ContainsValue(word) && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1)
            return Best(ScoreWords.First(pair => pair.Value == word).Key, count);
        throw new OptionException($"{Quoted.From(text)} selects no features; write {string.Join(", ", ScoreWords.Values.Select(score => $"{score}:10"))} (the best ten by that score) or {AllWord}.");
    }

    /// <summary>The words <see cref="Parse"/> reads.</summary>
    public override string ToString() => Count is { } count ? string.Create(CultureInfo.InvariantCulture, $"{ScoreWords[Score]}:{count}") : AllWord;

    private sealed class Converter : JsonConverter<FeatureSelection>
    {
        public override FeatureSelection Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            try
            {
                return Parse(reader.GetString()!);
            }
            catch (OptionException wrong)
            {
                throw new JsonException(wrong.Message, wrong);
            }
        }

        public override void Write(Utf8JsonWriter writer, FeatureSelection value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
