using GenreLab.Data;
using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>Finds out which column of a surveyed table is what, as <see cref="SchemaDetector"/> does of a table in memory.</summary>
internal static class SurveyedSchema
{
    private const int ExampleRows = SchemaDetector.FewestRowsToJudge;

    /// <summary>Whether a column's name says nothing of its role, so that its values decide.</summary>
    public static bool IsMeasured(string name, SchemaOptions options) =>
        !options.Roles.ContainsKey(name) && ColumnNames.FeatureOf(name) is null && ColumnNames.RoleOf(name) is null;

    /// <summary>Whether a column counts the rows as far as its name and first rows tell; that it does so to the end is seen later.</summary>
    public static bool SeemsIndex(Column column, SchemaOptions options)
    {
        if (options.Roles.TryGetValue(column.Name, out var given)) return given == ColumnRole.Index;
        if (ColumnNames.FeatureOf(column.Name) is not null) return false;
        var named = ColumnNames.RoleOf(column.Name)?.Role;
        return named == ColumnRole.Index
            || (named is null or ColumnRole.TrackId or ColumnRole.Identifier && column is NumberColumn numbers && SchemaDetector.CountsRows(numbers.Values));
    }

    /// <summary>The number of the genre column; −1 when there is none.</summary>
    /// <exception cref="DataException">There is none although one is required.</exception>
    public static int LabelOf(TableSource source, SchemaOptions options) =>
        SchemaDetector.LabelOf(new Table(source.Name, [.. source.Columns.Select(name => new NumberColumn(name, []))]), options) is { } label
            ? source.Columns.ToList().IndexOf(label) : -1;

    /// <exception cref="DataException">There is no label column although one is required, or neither a feature nor a text that models read.</exception>
    /// <exception cref="OptionException">An option names a column that the table does not have.</exception>
    public static Schema Detect(TableSource source, SurveyedTable surveyed, SchemaOptions options)
    {
        var roles = new Dictionary<string, ColumnRole>(options.Roles);
        var columns = surveyed.Survey.Columns;
        var mostFrequent = surveyed.Survey.Genres.All.Select(genre => genre.Rows).DefaultIfEmpty(0).Max() / (double)surveyed.Rows;
        for (var i = 0; i < columns.Length; i++)
            if (IsMeasured(source.Columns[i], options)) roles[source.Columns[i]] = RoleOf(columns[i], surveyed.IsText[i], mostFrequent);
        // What the detector still looks at, a few rows show as well as all.
        return SchemaDetector.Detect(
            new Table(source.Name, [.. columns.Select((column, i) => Example(source.Columns[i], column, surveyed.IsText[i]))]), options with { Roles = roles });
    }

    private static ColumnRole RoleOf(ColumnSurvey column, bool isText, double mostFrequent)
    {
        if (isText && column.Rows >= SchemaDetector.FewestRowsToJudge && column.Distinct.Count().Count >= SchemaDetector.NearlyAll * column.Rows) return ColumnRole.Identifier;
        if (!isText && !column.HasValues) return ColumnRole.Other;
        if (!isText && column.Rows >= SchemaDetector.FewestRowsToJudge && column.CountsRows) return ColumnRole.Index;
        if (column.Labelled?.Leak(column.Rows - column.Missing, mostFrequent).GivesAway((int)column.Rows) == true) return ColumnRole.GiveAway;
        return isText ? ColumnRole.Other : ColumnRole.Feature;
    }

    private static Column Example(string name, ColumnSurvey column, bool isText) =>
        isText ? new TextColumn(name, new int[ExampleRows], ["text"])
        : new NumberColumn(name, [.. Enumerable.Range(0, ExampleRows).Select(row => column.Rows >= ExampleRows && column.CountsRows ? row : column.IsFlag ? 1 : 0.5)]);
}
