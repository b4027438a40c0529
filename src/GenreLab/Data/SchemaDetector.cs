namespace GenreLab.Data;

/// <summary>
/// Finds out which column of a table is what: by the names that such tables commonly use and, for unknown names, by the
/// values. Index-like, identifier-like and give-away columns are never features unless somebody insists.
/// </summary>
public static class SchemaDetector
{
    internal const int FewestRowsToJudge = 10;
    internal const double NearlyAll = 0.95;

    /// <summary>Describes a table.</summary>
    /// <exception cref="DataException">There is no label column although one is required, or neither a feature nor a text that models read.</exception>
    /// <exception cref="OptionException">An option names a column that the table does not have, or the year and the decade are both asked for.</exception>
    public static Schema Detect(Table table, SchemaOptions? options = null)
    {
        options ??= new SchemaOptions();
        var label = LabelOf(table, options);
        var roles = Roles(table, label, options);
        var features = FeatureChoice.Choose(table, roles, options);
        if (features.Count == 0 && !roles.Values.Any(role => role is ColumnRole.Lyrics or ColumnRole.TrackName or ColumnRole.AlbumName or ColumnRole.Artist))
            throw new DataException($"{table.Name} has no column that can serve as a feature, and no lyrics or names to read{(roles.ContainsValue(ColumnRole.ReleaseDate) ? " (with --year the year of release can)" : "")}; its columns are {Listed(table)}.");

        var forced = features.Where(feature => roles[feature.Column] is ColumnRole.Index or ColumnRole.Identifier or ColumnRole.TrackId or ColumnRole.GiveAway)
            .Select(feature => feature.Column).ToArray();
        foreach (var column in table.Columns)
            if (roles[column.Name] == ColumnRole.Feature && features.All(feature => feature.Column != column.Name)) roles[column.Name] = ColumnRole.Other;
        foreach (var feature in features)
            if (!forced.Contains(feature.Column)) roles[feature.Column] = ColumnRole.Feature;
        return new Schema { Shape = TableShape.Of(table), Label = label, Features = features, Roles = roles, Forced = forced };
    }

    internal static string? LabelOf(Table table, SchemaOptions options)
    {
        if (options.Label is { } wanted)
        {
            var column = table.Find(wanted) ?? table.Columns.FirstOrDefault(one => ColumnNames.Normalise(one.Name) == ColumnNames.Normalise(wanted));
            if (column is not null) return column.Name;
            if (!options.RequireLabel) return null;
            var closest = Spelling.ByCloseness(wanted, table.Columns.Select(one => one.Name)).First();
            throw new DataException($"{table.Name} has no label column {Quoted.From(wanted)}; the closest is {Quoted.From(closest)}, and its columns are {Listed(table)}.");
        }
        if (options.Roles.FirstOrDefault(pair => pair.Value == ColumnRole.Label).Key is { } byRole && table.Find(byRole) is not null) return byRole;
        foreach (var name in ColumnNames.Labels)
            if (table.Columns.FirstOrDefault(one => ColumnNames.Normalise(one.Name) == name) is { } column) return column.Name;
        if (!options.RequireLabel) return null;

        var near = table.Columns.Select(one => one.Name).Where(ResemblesLabel).Select(Quoted.From).ToArray();
        throw new DataException(
            $"{table.Name} has no genre column; {(near.Length == 0 ? "none of its columns comes close" : "these come close: " + string.Join(", ", near))}. "
            + $"Name it with --label; the columns are {Listed(table)}.");
    }

    private static bool ResemblesLabel(string name)
    {
        var plain = ColumnNames.Normalise(name);
        return plain.Length > 0 && (plain.Contains("genre", StringComparison.Ordinal) || plain.Contains("style", StringComparison.Ordinal) || plain.Contains("category", StringComparison.Ordinal)
            || ColumnNames.Labels.Any(label => Spelling.Distance(label, plain) <= 2 && plain.Length > 3));
    }

    private static Dictionary<string, ColumnRole> Roles(Table table, string? label, SchemaOptions options)
    {
        foreach (var name in options.Roles.Keys)
            if (table.Find(name) is null) throw new OptionException($"A role is given to {Quoted.From(name)}, but {table.Name} has no such column; its columns are {Listed(table)}.");

        var roles = new Dictionary<string, ColumnRole>(StringComparer.Ordinal);
        var named = table.Columns.Select(column => ColumnNames.RoleOf(column.Name)).ToArray();
        var labels = label is null ? null : RowGroups.ByColumn(table[label], out _);
        for (var i = 0; i < named.Length; i++)
        {
            var column = table.Columns[i];
            roles[column.Name] = column.Name == label ? ColumnRole.Label
                : options.Roles.TryGetValue(column.Name, out var given) ? given
                : ColumnNames.FeatureOf(column.Name) is { } known ? (IsFirstOf(table, i, known.Name, label) ? ColumnRole.Feature : ColumnRole.Other)
                : named[i] is { Role: ColumnRole.TrackId or ColumnRole.Identifier } && column is NumberColumn numbers && CountsRows(numbers.Values) ? ColumnRole.Index
                : named[i] is { } role ? NamedRole(named, i, role.Role, role.Preference)
                : MeasuredRole(column, labels);
        }
        return roles;
    }

    private static bool IsFirstOf(Table table, int index, string feature, string? label) =>
        !table.Columns.Take(index).Any(column => column.Name != label && ColumnNames.FeatureOf(column.Name)?.Name == feature);

    /// <summary>Only one column can be the track's id, name, artist…; the others of that kind are identifiers or not used.</summary>
    private static ColumnRole NamedRole((ColumnRole Role, int Preference)?[] named, int index, ColumnRole role, int preference)
    {
        if (role is ColumnRole.Index or ColumnRole.GiveAway or ColumnRole.Identifier) return role;
        for (var other = 0; other < named.Length; other++)
        {
            if (other == index || named[other]?.Role != role) continue;
            var better = named[other]!.Value.Preference < preference || (named[other]!.Value.Preference == preference && other < index);
            if (better) return role == ColumnRole.TrackId ? ColumnRole.Identifier : ColumnRole.Other;
        }
        return role;
    }

    private static ColumnRole MeasuredRole(Column column, int[]? labels)
    {
        if (column is NumberColumn numbers)
        {
            if (!numbers.Values.ContainsAnyExcept(double.NaN)) return ColumnRole.Other;
            if (CountsRows(numbers.Values)) return ColumnRole.Index;
            return GivesAway(column, labels) ? ColumnRole.GiveAway : ColumnRole.Feature;
        }
        var text = (CodedColumn)column;
        if (text.Count >= FewestRowsToJudge && text.DistinctCount >= NearlyAll * text.Count) return ColumnRole.Identifier;
        return GivesAway(column, labels) ? ColumnRole.GiveAway : ColumnRole.Other;
    }

    private static bool GivesAway(Column column, int[]? labels) => labels is not null
        && LabelLeak.Measure(column, labels, labels.Length == 0 ? 0 : labels.Max() + 1).GivesAway(column.Count);

    internal static bool CountsRows(ReadOnlySpan<double> values)
    {
        if (values.Length < FewestRowsToJudge) return false;
        var step = values[1] - values[0];
        if (step == 0 || !double.IsInteger(step) || !double.IsInteger(values[0])) return false;
        for (var row = 1; row < values.Length; row++)
            if (values[row] - values[row - 1] != step) return false;
        return true;
    }

    internal static string Listed(Table table) =>
        string.Join(", ", table.Columns.Take(60).Select(column => column.Name.Length == 0 ? "(unnamed)" : column.Name)) + (table.Columns.Count > 60 ? ", …" : "");
}
