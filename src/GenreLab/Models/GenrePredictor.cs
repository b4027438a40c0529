using GenreLab.Data;
using GenreLab.Numerics;

namespace GenreLab.Models;

/// <summary>Tells the genres of a table's tracks as a table.</summary>
public static class GenrePredictor
{
    private static readonly ColumnRole[] Identifying =
        [ColumnRole.TrackId, ColumnRole.Identifier, ColumnRole.TrackName, ColumnRole.Artist, ColumnRole.AlbumName];

    /// <summary>Predicts every row.</summary>
    /// <param name="model">The model.</param>
    /// <param name="table">The cleaned tracks.</param>
    /// <param name="schema">Which column is what.</param>
    /// <param name="top">How many genres a track, 1 or more; at most as many as the model knows are given.</param>
    /// <param name="threads">Threads to use, null for all processors; it never changes the result.</param>
    /// <param name="reasons">How many features a track to name that spoke most for or against its most probable genre; 0 for none.</param>
    /// <param name="cancellation">Stops explaining.</param>
    /// <returns>A table with a row a track: the columns that identify it (without such columns <c>row</c>, its 0-based number in the
    /// file), <c>genre</c>, <c>probability</c> (to six decimals), and the runners-up as <c>genre2</c>, <c>probability2</c>…. With reasons
    /// also <c>baseline</c> (the genre's score when nothing is known of the track), <c>because1</c> (for example <c>energy = 0.91</c>),
    /// <c>effect1</c> (what that added to the score)…, and <c>other_effects</c> (what all other features added): baseline and effects
    /// add up to the genre's score. Features without any effect are not named.</returns>
    /// <exception cref="OptionException">Reasons are asked of a model that cannot explain; the message names kinds that can.</exception>
    /// <exception cref="DataException">The table lacks a feature; the message names it.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static Table Predict(
        GenreModel model, Table table, Schema schema, int top = 1, int? threads = null, int reasons = 0, CancellationToken cancellation = default)
    {
        if (reasons > 0) model.RequireExplainable();
        var rows = new int[table.RowCount];
        for (var row = 0; row < rows.Length; row++) rows[row] = row;
        var probabilities = model.PredictProbabilities(table, schema, rows, threads);
        top = Math.Clamp(top, 1, model.LabelNames.Count);
        var genres = NewArrays<int>(top, rows.Length);
        var shares = NewArrays<double>(top, rows.Length);
        Rank(probabilities, genres, shares);

        var columns = IdentifyingColumns(table, schema).ToList();
        if (columns.Count == 0) columns.Add(new NumberColumn("row", Array.ConvertAll(table.RowNumbers.ToArray(), number => (double)number)));
        string[] names = [.. model.LabelNames];
        for (var rank = 0; rank < top; rank++)
        {
            var suffix = rank == 0 ? "" : $"{rank + 1}";
            columns.Add(new TextColumn("genre" + suffix, genres[rank], names));
            columns.Add(new NumberColumn("probability" + suffix, shares[rank]));
        }
        if (reasons > 0)
            columns.AddRange(ReasonColumns.Make(model, table, schema, model.Explain(table, schema, rows, genres[0], threads, cancellation), reasons));
        return new Table(table.Name, columns, table.RowNumbers.ToArray());
    }

    /// <summary>Whether tracks can be told by a column of their own, so that predictions need no row number.</summary>
    public static bool HasIdentity(Schema schema) => schema.Roles.Values.Any(role => Array.IndexOf(Identifying, role) >= 0);

    private static IEnumerable<Column> IdentifyingColumns(Table table, Schema schema) => table.Columns
        .Where(column => schema.Roles.TryGetValue(column.Name, out var role) && Array.IndexOf(Identifying, role) >= 0);

    private static T[][] NewArrays<T>(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new T[length])];

    private static void Rank(Matrix probabilities, int[][] genres, double[][] shares)
    {
        for (var row = 0; row < probabilities.Rows; row++)
        {
            var left = probabilities.Row(row);
            for (var rank = 0; rank < genres.Length; rank++)
            {
                var best = 0;
                for (var label = 1; label < left.Length; label++)
                    if (left[label] > left[best]) best = label;
                genres[rank][row] = best;
                shares[rank][row] = Math.Round((double)left[best], 6);
                left[best] = -1;
            }
        }
    }
}
