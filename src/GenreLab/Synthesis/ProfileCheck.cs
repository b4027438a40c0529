using GenreLab.Data;

namespace GenreLab.Synthesis;

/// <summary>Makes sure that a profile read from a file can be drawn from.</summary>
internal static class ProfileCheck
{
    private const int MostGenres = 100_000;
    private const int MostColumns = 10_000;
    private const int MostVariables = 1_000;

    /// <summary>What is wrong, as the rest of a sentence about the profile; null when nothing is.</summary>
    public static string? Problem(ProfileContent? content)
    {
        if (content is null) return "is empty";
        if (content.Version != ProfileContent.CurrentVersion) return $"has version {content.Version} where this program knows {ProfileContent.CurrentVersion}";
        if (content.Rows < 1) return "was fitted to no rows";
        if (content.Genres.Count is 0 or > MostGenres || content.Columns.Count is 0 or > MostColumns || content.Variables.Count is 0 or > MostVariables)
            return "has an impossible number of genres, columns or variables";
        if (content.Grid.Length == 0 || !Ascend(content.Grid, strictly: true) || !(content.Grid[0] > 0 && content.Grid[^1] < 1)) return "has impossible probabilities";
        if (content.Columns.Any(column => column is null || column.Variable is { } variable && (uint)variable >= (uint)content.Variables.Count)) return "has a column without a variable";
        if (content.Variables.Any(variable => variable is null || !variable.Format.IsValid || !(variable.ArtistCorrelation is >= 0 and <= 1))) return "has an impossible variable";
        if (content.Genres.Any(genre => string.IsNullOrEmpty(genre?.Name)) || content.Genres.DistinctBy(genre => genre.Name).Count() != content.Genres.Count)
            return "has genres without a name or twice";
        if (content.Genres.Sum(genre => (long)genre.Artists) > content.Rows) return "has more artists than rows";
        return content.Genres.Select(genre => GenreProblem(genre, content)).FirstOrDefault(problem => problem is not null);
    }

    private static string? GenreProblem(ProfileGenre genre, ProfileContent content)
    {
        var sound = genre.Share is > 0 and <= 1
            && genre.Artists >= 1
            && genre.Marginals.Count == content.Variables.Count
            && genre.Correlations.Length == CorrelationMatrix.Length(content.Variables.Count)
            && Array.TrueForAll(genre.Correlations, correlation => correlation is >= -1 and <= 1)
            && genre.Shared.All(pair => (uint)pair.Key < (uint)content.Genres.Count && pair.Value is >= 0 and <= 1);
        for (var i = 0; sound && i < genre.Marginals.Count; i++) sound = IsSound(genre.Marginals[i], content.Variables[i].Kind, content.Grid.Length);
        return sound ? null : $"describes the genre '{genre.Name}' impossibly";
    }

    private static bool IsSound(ProfileMarginal? marginal, FeatureKind kind, int gridLength) => marginal is not null && (kind == FeatureKind.Numeric
        ? marginal.LowestShare is >= 0 and <= 1
            && marginal.Lowest?.Length == 2 && Ascend(marginal.Lowest, strictly: false)
            && marginal.Quantiles?.Length == gridLength && Ascend(marginal.Quantiles, strictly: false)
        : marginal.Values is { Length: > 0 } values && Ascend(values, strictly: true)
            && marginal.Shares is { } shares && shares.Length == values.Length && Array.TrueForAll(shares, share => share is >= 0 and <= 1) && shares.Sum() > 0);

    // NaN fails every comparison; infinities are refused at the ends.
    private static bool Ascend(double[] numbers, bool strictly)
    {
        for (var i = 1; i < numbers.Length; i++)
            if (!(strictly ? numbers[i] > numbers[i - 1] : numbers[i] >= numbers[i - 1])) return false;
        return double.IsFinite(numbers[0]) && double.IsFinite(numbers[^1]);
    }
}
