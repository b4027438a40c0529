using GenreLab.Data;

namespace GenreLab.Preprocessing;

/// <summary>Finds the columns that hold features.</summary>
internal static class FeatureColumns
{
    /// <summary>The columns of <paramref name="features"/>, found by canonical name through the schema, whatever the table calls them.</summary>
    /// <exception cref="DataException">Some are missing (the message names them all) or hold text.</exception>
    public static NumberColumn[] Find(Table table, Schema schema, IReadOnlyList<Feature> features)
    {
        var columns = new NumberColumn[features.Count];
        var missing = new List<string>();
        for (var i = 0; i < columns.Length; i++)
        {
            var known = schema.Features.FirstOrDefault(feature => feature.Name == features[i].Name);
            switch (known is null ? null : table.Find(known.Column))
            {
                case NumberColumn numbers:
                    columns[i] = numbers;
                    break;
                case null:
                    missing.Add(features[i].Name);
                    break;
                default:
                    throw new DataException($"{table.Name} has text in the column '{known!.Column}', which is a feature and must hold numbers; clean the table first.");
            }
        }
        return missing.Count == 0 ? columns : throw new DataException(
            $"{table.Name} lacks {(missing.Count == 1 ? "the feature" : "the features")} {string.Join(", ", missing)}; it has the columns "
            + $"{string.Join(", ", table.Columns.Select(column => column.Name.Length == 0 ? "(unnamed)" : column.Name))}. Add or rename columns.");
    }
}
