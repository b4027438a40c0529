using System.Text.Json.Serialization;
using GenreLab.Data;

namespace GenreLab.Synthesis;

/// <summary>What a profile file holds; its JSON form (camelCase, gzipped) is the file.</summary>
internal sealed record ProfileContent
{
    public const int CurrentVersion = 1;

    /// <summary>Version of the file's layout.</summary>
    public required int Version { get; init; }

    /// <summary>The recognised shape of the table it was fitted to.</summary>
    public required string Shape { get; init; }

    /// <summary>How many rows it was fitted to.</summary>
    public required int Rows { get; init; }

    /// <summary>The table's columns in order.</summary>
    public required IReadOnlyList<ProfileColumn> Columns { get; init; }

    /// <summary>What is drawn for every track.</summary>
    public required IReadOnlyList<ProfileVariable> Variables { get; init; }

    /// <summary>The probabilities that the quantiles belong to, ascending, within (0, 1).</summary>
    public required double[] Grid { get; init; }

    /// <summary>The genres, in ordinal order of their names.</summary>
    public required IReadOnlyList<ProfileGenre> Genres { get; init; }
}

/// <summary>A column to write.</summary>
/// <param name="Name">Its header; may be empty.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Variable">Which variable it shows, or null.</param>
internal sealed record ProfileColumn(string Name, ColumnRole Role, int? Variable = null);

/// <summary>A quantity drawn for every track.</summary>
/// <param name="Name">Canonical name of the feature.</param>
/// <param name="Kind">What its values mean; quantiles describe numeric ones, tables of shares the others.</param>
/// <param name="Format">How its values are rounded.</param>
/// <param name="ArtistCorrelation">Correlation of two tracks of an artist in a genre, 0 to 1.</param>
/// <param name="TrueFalse">Whether it is written True and False instead of 1 and 0.</param>
internal sealed record ProfileVariable(string Name, FeatureKind Kind, NumberFormat Format, double ArtistCorrelation, bool TrueFalse);

/// <summary>One genre's tracks.</summary>
/// <param name="Name">The genre.</param>
/// <param name="Share">Its share of the rows.</param>
/// <param name="Artists">How many artists it has.</param>
/// <param name="Marginals">The distribution of each variable.</param>
/// <param name="Correlations">Correlations of the variables' normal scores: the strict lower triangle, row after row.</param>
/// <param name="Shared">For other genres (by index) the share of this genre's rows whose track comes from there.</param>
internal sealed record ProfileGenre(
    string Name, double Share, int Artists, IReadOnlyList<ProfileMarginal> Marginals, double[] Correlations, IReadOnlyDictionary<int, double> Shared);

/// <summary>The distribution of one variable in one genre.</summary>
internal sealed record ProfileMarginal
{
    /// <summary>Of a numeric variable: the share of tracks with the smallest value, for example without any vocals.</summary>
    public double LowestShare { get; init; }

    /// <summary>Of a numeric variable: the smallest value, and the next above it.</summary>
    public double[]? Lowest { get; init; }

    /// <summary>Of a numeric variable: the values at the grid's probabilities.</summary>
    public double[]? Quantiles { get; init; }

    /// <summary>Of a flag or category: the values that occur, ascending.</summary>
    public double[]? Values { get; init; }

    /// <summary>Of a flag or category: the share of each value.</summary>
    public double[]? Shares { get; init; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ProfileContent))]
internal sealed partial class ProfileJson : JsonSerializerContext;
