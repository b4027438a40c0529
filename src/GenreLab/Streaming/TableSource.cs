using GenreLab.Data;
using GenreLab.Distributed;

namespace GenreLab.Streaming;

/// <summary>
/// A table of one file or several that together are larger than memory, read piece by piece. Columns are matched by name: the first file
/// gives their order, other files may have them in another, but must have the same. Packed files (.gz) are unpacked on the way.
/// </summary>
public sealed class TableSource
{
    private const int ColumnsNamed = 5;

    private readonly Dictionary<TableShard, bool[]> textColumns;
    private readonly IReadOnlyList<ShardRun> runs;
    private readonly int[][] places;
    private readonly bool once;
    private Table? sample;
    private bool opened;

    private TableSource(IReadOnlyList<TableShard> shards, bool once)
    {
        Shards = shards;
        textColumns = [];
        runs = [.. Enumerable.Range(0, shards.Count).Select(ShardRun.Whole)];
        places = [.. shards.Select(shard => shard.Columns.Select(name => Array.IndexOf(shards[0].Header, name)).ToArray())];
        this.once = once;
    }

    private TableSource(TableSource whole, ICommunicator ranks)
    {
        (Shards, sample, textColumns, places, Ranks) = (whole.Shards, whole.Sample(), whole.textColumns, whole.places, ranks);
        runs = TableDivision.RunsOf(whole, ranks);
    }

    /// <summary>The files.</summary>
    public IReadOnlyList<TableShard> Shards { get; }

    /// <summary>The ranks that share the table, each with a run of its pieces (<see cref="Divide"/>).</summary>
    public ICommunicator Ranks { get; } = SingleProcess.Instance;

    /// <summary>What messages call the table.</summary>
    public string Name => Shards.Count == 1 ? Shards[0].Name : $"{Shards[0].Name} and {Shards.Count - 1} more";

    /// <summary>The columns' names, in the order of the first file.</summary>
    public IReadOnlyList<string> Columns => Shards[0].Columns;

    /// <summary>Length of all files, packed as they are; 0 of standard input.</summary>
    public long Bytes => Shards.Sum(shard => shard.Bytes);

    /// <summary>Opens files, of which it reads the headers.</summary>
    /// <param name="files">The files, in the order in which their rows come.</param>
    /// <param name="delimiter">The character between two fields; null to find it, file by file.</param>
    /// <param name="header">The columns' names when the files have no header line; null when they have one.</param>
    /// <exception cref="DataException">A file cannot be read, or has other columns than the first; the message names both.</exception>
    public static TableSource Open(IReadOnlyList<string> files, char? delimiter = null, IReadOnlyList<string>? header = null)
    {
        var shards = files.Select(file => TableShard.OpenFile(file, delimiter, header)).ToArray();
        var first = shards[0];
        foreach (var shard in shards.AsSpan(1))
        {
            string[] lacking = [.. first.Columns.Except(shard.Columns)], added = [.. shard.Columns.Except(first.Columns)];
            if (lacking.Length + added.Length == 0) continue;
            throw new DataException(
                $"{Path.Combine(Path.GetFileName(Path.GetDirectoryName(shard.Path)) ?? "", shard.Name)} has other columns than {first.Name}: it "
                + string.Join(" and ", new[] { Named("lacks", lacking), Named("has", added) }.Where(part => part is not null))
                + "; give tables of the same columns, in any order.");
        }
        return new TableSource(shards, once: false);
    }

    /// <summary>Takes a stream, such as standard input; it can be worked through only once.</summary>
    /// <param name="stream">UTF-8 or Latin-1.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="delimiter">The character between two fields; null to find it.</param>
    /// <param name="header">The columns' names when there is no header line; null when there is one.</param>
    /// <exception cref="DataException">It is empty (though a header was not given), or no text.</exception>
    public static TableSource Open(Stream stream, string name, char? delimiter = null, IReadOnlyList<string>? header = null) =>
        new([TableShard.OpenStream(stream, name, delimiter, header)], once: true);

    /// <summary>Shares the table among ranks: the same table, but <see cref="ForEach"/> works on a run of successive pieces only, rank 0 on the first. A rank may get none. A collective.</summary>
    /// <param name="ranks">The ranks; one of its own changes nothing.</param>
    /// <exception cref="DataException">The ranks do not see the same files.</exception>
    public TableSource Divide(ICommunicator ranks) => ranks.Size == 1 ? this : new TableSource(this, ranks);

    /// <summary>The first piece that holds rows, to find out what columns are.</summary>
    /// <exception cref="DataException">There are no rows, or its records do not fit the header.</exception>
    public Table Sample()
    {
        // Ranks may be threads that divide one and the same table.
        lock (textColumns)
        {
            if (sample is not null) return sample;
            if (once) throw new InvalidOperationException($"{Name} can be read only once.");
            foreach (var piece in Cut([]))
            {
                var rows = piece.Read();
                foreach (var shard in Shards) textColumns[shard] = [.. shard.Columns.Select(name => rows[name] is TextColumn)];
                return sample = new Table(Name, rows.Columns);
            }
            throw new DataException($"{Name} has a header but no rows; give a CSV file with one line a track.");
        }
    }

    /// <summary>Reads the whole table into memory, rows numbered through all files.</summary>
    /// <param name="options">Threads, cancellation and progress.</param>
    /// <exception cref="DataException">There are no rows, or a file is damaged or its records do not fit the header.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Table ReadAll(StreamingOptions options)
    {
        Sample();
        while (true)
        {
            var pieces = new List<Table>();
            ForEach(piece => piece.Read(), (_, table) => pieces.Add(table), options);
            string[] mixed = [.. Columns.Where(name => pieces.Exists(piece => piece[name] is TextColumn) && pieces.Exists(piece => piece[name] is NumberColumn))];
            if (mixed.Length == 0) return ConcatenatedPieces.Join(Name, Columns, pieces);
            // Read once more, so that numbers in a column of text keep the form they have in the file.
            foreach (var (shard, isText) in textColumns)
                foreach (var name in mixed) isText[Array.IndexOf(shard.Header, name)] = true;
        }
    }

    /// <summary>
    /// Works on all pieces, several at once, and takes in the results in the order of the pieces, so that they do not depend on the
    /// number of threads.
    /// </summary>
    /// <param name="work">Works on a piece, on any thread. When it fails with a <see cref="DataException"/> it is called again, with the
    /// rows numbered as in the file, so that the message names the right one.</param>
    /// <param name="takeIn">Takes in a result; called for one piece after the other.</param>
    /// <param name="options">Threads, memory, cancellation and progress.</param>
    /// <returns>Number of rows.</returns>
    /// <exception cref="DataException">A file is damaged or its records do not fit the header.</exception>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public long ForEach<T>(Func<TablePiece, T> work, Action<TablePiece, T> takeIn, StreamingOptions options)
    {
        options.Validate();
        if (once && opened) throw new InvalidOperationException($"{Name} can be read only once.");
        opened = true;
        var spare = new Stack<byte[]>();
        var waiting = new Queue<(TablePiece Piece, Task<T> Result)>();
        long rows = 0, total = runs.Sum(BytesOf);
        var (shard, rowsInShard) = (-1, 0);
        try
        {
            foreach (var piece in Cut(spare))
            {
                options.Cancellation.ThrowIfCancellationRequested();
                if (options.PiecesInFlight == 1)
                {
                    Number(piece);
                    TakeIn(piece, Try(piece));
                    continue;
                }
                if (waiting.Count == options.PiecesInFlight) TakeInOldest();
                waiting.Enqueue((piece, Task.Run(() => work(piece))));
            }
            while (waiting.Count > 0)
            {
                options.Cancellation.ThrowIfCancellationRequested();
                TakeInOldest();
            }
            options.Cancellation.ThrowIfCancellationRequested();
        }
        finally
        {
            // Nobody may still be at work when the caller puts away what the work writes to.
            foreach (var (_, result) in waiting) Task.WaitAny(result);
        }
        return rows;

        void Number(TablePiece piece)
        {
            if (piece.ShardNumber != shard) (shard, rowsInShard) = (piece.ShardNumber, 0);
            piece.FirstRow = rowsInShard;
        }

        T Try(TablePiece piece)
        {
            try
            {
                return work(piece);
            }
            catch (DataException) when (piece.Run.Start > 0)
            {
                piece.FirstRow = rowsInShard + RowsBefore(piece.Run);
                work(piece);
                throw;
            }
        }

        void TakeInOldest()
        {
            var (piece, result) = waiting.Peek();
            Task.WaitAny(result);
            waiting.Dequeue();
            Number(piece);
            try
            {
                TakeIn(piece, result.GetAwaiter().GetResult());
            }
            catch (DataException) when (result.IsFaulted && (piece.FirstRow > 0 || piece.Run.Start > 0))
            {
                piece.FirstRow += RowsBefore(piece.Run);
                work(piece);
                throw;
            }
        }

        void TakeIn(TablePiece piece, T result)
        {
            takeIn(piece, result);
            rowsInShard = checked(rowsInShard + piece.Rows);
            rows += piece.Rows;
            spare.Push(piece.Buffer);
            options.Progress?.Invoke(new StreamProgress(piece.FilePosition, total, rows));
        }
    }

    /// <summary>For each column of a file whether it is known to hold text; null when nothing is known.</summary>
    internal bool[]? TextColumnsOf(TableShard shard) => textColumns.GetValueOrDefault(shard);

    /// <summary>For each column of a file its place among the first file's.</summary>
    internal int[] PlacesOf(int shard) => places[shard];

    private IEnumerable<TablePiece> Cut(Stack<byte[]> spare)
    {
        var before = 0L;
        var pieces = 0;
        foreach (var run in runs)
        {
            var (text, bodyStart) = Shards[run.Shard].Open();
            using (text)
            {
                foreach (var (buffer, length) in new PieceCutter(text, Shards[run.Shard].Name, spare).Cut(bodyStart, run))
                    yield return new TablePiece(this, pieces++, run, buffer, length, before + Math.Min(BytesOf(run), text.FilePosition - run.Start));
            }
            before += BytesOf(run);
        }
    }

    private long BytesOf(ShardRun run) => Math.Min(run.End, Shards[run.Shard].Bytes) - run.Start;

    // For a message that names a row of a file of which another rank has the beginning; only when something is wrong anyway.
    private int RowsBefore(ShardRun run)
    {
        if (run.Start == 0) return 0;
        var reader = new FeatureReader(this, []);
        var block = new FeatureBlock(0);
        var rows = 0;
        var (text, bodyStart) = Shards[run.Shard].Open();
        using (text)
        {
            foreach (var (buffer, length) in new PieceCutter(text, Shards[run.Shard].Name, new Stack<byte[]>()).Cut(bodyStart, ShardRun.Whole(run.Shard) with { End = run.Start }))
            {
                var piece = new TablePiece(this, 0, ShardRun.Whole(run.Shard), buffer, length, 0) { FirstRow = rows };
                reader.Read(piece, block);
                rows = checked(rows + piece.Rows);
            }
        }
        return rows;
    }

    private static string? Named(string verb, string[] columns) => columns.Length == 0 ? null
        : $"{verb} {(columns.Length == 1 ? "the column" : "the columns")} {string.Join(", ", columns.Take(ColumnsNamed).Select(Quoted.From))}{(columns.Length > ColumnsNamed ? "…" : "")}";
}
