namespace GenreLab.Data;

/// <summary>Decides which columns are features, from their roles and the user's list.</summary>
internal static class FeatureChoice
{
    public const string Year = "year";
    public const string Decade = "decade";

    public static List<Feature> Choose(Table table, IReadOnlyDictionary<string, ColumnRole> roles, SchemaOptions options)
    {
        if (options.TextsOnly) return [];
        if (options is { IncludeYear: true, IncludeDecade: true })
            throw new OptionException("The year and the decade of release come from one column and cannot both be features; choose one of them.");
        var plain = options.Features.Where(word => word.Length > 0 && word[0] is not ('+' or '-')).ToArray();
        var features = plain.Length > 0
            ? plain.Select(word => Find(table, roles, word)).DistinctBy(feature => feature.Column).ToList()
            : table.Columns.Where(column => roles[column.Name] == ColumnRole.Feature).Select(Describe).ToList();
        if (options.IncludeYear && features.All(feature => feature.Name != Year)) features.Add(Find(table, roles, Year));
        if (options.IncludeDecade && features.All(feature => feature.Name != Decade)) features.Add(Find(table, roles, Decade));
        foreach (var word in options.Features)
        {
            if (word.StartsWith('+'))
            {
                var added = Find(table, roles, word[1..]);
                if (features.All(feature => feature.Column != added.Column)) features.Add(added);
            }
            else if (word.StartsWith('-'))
            {
                var removed = Find(table, roles, word[1..]);
                features.RemoveAll(feature => feature.Column == removed.Column);
            }
        }
        // A canonical name stands for one column only; a second claimant keeps its own name.
        var taken = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < features.Count; i++)
            if (!taken.Add(features[i].Name)) taken.Add((features[i] = features[i] with { Name = features[i].Column }).Name);
        return features;
    }

    private static Feature Find(Table table, IReadOnlyDictionary<string, ColumnRole> roles, string word)
    {
        var name = word.Trim();
        if (name == Year && roles.FirstOrDefault(pair => pair.Value == ColumnRole.ReleaseDate).Key is { } dated)
            return new Feature(Year, dated, FeatureKind.Numeric);
        if (name == Decade && roles.FirstOrDefault(pair => pair.Value == ColumnRole.ReleaseDate).Key is { } released)
            return new Feature(Decade, released, FeatureKind.Category);
        var normal = ColumnNames.Normalise(name);
        var column = table.Find(name)
            ?? table.Columns.FirstOrDefault(one => ColumnNames.FeatureOf(one.Name)?.Name == name)
            ?? (name == "(unnamed)" || PandasNameOfUnnamed(table) == name ? table.Find("") : null)
            ?? (normal.Length == 0 ? null : table.Columns.FirstOrDefault(one => ColumnNames.Normalise(one.Name) == normal));
        if (column is null)
        {
            var closest = Spelling.ByCloseness(name, table.Columns.Select(one => one.Name)).First();
            throw new OptionException($"{table.Name} has no column {Quoted.From(name)} for a feature; the closest is {Quoted.From(closest)}, and its columns are {SchemaDetector.Listed(table)}.");
        }
        if (roles[column.Name] == ColumnRole.Label)
            throw new OptionException($"{Quoted.From(column.Name)} is the label of {table.Name} and cannot be a feature too; choose another column.");
        return Describe(column);
    }

    private static Feature Describe(Column column) => ColumnNames.FeatureOf(column.Name) is { } known
        ? new Feature(known.Name, column.Name, known.Kind)
        : new Feature(column.Name, column.Name, IsFlag(column) ? FeatureKind.Flag : FeatureKind.Numeric);

    private static string PandasNameOfUnnamed(Table table)
    {
        var position = table.Columns.Select(column => column.Name).ToList().IndexOf("");
        return $"Unnamed: {position}";
    }

    private static bool IsFlag(Column column)
    {
        if (column is not NumberColumn numbers) return false;
        foreach (var value in numbers.Values)
            if (value is not (0 or 1) && !double.IsNaN(value)) return false;
        return true;
    }
}
