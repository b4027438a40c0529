using GenreLab.Numerics;

namespace GenreLab.Data;

/// <summary>
/// Makes a table fit to learn from: features become numbers and the label text, and rows are dropped in this order:
/// missing values, exact duplicates, (now genres are merged) genres not chosen, tracks beyond the number asked for of a genre.
/// </summary>
public static class Cleaner
{
    /// <summary>Cleans a table. Afterwards every feature's column is a <see cref="NumberColumn"/> and the label's a <see cref="TextColumn"/>.</summary>
    /// <exception cref="DataException">A feature holds text or nothing, or too few rows or genres are left.</exception>
    /// <exception cref="OptionException">A chosen genre does not occur, or an option is outside its range.</exception>
    public static (Table Table, CleaningSummary Summary) Clean(Table table, Schema schema, CleaningOptions? options = null)
    {
        options ??= new CleaningOptions();
        if (options.PerGenre < 1) throw new OptionException($"per-genre is {options.PerGenre}; it must be 1 or more.");
        var steps = new List<string>();
        var converted = Converted(table, schema, options);

        var rows = WithoutMissing(converted, schema, options);
        var missing = table.RowCount - rows.Length;
        if (missing > 0) steps.Add(CleaningSteps.Missing(missing));
        CleaningSteps.RequireRows(table.Name, rows.Length);

        var before = rows.Length;
        if (options.DropDuplicates) rows = WithoutDuplicates(table, schema, rows);
        var duplicates = before - rows.Length;
        if (duplicates > 0) steps.Add(CleaningSteps.Duplicates(duplicates, schema));

        before = rows.Length;
        if (schema.Label is { } label)
        {
            if (options.Merge is { } merge) converted = Merged(converted, label, rows, merge, options, steps);
            var labels = (TextColumn)converted[label];
            if (options.Genres.Count > 0) rows = OfGenres(table.Name, labels, rows, options.Genres);
            if (options.Genres.Count > 0) steps.Add(CleaningSteps.OtherGenres(before - rows.Length, options.Genres.Count));
            var chosen = rows.Length;
            if (options.PerGenre is { } most) rows = Drawn(labels, rows, most, options.Seed);
            if (options.PerGenre is { } number) steps.Add($"{CleaningSteps.Rows(chosen - rows.Length)} dropped to keep at most {number} a genre, drawn with seed {options.Seed}.");
            RequireGenres(table.Name, labels, rows, options.FewestGenres);
        }
        if (steps.Count == 0) steps.Add(CleaningSteps.Nothing);

        var summary = new CleaningSummary
        {
            RowsRead = table.RowCount,
            RowsKept = rows.Length,
            DroppedMissing = missing,
            DroppedDuplicates = duplicates,
            DroppedByChoice = before - rows.Length,
            Merge = schema.Label is null ? null : options.Merge,
            Steps = steps,
        };
        return (rows.Length == table.RowCount ? converted : converted.Select(rows), summary);
    }

    private static Table Converted(Table table, Schema schema, CleaningOptions options)
    {
        var columns = table.Columns.ToDictionary(column => column.Name, StringComparer.Ordinal);
        if (schema.Label is { } label) columns[label] = LabelText(table[label]);
        foreach (var feature in schema.Features)
        {
            var values = FeatureValues.Convert(table, feature);
            if (options.Missing != MissingValues.Keep && !HasValues(values))
                throw new DataException($"Column {Quoted.From(feature.Column)} of {table.Name} holds no value at all; leave it out with --features -{feature.Column}.");
            columns[feature.Column] = values;
        }
        return new Table(table.Name, [.. table.Columns.Select(column => columns[column.Name])], table.RowNumbers.ToArray());
    }

    private static TextColumn LabelText(Column column)
    {
        if (column is NumberColumn numbers)
        {
            var texts = new string?[numbers.Count];
            var known = new Dictionary<double, string>();
            for (var row = 0; row < texts.Length; row++)
            {
                if (numbers.IsMissing(row)) continue;
                if (!known.TryGetValue(numbers[row], out texts[row])) known[numbers[row]] = texts[row] = numbers.Text(row);
            }
            return TextColumn.From(column.Name, texts);
        }
        if (column is KeyColumn)
            throw new DataException($"The label column {Quoted.From(column.Name)} has {((KeyColumn)column).DistinctCount:N0} different values, which are too many for genres; name another with --label.");
        // A genre is never called "null" or "?", so the words that are missing numbers are missing labels too.
        var text = (TextColumn)column;
        var missing = new bool[text.Distinct.Length];
        for (var code = 0; code < missing.Length; code++)
            missing[code] = Reading.FieldWords.IsMissingNumber(System.Text.Encoding.UTF8.GetBytes(text.Distinct[code].Trim()));
        if (!missing.Contains(true)) return text;
        var codes = text.Codes.ToArray();
        for (var row = 0; row < codes.Length; row++)
            if (codes[row] >= 0 && missing[codes[row]]) codes[row] = -1;
        return new TextColumn(text.Name, codes, text.Distinct.ToArray());
    }

    private static int[] WithoutMissing(Table table, Schema schema, CleaningOptions options)
    {
        var policy = options.Missing != MissingValues.ByShape ? options.Missing
            : schema.Shape is TableShape.SpotifyTracks or TableShape.SpotifySongs ? MissingValues.DropAny : MissingValues.DropFeatures;
        var lacks = new bool[table.RowCount];
        var features = schema.Features.Select(feature => feature.Column).ToHashSet(StringComparer.Ordinal);
        foreach (var column in table.Columns)
        {
            var role = schema.Roles.GetValueOrDefault(column.Name, ColumnRole.Other);
            var needed = column.Name == schema.Label ? !options.KeepUnlabelled
                : features.Contains(column.Name) ? policy != MissingValues.Keep
                : policy == MissingValues.DropAny && role != ColumnRole.Index && HasValues(column);
            if (needed) MarkMissing(column, lacks);
        }
        return [.. Enumerable.Range(0, lacks.Length).Where(row => !lacks[row])];
    }

    private static bool HasValues(Column column)
    {
        for (var row = 0; row < column.Count; row++)
            if (!column.IsMissing(row)) return true;
        return false;
    }

    private static void MarkMissing(Column column, bool[] lacks)
    {
        if (column is NumberColumn numbers)
        {
            for (var row = 0; row < lacks.Length; row++) lacks[row] |= numbers.IsMissing(row);
        }
        else
        {
            var codes = ((CodedColumn)column).Codes;
            for (var row = 0; row < lacks.Length; row++) lacks[row] |= codes[row] < 0;
        }
    }

    private static int[] WithoutDuplicates(Table table, Schema schema, int[] rows)
    {
        var compared = table.Columns.Where(column => schema.Roles.GetValueOrDefault(column.Name, ColumnRole.Other) != ColumnRole.Index).ToArray();
        var groups = RowGroups.ByValues(compared, table.RowCount, out var count);
        var seen = new bool[count];
        var kept = new List<int>(rows.Length);
        foreach (var row in rows)
        {
            if (seen[groups[row]]) continue;
            seen[groups[row]] = true;
            kept.Add(row);
        }
        return [.. kept];
    }

    /// <summary>A table with the genres of its label column merged; adds a step when any are.</summary>
    internal static Table Merged(Table table, string label, int[] rows, GenreMerge merge, CleaningOptions options, List<string> steps)
    {
        var before = GenresOf((TextColumn)table[label], rows);
        if (!options.MergeLeniently) merge.RequireFits(table.Name, before);
        var merged = merge.Apply((TextColumn)table[label]);
        var after = GenresOf(merged, rows);
        if (after.Count < options.FewestGenres && after.Count < before.Count)
            throw new DataException($"{merge.Name} merges the {before.Count} genres of {table.Name} into {(after.Count == 1 ? "one" : after.Count)}, which leaves nothing to tell apart; merge fewer.");
        if (before.Exists(genre => merge[genre] != genre)) steps.Add($"{before.Count} genres merged into {after.Count} ({merge.Name}).");
        return new Table(table.Name, [.. table.Columns.Select(column => column.Name == label ? merged : column)], table.RowNumbers.ToArray());
    }

    private static List<string> GenresOf(TextColumn labels, int[] rows) =>
        [.. rows.Select(row => labels.Codes[row]).Where(code => code >= 0).Distinct().Select(code => labels.Distinct[code])];

    private static int[] OfGenres(string name, TextColumn labels, int[] rows, IReadOnlyList<string> genres)
    {
        var wanted = new bool[labels.Distinct.Length];
        var present = rows.Select(row => labels.Codes[row]).Where(code => code >= 0).Distinct().ToArray();
        var names = present.Select(code => labels.Distinct[code]).ToArray();
        foreach (var genre in genres)
        {
            var found = Array.FindAll(present, code => labels.Distinct[code].Equals(genre.Trim(), StringComparison.OrdinalIgnoreCase));
            if (found.Length == 0)
                throw new OptionException($"{name} has no genre {Quoted.From(genre)}; the closest are {string.Join(", ", Spelling.ByCloseness(genre.Trim(), names.Order(StringComparer.Ordinal)).Take(3).Select(Quoted.From))}.");
            foreach (var code in found) wanted[code] = true;
        }
        return Array.FindAll(rows, row => labels.Codes[row] >= 0 && wanted[labels.Codes[row]]);
    }

    private static int[] Drawn(TextColumn labels, int[] rows, int most, ulong seed)
    {
        var kept = new List<int>();
        foreach (var genre in rows.GroupBy(row => labels.Text(row), StringComparer.Ordinal).OrderBy(genre => genre.Key, StringComparer.Ordinal).Select((genre, index) => (Rows: genre.ToArray(), Index: index)))
        {
            RandomSource.For(seed, 0x64726177, (ulong)genre.Index).Shuffle<int>(genre.Rows);
            kept.AddRange(genre.Rows.Take(most));
        }
        return [.. kept.Order()];
    }

    private static void RequireGenres(string name, TextColumn labels, int[] rows, int fewest) => CleaningSteps.RequireGenres(
        name, labels.Name, [.. rows.Select(row => labels.Codes[row]).Where(code => code >= 0).Distinct().Take(Math.Max(fewest, 1)).Select(code => labels.Distinct[code])], fewest);
}
