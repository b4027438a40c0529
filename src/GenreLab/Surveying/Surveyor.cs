using System.Collections.Concurrent;
using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Joining;
using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>The first pass over a table: what its columns and genres are, and which rows repeat an earlier one.</summary>
internal sealed class Surveyor
{
    private const ulong RowSeed = 0x726F77;

    private readonly TableSource source;
    private readonly SurveyContext context;
    private readonly SchemaOptions options;
    private readonly int[][] positions;
    private readonly int label;
    private readonly bool[] measuresLeak;

    private Surveyor(TableSource source, SchemaOptions options, SurveyContext context)
    {
        (this.source, this.options, this.context) = (source, options, context);
        positions = context.Positions;
        label = SurveyedSchema.LabelOf(source, options);
        measuresLeak = [.. source.Columns.Select((name, column) => label >= 0 && column != label && SurveyedSchema.IsMeasured(name, options))];
    }

    /// <summary>Reads the table through; once more when a column that begins like numbers turns out to hold text, or another column than thought counts the rows.</summary>
    /// <exception cref="DataException">A file is damaged, a record does not fit its header, or the genre column holds too many values to be genres.</exception>
    public static SurveyedTable Survey(TableSource source, SchemaOptions options, SurveyContext context)
    {
        var surveyor = new Surveyor(source, options, context);
        var sample = source.Sample();
        bool[] isText = [.. source.Columns.Select(name => sample[name] is TextColumn)];
        bool[] isIndex = [.. source.Columns.Select(name => SurveyedSchema.SeemsIndex(sample[name], options))];
        while (true)
        {
            var surveyed = surveyor.Read(isText, isIndex);
            bool[] holdsText = [.. surveyed.Survey.Columns.Select((column, i) => isText[i] || column.HoldsText)];
            if (!holdsText.SequenceEqual(isText))
            {
                isText = holdsText;
                continue;
            }
            surveyed = surveyed with { Schema = SurveyedSchema.Detect(source, surveyed, options) };
            bool[] counts = [.. source.Columns.Select(name => surveyed.Schema.Roles.GetValueOrDefault(name, ColumnRole.Other) == ColumnRole.Index)];
            if (counts.SequenceEqual(isIndex)) return surveyed;
            isIndex = counts;
        }
    }

    private SurveyedTable Read(bool[] isText, bool[] isIndex)
    {
        using var spill = new SpillFolder(context.SpillFolder);
        var sorter = new SharedFingerprints(source.Ranks, context.SorterBytes(1), spill);
        var reader = new FeatureReader(source, []);
        var spare = new ConcurrentBag<Piece>();
        var all = TableSurvey.Of(measuresLeak);
        var pieceRows = new List<int>();
        long rows = 0;
        source.ForEach(
            piece =>
            {
                var work = spare.TryTake(out var used) ? used : new Piece(TableSurvey.Of(measuresLeak));
                work.Survey.Clear(all);
                work.Rows = 0;
                var at = positions[piece.ShardNumber];
                reader.Read(piece, work.Block, record => ReadRow(record, at, work, isText, isIndex));
                return work;
            },
            (piece, work) =>
            {
                if (rows + work.Rows > int.MaxValue) throw TooManyRows();
                all.Merge(work.Survey);
                if (all.Genres.Count > GenreCounts.MostGenres) throw TooManyGenres();
                for (var row = 0; row < work.Rows; row++) sorter.Add(work.Hashes[row], (int)rows + row);
                pieceRows.Add(work.Rows);
                rows += work.Rows;
                spare.Add(work);
            },
            context.Pass(1));
        var runs = TableRuns.Of(source.Ranks, pieceRows.Count, rows);
        if (runs.Rows == 0) throw new DataException($"{source.Name} has a header but no rows; give a CSV file with one line a track.");
        if (runs.Rows > int.MaxValue) throw TooManyRows();
        all = all.Shared(source.Ranks);
        if (all.Genres.Count > GenreCounts.MostGenres) throw TooManyGenres();
        sorter.Share((int)runs.FirstRow, context.Cancellation);
        var repeated = RepeatedRows.Mark(sorter, source.Ranks, runs, context.Cancellation);
        return new SurveyedTable(all, isText, runs, pieceRows, repeated, source.Ranks.AllReduce(repeated.Count), null!);
    }

    private void ReadRow(CsvHelper.CsvReader record, int[] at, Piece work, bool[] isText, bool[] isIndex)
    {
        ulong genre = 0;
        if (label >= 0)
        {
            genre = Cells.Genre(record.GetSpan(at[label]), isText[label]);
            if (genre != CellHash.Missing && !work.Survey.Genres.TryCount(genre))
            {
                if (work.Survey.Genres.Count >= GenreCounts.MostGenres) throw TooManyGenres();
                work.Survey.Genres.Add(genre, Cells.GenreName(record, at[label], isText[label]), 1);
            }
        }
        var row = RowSeed;
        for (var i = 0; i < isText.Length; i++)
        {
            var field = record.GetSpan(at[i]);
            var column = work.Survey.Columns[i];
            ulong hash;
            if (!isText[i] && Cells.TryNumber(field, out var value))
            {
                hash = CellHash.Number(value);
                column.AddNumber(value, hash, genre);
            }
            else
            {
                if (!isText[i]) column.HoldsText = true;
                hash = Cells.Text(field);
                column.Add(hash, genre);
            }
            if (!isIndex[i]) row = CellHash.Chain(row, hash);
        }
        if (work.Rows == work.Hashes.Length) Array.Resize(ref work.Hashes, 2 * work.Rows);
        work.Hashes[work.Rows++] = row;
    }

    private DataException TooManyRows() => new($"{source.Name} has more than {int.MaxValue:N0} rows; look at some of its files at a time.");

    private DataException TooManyGenres() => new(
        $"Column {Quoted.From(source.Columns[label])} of {source.Name} has more than {GenreCounts.MostGenres:N0} different values, so it cannot be the genre; name the genre's column with --label.");

    private sealed class Piece(TableSurvey survey)
    {
        public TableSurvey Survey { get; } = survey;

        public FeatureBlock Block { get; } = new(0);

        public ulong[] Hashes = new ulong[8192];
        public int Rows;
    }
}

/// <summary>What the first pass over a table found.</summary>
/// <param name="Survey">Its columns and genres.</param>
/// <param name="IsText">For each column whether it holds text.</param>
/// <param name="Runs">How many rows the table has, and where this rank's begin.</param>
/// <param name="PieceRows">Rows of every piece; where ranks share the table, of this rank's.</param>
/// <param name="Repeated">The rows of those pieces that repeat an earlier row of the table in every column but index columns.</param>
/// <param name="RepeatedRows">How many rows of the table do so.</param>
/// <param name="Schema">Which column is what.</param>
internal sealed record SurveyedTable(TableSurvey Survey, bool[] IsText, TableRuns Runs, IReadOnlyList<int> PieceRows, RowBits Repeated, int RepeatedRows, Schema Schema)
{
    /// <summary>Rows of the table.</summary>
    public long Rows => Runs.Rows;
}
