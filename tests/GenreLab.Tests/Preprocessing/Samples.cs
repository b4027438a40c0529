using GenreLab.Data;

namespace GenreLab.Tests.Preprocessing;

/// <summary>Small tables made by hand.</summary>
internal static class Samples
{
    public static (Table Table, Schema Schema) Make(params (string Name, FeatureKind Kind, double[] Values)[] columns) => (
        new Table("sample.csv", [.. columns.Select(column => new NumberColumn(column.Name, column.Values))]),
        SchemaOf([.. columns.Select(column => new Feature(column.Name, column.Name, column.Kind))]));

    public static Schema SchemaOf(params Feature[] features) => new()
    {
        Shape = "table",
        Label = null,
        Features = features,
        Roles = features.ToDictionary(feature => feature.Column, _ => ColumnRole.Feature),
    };

    public static int[] AllRows(Table table) => [.. Enumerable.Range(0, table.RowCount)];
}
