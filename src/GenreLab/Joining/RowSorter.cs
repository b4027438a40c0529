namespace GenreLab.Joining;

/// <summary>
/// Sorts rows by the seeded hash of their key, within it by key and by record: in memory, or, when they are more than the bound,
/// in sorted runs that are put aside in a file and merged (external merge sort; Knuth, The Art of Computer Programming 3, 5.4).
/// </summary>
/// <param name="column">The field that holds the key.</param>
/// <param name="keys">Reads keys.</param>
/// <param name="budget">Bytes of memory.</param>
/// <param name="spill">Where rows are put aside.</param>
internal sealed class RowSorter(int column, KeyReader keys, long budget, SpillFolder spill)
{
    private const int BytesAnEntry = sizeof(ulong) + sizeof(long);
    private const int CancellationInterval = 1024;

    private readonly List<(long Start, long End)> runs = [];
    private RowArena arena = new((int)Math.Clamp(budget / 16, 4 << 10, 1 << 20));
    private ulong[] hashes = new ulong[1024];
    private long[] places = new long[1024];
    private int count;
    private SpillFile? file;

    /// <summary>Rows whose key is missing; they were passed over.</summary>
    public long RowsWithoutKey { get; private set; }

    /// <summary>Whether rows were put aside.</summary>
    public bool Spilled => runs.Count > 0;

    /// <summary>Bytes of the rows in memory.</summary>
    public long BytesHeld => arena.Bytes + (long)count * BytesAnEntry;

    private int CursorBytes => (int)Math.Clamp(budget / 8, 4 << 10, 128 << 10);

    /// <summary>Takes all rows of a stream, and closes it.</summary>
    /// <exception cref="GenreLabException">Rows cannot be put aside.</exception>
    public void Fill(RowStream rows, CancellationToken cancellation)
    {
        using (rows)
        {
            for (var row = 0; rows.Next(); row++)
            {
                if (row % CancellationInterval == 0) cancellation.ThrowIfCancellationRequested();
                if (keys.TryRead(RowStream.Field(rows.Record, column), out var key)) Add(key, rows);
                else RowsWithoutKey += rows.Rows;
            }
        }
        if (Spilled) PutAside();
        else SortRun();
    }

    /// <summary>The sorted rows; asked for once.</summary>
    public RowStream Sorted(CancellationToken cancellation)
    {
        if (!Spilled) return new SortedRows([new MemoryCursor(arena, hashes, places, count)]);
        arena = new RowArena(0);
        hashes = [];
        places = [];
        var most = (int)Math.Max(2, budget / CursorBytes);
        while (runs.Count > most) MergeRuns(most, cancellation);
        return Merged(runs);
    }

    private void Add(ReadOnlySpan<byte> key, RowStream row)
    {
        if (count == hashes.Length) Grow();
        hashes[count] = keys.Hash(key);
        places[count] = arena.Add(hashes[count], key, row);
        count++;
        if (arena.Bytes + (long)BytesAnEntry * hashes.Length > budget) PutAside();
    }

    private void Grow()
    {
        // While an array doubles, the old one is there too.
        if (arena.Bytes + 3L * BytesAnEntry * count > budget)
        {
            PutAside();
            return;
        }
        Array.Resize(ref hashes, 2 * count);
        Array.Resize(ref places, 2 * count);
    }

    private void SortRun()
    {
        hashes.AsSpan(0, count).Sort(places.AsSpan(0, count));
        for (int start = 0, end; start < count; start = end)
        {
            for (end = start + 1; end < count && hashes[end] == hashes[start];) end++;
            if (end - start > 1) places.AsSpan(start, end - start).Sort((one, other) => arena[one].CompareContent(arena[other]));
        }
    }

    private void PutAside()
    {
        if (count == 0) return;
        SortRun();
        file ??= spill.Create();
        var start = file.Length;
        for (var i = 0; i < count; i++) file.Write(arena[places[i]].Bytes);
        file.Flush();
        runs.Add((start, file.Length));
        arena.Clear();
        count = 0;
    }

    /// <summary>Merges groups of runs into longer ones, in a new file.</summary>
    private void MergeRuns(int most, CancellationToken cancellation)
    {
        var longer = spill.Create();
        var merged = new List<(long, long)>();
        var copy = new RowCopy();
        foreach (var group in runs.Chunk(most))
        {
            var start = longer.Length;
            using var rows = Merged(group);
            for (var row = 0; rows.Next(); row++)
            {
                if (row % CancellationInterval == 0) cancellation.ThrowIfCancellationRequested();
                copy.Take(rows);
                longer.Write(copy.Row.Bytes);
            }
            merged.Add((start, longer.Length));
        }
        longer.Flush();
        file!.Dispose();
        file = longer;
        runs.Clear();
        runs.AddRange(merged);
    }

    private SortedRows Merged(IEnumerable<(long Start, long End)> some) => new(some.Select(run => new FileCursor(file!, run.Start, run.End, CursorBytes)));
}
