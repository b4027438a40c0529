using GenreLab.Data;
using GenreLab.Data.Reading;

namespace GenreLab.Joining;

/// <summary>
/// Keeps the first rows of each genre, and only genres with enough rows. As rows come in the order of the seeded hashes of their keys, the first
/// are a random sample that depends on the keys and the seed alone.
/// </summary>
internal sealed class GenreSample
{
    private const int MostGenres = 100_000;

    private readonly int field;
    private readonly JoinOptions options;
    private readonly TextCoder genres = new();
    private readonly List<long> rows = [];
    private readonly List<long> kept = [];
    private byte[] text = new byte[64];

    /// <param name="column">The column of the genre.</param>
    /// <param name="field">Its place in a record.</param>
    /// <param name="options">How many.</param>
    public GenreSample(string column, int field, JoinOptions options) => (Column, this.field, this.options) = (column, field, options);

    /// <summary>The column of the genre.</summary>
    public string Column { get; }

    /// <summary>Rows without a genre.</summary>
    public long RowsWithoutGenre { get; private set; }

    /// <summary>Finds the column by its name.</summary>
    /// <exception cref="OptionException">No column or several may be meant.</exception>
    public static string FindColumn(string[] columns)
    {
        foreach (var name in ColumnNames.Labels)
            if (Array.Find(columns, column => ColumnNames.Normalise(column) == name) is { } label) return label;
        string[] similar = [.. columns.Where(column => ColumnNames.Normalise(column).Contains("genre", StringComparison.Ordinal))];
        return similar is [var only] ? only : throw new OptionException($"Which column holds the genre is not clear; name it with --genre: {string.Join(", ", similar.Length > 0 ? similar : columns)}.");
    }

    /// <summary>Writes the sample.</summary>
    /// <param name="joined">The rows in order.</param>
    /// <param name="copies">How often the current row is to be written.</param>
    /// <param name="spill">Where candidates wait until all genres are counted.</param>
    /// <param name="writer">Where to write.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Write(RowStream joined, Func<long> copies, SpillFolder spill, RowWriter writer, CancellationToken cancellation)
    {
        var candidates = options.GenresOver is null ? null : spill.Create();
        var copy = new RowCopy();
        for (var row = 0L; joined.Next(); row++)
        {
            if (row % 1024 == 0) cancellation.ThrowIfCancellationRequested();
            var genre = GenreOf(joined.Record);
            if (genre < 0)
            {
                RowsWithoutGenre += copies();
                continue;
            }
            rows[genre] += copies();
            var taken = Math.Min(copies(), (options.PerGenre ?? long.MaxValue) - kept[genre]);
            kept[genre] += taken;
            if (taken > 0) copy.Take(joined);
            for (; taken > 0; taken--)
            {
                if (candidates is null) writer.Write(joined.Record);
                else candidates.Write(copy.Row.Bytes);
            }
        }
        if (candidates is null) return;

        candidates.Flush();
        var waiting = new FileCursor(candidates, 0, candidates.Length, 1 << 20);
        for (var row = 0L; waiting.Next(); row++)
        {
            if (row % 1024 == 0) cancellation.ThrowIfCancellationRequested();
            if (IsKept(GenreOf(waiting.Row.Record))) writer.Write(waiting.Row.Record);
        }
    }

    /// <summary>What was found of each genre, the most frequent first.</summary>
    public List<JoinedGenre> Genres()
    {
        var names = genres.ToStrings();
        return [.. Enumerable.Range(0, names.Length)
            .Select(genre => new JoinedGenre(names[genre], rows[genre], IsKept(genre) ? kept[genre] : 0))
            .OrderByDescending(genre => genre.Rows).ThenBy(genre => genre.Name, StringComparer.Ordinal)];
    }

    private bool IsKept(int genre) => options.GenresOver is not { } over || rows[genre] > over;

    private int GenreOf(ReadOnlySpan<byte> record)
    {
        var genre = RowStream.Field(record, field);
        if (FieldText.IsMissing(genre)) return -1;
        if (text.Length < genre.Length) text = new byte[2 * genre.Length];
        var code = genres.Code(FieldText.Read(genre, text));
        if (code < rows.Count) return code;
        if (code >= MostGenres) throw new DataException($"Column {Quoted.From(Column)} has more than {MostGenres:N0} different values, so it does not hold genres; name the column that does with --genre.");
        rows.Add(0);
        kept.Add(0);
        return code;
    }
}
