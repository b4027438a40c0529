using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Cli;

/// <summary>Says how tables are read for a saved model: with its features, whatever else they hold.</summary>
internal static class ModelTables
{
    /// <summary>Which columns of a table are the model's features.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The table as read.</param>
    /// <param name="label">The label column the user named, or null to find it.</param>
    /// <param name="requireLabel">Whether there must be one.</param>
    /// <exception cref="DataException">The table lacks features or the label; the message names them.</exception>
    public static SchemaOptions SchemaFor(GenreModel model, Table table, string? label, bool requireLabel)
    {
        var options = new SchemaOptions { Label = label ?? LabelIn(model, table), RequireLabel = requireLabel };
        var detected = SchemaDetector.Detect(table, options);
        var names = model.Preprocessor.Features.Select(feature => feature.Name).ToList();
        var known = detected.Features.Select(feature => feature.Name).Concat(table.Columns.Select(column => column.Name)).ToHashSet(StringComparer.Ordinal);
        if (detected.ColumnOf(ColumnRole.ReleaseDate) is not null) known.UnionWith(["year", "decade"]);
        var missing = names.Where(name => !known.Contains(name)).ToList();
        if (missing.Count > 0)
            throw new DataException(
                $"{table.Name} lacks {(missing.Count == 1 ? "the feature" : "the features")} {string.Join(", ", missing)} that the model needs; "
                + $"its columns are {string.Join(", ", table.Columns.Select(column => column.Name.Length == 0 ? "(unnamed)" : column.Name))}.");
        foreach (var text in model.Preprocessor.Texts)
            if (detected.Texts.All(known => known.Name != text.Name))
                throw new DataException($"{table.Name} lacks the text {text.Name} that the model reads; its columns are {string.Join(", ", table.Columns.Select(column => column.Name.Length == 0 ? "(unnamed)" : column.Name))}.");
        return options with { Features = names, TextsOnly = names.Count == 0 };
    }

    private static string? LabelIn(GenreModel model, Table table) =>
        model.Provenance.Label is { } label && table.Find(label) is not null ? label : null;
}
