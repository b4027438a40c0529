using System.Globalization;
using System.Text.Json;
using GenreLab.Models;
using GenreLab.Preprocessing;

namespace GenreLab.Search;

/// <summary>Preprocessing in the words of the command line, set one by one from text.</summary>
internal static class PreprocessingWords
{
    /// <summary>The word that says what becomes of missing values.</summary>
    public const string Impute = "impute";

    private const string Scale = "scale", OneHot = "oneHot", Bins = "bins", Select = "select", Raw = "raw";

    /// <summary>The words, each with what may be written.</summary>
    public static IReadOnlyList<(string Name, string Form)> All { get; } =
    [
        (Scale, OptionText.Form(typeof(Scaling), false)),
        (OneHot, OptionText.Form(typeof(bool), false)),
        (Bins, OptionText.Form(typeof(int), false)),
        (Select, "anova:10, mutual-information:8 or all"),
        (Raw, "features separated by commas"),
        (Impute, "one of median, mean, learn"),
    ];

    /// <summary>The word that is meant, whatever its case and dashes; null when there is none.</summary>
    public static string? Find(string word) =>
        All.FirstOrDefault(known => known.Name.Equals(word.Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)).Name;

    /// <exception cref="OptionException">The value has the wrong form.</exception>
    public static PreprocessingOptions Set(PreprocessingOptions options, string word, string value)
    {
        try
        {
            return word switch
            {
                Scale => options with { Scaling = Parse<Scaling>(value), Statistics = null },
                OneHot => options with { OneHot = Parse<bool>(value) },
                Bins => options with { Bins = int.Parse(value, NumberStyles.None, CultureInfo.InvariantCulture) },
                Select => options with { Select = FeatureSelection.Parse(value) },
                Raw => options with { Raw = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) },
                _ => options with { Imputation = Parse<Imputation>(value) is var imputation and not Imputation.Drop ? imputation : throw new FormatException() },
            };
        }
        catch (Exception failure) when (failure is FormatException or OverflowException or JsonException)
        {
            throw new OptionException($"{Quoted.From(value)} is not a value for {word}; write {All.First(known => known.Name == word).Form}.");
        }
    }

    private static T Parse<T>(string value) => OptionText.Parse(value, typeof(T), mayBeNull: false)!.Deserialize<T>(GenreLabJson.Options)!;
}
