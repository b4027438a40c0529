using GenreLab.Text;

namespace GenreLab.Data;

/// <summary>What an audit judges, gathered from a table in memory or from one that is read piece by piece.</summary>
internal sealed record AuditEvidence
{
    /// <summary>Which column is what.</summary>
    public required Schema Schema { get; init; }

    /// <summary>Rows of the cleaned table.</summary>
    public required int Rows { get; init; }

    /// <summary>Its genres.</summary>
    public required IReadOnlyList<string> Genres { get; init; }

    /// <summary>Their rows.</summary>
    public required IReadOnlyList<int> GenreRows { get; init; }

    /// <summary>The share of neighbouring rows of the same genre, 0 to 1.</summary>
    public required double NeighbourAgreement { get; init; }

    /// <summary>The different values of identifier columns.</summary>
    public required IReadOnlyDictionary<string, DistinctValues> Distinct { get; init; }

    /// <summary>How well give-away columns tell the genre; empty without genres.</summary>
    public required IReadOnlyDictionary<string, LabelLeak> Leaks { get; init; }

    /// <summary>Features that have the same value in every row.</summary>
    public required IReadOnlyList<Feature> Constant { get; init; }

    /// <summary>Groups of rows with the same features.</summary>
    public required Ambiguity ByFeatures { get; init; }

    /// <summary>Number of those groups.</summary>
    public required int FeatureRows { get; init; }

    /// <summary>Groups of rows of the same track.</summary>
    public required Ambiguity ByTrack { get; init; }

    /// <summary>Number of those groups.</summary>
    public required int Tracks { get; init; }

    /// <summary>Words of the lyrics that the sites they were taken from left; looked for in tables in memory only.</summary>
    public IReadOnlyList<SourceWord> SourceWords { get; init; } = [];

    /// <summary>Gathers it from a cleaned table in memory.</summary>
    public static AuditEvidence Of(GenreTable table)
    {
        var names = table.LabelNames;
        var labels = table.Labels(names);
        var counts = new int[names.Count];
        foreach (var label in labels)
            if (label >= 0) counts[label]++;
        IEnumerable<string> OfRoles(params ColumnRole[] roles) => table.Schema.Roles.Where(column => roles.Contains(column.Value)).Select(column => column.Key);
        var byFeatures = names.Count == 0 ? default : Measure(TrackGroups.ByFeatures(table.Table, table.Schema, out var featureRows), featureRows, labels, names.Count);
        var byTrack = names.Count == 0 ? default : Measure(TrackGroups.ByTrack(table.Table, table.Schema, out var tracks), tracks, labels, names.Count);
        return new AuditEvidence
        {
            Schema = table.Schema,
            Rows = table.Table.RowCount,
            Genres = names,
            GenreRows = counts,
            NeighbourAgreement = Agreement(labels),
            Distinct = OfRoles(ColumnRole.Identifier, ColumnRole.TrackId).ToDictionary(name => name, name => new DistinctValues(Count(table.Table[name]), true)),
            Leaks = OfRoles(names.Count == 0 ? [] : [ColumnRole.GiveAway]).ToDictionary(
                name => name, name => LabelLeak.Measure(table.Table[name], Array.ConvertAll(labels, label => label < 0 ? names.Count : label), names.Count + 1)),
            Constant = [.. table.Schema.Features.Where(feature => IsConstant(((NumberColumn)table.Table[feature.Column]).Values))],
            ByFeatures = byFeatures.Ambiguity,
            FeatureRows = byFeatures.Groups,
            ByTrack = byTrack.Ambiguity,
            Tracks = byTrack.Groups,
            SourceWords = FindSourceWords(table, labels, names.Count),
        };
    }

    private static IReadOnlyList<SourceWord> FindSourceWords(GenreTable table, int[] labels, int labelCount)
    {
        if (table.Schema.ColumnOf(ColumnRole.Lyrics) is not { } name || table.Table[name] is not TextColumn lyrics) return [];
        var texts = new string?[lyrics.Count];
        for (var row = 0; row < texts.Length; row++) texts[row] = lyrics.IsMissing(row) ? null : lyrics.Text(row);
        return Text.SourceWords.Find(texts, labels, labelCount);
    }

    private static (Ambiguity Ambiguity, int Groups) Measure(int[] groups, int count, int[] labels, int labelCount) => (Ambiguity.Measure(groups, count, labels, labelCount), count);

    private static bool IsConstant(ReadOnlySpan<double> values) => values.Length > 0 && !values.ContainsAnyExcept(values[0]);

    private static double Agreement(int[] labels)
    {
        if (labels.Length < 2) return 0;
        var same = 0;
        for (var row = 1; row < labels.Length; row++)
            if (labels[row] >= 0 && labels[row] == labels[row - 1]) same++;
        return same / (double)(labels.Length - 1);
    }

    private static int Count(Column column)
    {
        _ = RowGroups.ByColumn(column, out var count);
        return count;
    }
}

/// <summary>How many different values a column has; each missing one counts.</summary>
/// <param name="Count">How many.</param>
/// <param name="IsExact">Whether that is exact, and not estimated.</param>
internal readonly record struct DistinctValues(int Count, bool IsExact);
