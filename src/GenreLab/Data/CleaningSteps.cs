namespace GenreLab.Data;

/// <summary>What cleaning did, in plain sentences.</summary>
internal static class CleaningSteps
{
    public const string Nothing = "Nothing had to be dropped.";

    public static string Missing(int rows) => $"{Rows(rows)} with a missing value dropped.";

    public static string Duplicates(int rows, Schema schema) =>
        $"{Rows(rows)} dropped that {(rows == 1 ? "repeats" : "repeat")} an earlier one in every column{(schema.Roles.Values.Contains(ColumnRole.Index) ? " but the index" : "")}.";

    public static string OtherGenres(int rows, int chosen) => $"{Rows(rows)} of other genres than the {chosen} chosen dropped.";

    public static string Rows(int count) => count == 1 ? "1 row" : $"{count:N0} rows";

    /// <summary>Refuses a table that too few genres are left of.</summary>
    /// <exception cref="DataException">There are fewer than that.</exception>
    public static void RequireGenres(string table, string label, IReadOnlyList<string> genres, int fewest)
    {
        if (genres.Count >= fewest) return;
        throw new DataException(genres.Count == 1
            ? $"Every row of {table} is of the genre {Quoted.From(genres[0])}; at least two genres are needed to learn to tell them apart."
            : $"{table} has {genres.Count} genres in column {Quoted.From(label)}; at least {fewest} are needed.");
    }

    /// <summary>Refuses a table that no row is left of.</summary>
    /// <exception cref="DataException">There is none.</exception>
    public static void RequireRows(string table, long rows)
    {
        if (rows == 0) throw new DataException($"No row of {table} is left: each lacks a value that is needed; remove the emptiest columns with --features -column, or impute.");
    }
}
