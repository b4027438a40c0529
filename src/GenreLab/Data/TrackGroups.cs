namespace GenreLab.Data;

/// <summary>Finds the rows that belong to one track or one artist.</summary>
internal static class TrackGroups
{
    private const char Separator = '\u001F';

    /// <summary>What rows of one track have in common in this table, for people.</summary>
    public static string Basis(Schema schema) =>
        schema.ColumnOf(ColumnRole.TrackId) is not null ? "track id"
        : schema.ColumnOf(ColumnRole.TrackName) is not null && schema.ColumnOf(ColumnRole.Artist) is not null ? "title and artist"
        : "features";

    /// <summary>A number for each row's track. A row without a track id is known by title and artist, without those by itself.</summary>
    public static int[] ByTrack(Table table, Schema schema, out int count)
    {
        var name = schema.ColumnOf(ColumnRole.TrackName) is { } title && schema.ColumnOf(ColumnRole.Artist) is { } artist ? (Title: table[title], Artist: table[artist]) : default;
        if (name is { Title: KeyColumn titles, Artist: CodedColumn artists } && (schema.ColumnOf(ColumnRole.TrackId) is not { } coded || (table[coded] is CodedColumn && HasMissing(table[coded]))))
            return ByCodes(schema.ColumnOf(ColumnRole.TrackId) is { } codedId ? (CodedColumn)table[codedId] : null, titles, artists, out count);
        if (schema.ColumnOf(ColumnRole.TrackId) is { } id)
        {
            var column = table[id];
            if (!HasMissing(column) || name.Title is null) return RowGroups.ByColumn(column, out count);
            return RowGroups.ByText(table.RowCount, row => column.IsMissing(row) ? Named(row) : column.Text(row), out count);
        }
        return name.Title is not null
            ? RowGroups.ByText(table.RowCount, Named, out count)
            : ByFeatures(table, schema, out count);

        string? Named(int row) => name.Title.IsMissing(row) || name.Artist.IsMissing(row) ? null : name.Title.Text(row) + Separator + name.Artist.Text(row);
    }

    /// <summary>
    /// A number for each row's recording: rows of one track, and rows of tracks that share all feature values, which are one
    /// recording released under several ids. Features so coarse that different tracks often share them (fewer combinations than
    /// half the tracks) say nothing of the kind, and tracks are then taken as they are.
    /// </summary>
    public static int[] ByRecording(Table table, Schema schema, out int count)
    {
        var tracks = ByTrack(table, schema, out var trackCount);
        var features = ByFeatures(table, schema, out var featureCount);
        if (2L * featureCount >= trackCount) return RowGroups.Joined(tracks, trackCount, features, featureCount, out count);
        count = trackCount;
        return tracks;
    }

    /// <summary>A number for each row's first-named artist, or null when the table has no artists.</summary>
    public static int[]? ByArtist(Table table, Schema schema, out int count)
    {
        count = 0;
        if (schema.ColumnOf(ColumnRole.Artist) is not { } name) return null;
        if (table[name] is KeyColumn { Lead: { } leads }) return RowGroups.ByColumn(leads, out count);
        if (table[name] is not TextColumn artists) return RowGroups.ByColumn(table[name], out count);
        var first = new string?[artists.Distinct.Length];
        for (var code = 0; code < first.Length; code++) first[code] = artists.Distinct[code].Split(';')[0].Trim();
        return RowGroups.ByText(artists.Count, row => artists.Codes[row] < 0 ? null : first[artists.Codes[row]], out count);
    }

    /// <summary>A number for each combination of feature values; in a table without audio features the texts count too.</summary>
    public static int[] ByFeatures(Table table, Schema schema, out int count)
    {
        var texts = schema.Features.All(feature => feature.IsRelease) ? schema.Texts : [];
        return RowGroups.ByValues([.. schema.Features.Select(feature => table[feature.Column]), .. texts.Select(text => table[text.Column])], table.RowCount, out count);
    }

    // The same without a text for every row: in a large table.
    private static int[] ByCodes(CodedColumn? ids, CodedColumn titles, CodedColumn artists, out int count)
    {
        bool HasId(int row) => ids is not null && ids.Codes[row] >= 0;
        return RowGroups.ByKeys(
            titles.Count,
            row => HasId(row) ? (ulong)ids!.Codes[row] : RowGroups.HashOf((ulong)titles.Codes[row], (ulong)artists.Codes[row]),
            (one, two) => HasId(one) ? HasId(two) && ids!.Codes[one] == ids.Codes[two]
                : !HasId(two) && titles.Codes[one] == titles.Codes[two] && artists.Codes[one] == artists.Codes[two],
            row => !HasId(row) && (titles.Codes[row] < 0 || artists.Codes[row] < 0),
            out count);
    }

    private static bool HasMissing(Column column)
    {
        for (var row = 0; row < column.Count; row++)
            if (column.IsMissing(row)) return true;
        return false;
    }
}
