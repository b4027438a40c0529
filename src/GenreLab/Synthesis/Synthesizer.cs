using GenreLab.Data;

namespace GenreLab.Synthesis;

/// <summary>
/// Draws tracks that look like those a <see cref="GenreProfile"/> was fitted to and are none of them. Row n of a seed is the same
/// whatever else is drawn and whatever the number of threads.
/// </summary>
public static class Synthesizer
{
    /// <summary>What every track id starts with, so that synthetic tracks are never mistaken for real ones.</summary>
    public const string TrackIdPrefix = "synthetic-";

    /// <summary>The most rows a seed has.</summary>
    public const int MostRows = 200_000_000;

    /// <summary>Draws the first <paramref name="rows"/> tracks of a seed, all genres mixed in their shares.</summary>
    /// <param name="profile">What tracks look like.</param>
    /// <param name="rows">How many, 1 to <see cref="MostRows"/>.</param>
    /// <param name="seed">Names the tracks.</param>
    /// <returns>A table with the profile's columns in its order, as read from a file and not yet cleaned.</returns>
    /// <exception cref="OptionException">The number of rows is outside its range.</exception>
    public static Table Draw(GenreProfile profile, int rows, ulong seed) => Draw(profile, 0, rows, seed);

    /// <summary>Draws tracks from the middle of a seed's list, so that many can be made piece by piece.</summary>
    /// <param name="profile">What tracks look like.</param>
    /// <param name="firstRow">0-based number of the first row wanted.</param>
    /// <param name="count">How many rows, 1 or more.</param>
    /// <param name="seed">Names the list.</param>
    /// <exception cref="OptionException">There would be no row, or one beyond <see cref="MostRows"/>.</exception>
    public static Table Draw(GenreProfile profile, int firstRow, int count, ulong seed)
    {
        CheckRange(firstRow, count);
        var source = new TrackSource(profile, seed);
        var tracks = new TrackBlock(count, profile.Content.Variables.Count);
        var firstBlock = firstRow / source.RowsInBlock;
        var lastBlock = (firstRow + count - 1) / source.RowsInBlock;
        Parallel.For(firstBlock, lastBlock + 1, source.NewBlock, (number, _, block) =>
        {
            source.Draw(number, block);
            block.CopyTo(tracks, number * source.RowsInBlock - firstRow);
            return block;
        }, _ => { });

        var columns = profile.Content.Columns.Select(column => MakeColumn(column, profile.Content, tracks, firstRow)).ToArray();
        return new Table($"synthetic {profile.Shape}", columns, [.. Enumerable.Range(firstRow, count)]);
    }

    /// <summary>
    /// Writes the first <paramref name="rows"/> tracks of a seed as UTF-8 CSV with a header: the rows that <see cref="Draw(GenreProfile, int, ulong)"/>
    /// gives, a few blocks at a time, so that memory does not grow with the number of rows.
    /// </summary>
    /// <param name="destination">Where to write.</param>
    /// <param name="profile">What tracks look like.</param>
    /// <param name="rows">How many, 1 to <see cref="MostRows"/>.</param>
    /// <param name="seed">Names the tracks.</param>
    /// <param name="cancellation">Stops between pieces; what was written by then is no complete table.</param>
    /// <exception cref="OptionException">The number of rows is outside its range.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static void Write(Stream destination, GenreProfile profile, int rows, ulong seed, CancellationToken cancellation = default)
    {
        CheckRange(0, rows);
        new SyntheticCsv(profile).Write(destination, new TrackSource(profile, seed), rows, cancellation);
    }

    private static void CheckRange(int firstRow, int count)
    {
        if (count < 1 || firstRow < 0 || count > MostRows - firstRow)
            throw new OptionException($"{count} rows from row {firstRow} on cannot be drawn; ask for 1 to {MostRows} rows.");
    }

    private static Column MakeColumn(ProfileColumn column, ProfileContent content, TrackBlock tracks, int firstRow)
    {
        if (column.Role == ColumnRole.Label) return new TextColumn(column.Name, tracks.Genres, [.. content.Genres.Select(genre => genre.Name)]);
        if (column.Variable is { } variable)
        {
            var values = tracks.Values[variable];
            return content.Variables[variable].TrueFalse ? new TextColumn(column.Name, Array.ConvertAll(values, value => value == 0 ? 0 : 1), ["False", "True"]) : new NumberColumn(column.Name, values);
        }
        if (column.Role == ColumnRole.Index) return new NumberColumn(column.Name, [.. Enumerable.Range(firstRow, tracks.Rows).Select(row => (double)row)]);
        return SyntheticNames.Words(column.Role) is { } words
            ? Named(column.Name, words, SyntheticNames.Numbers(column.Role, tracks))
            : new TextColumn(column.Name, new int[tracks.Rows], [SyntheticNames.Anything]);
    }

    private static TextColumn Named(string column, string words, int[] numbers)
    {
        var codes = new int[numbers.Length];
        var codeOf = new Dictionary<int, int>(numbers.Length);
        var names = new List<string>();
        for (var row = 0; row < numbers.Length; row++)
        {
            if (!codeOf.TryGetValue(numbers[row], out var code))
            {
                codeOf[numbers[row]] = code = names.Count;
                names.Add(words + numbers[row].ToString(SyntheticNames.NumberFormat));
            }
            codes[row] = code;
        }
        return new TextColumn(column, codes, [.. names]);
    }
}
