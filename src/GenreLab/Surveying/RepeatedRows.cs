using GenreLab.Distributed;
using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>Finds the rows that repeat an earlier one, wherever that was read.</summary>
internal static class RepeatedRows
{
    // Row numbers that a rank tells the others at a time.
    private const int RoundRows = 1 << 18;

    /// <summary>Marks this rank's rows that have the hash of an earlier row of the table; a collective.</summary>
    /// <param name="rows">Hash and number of every row, shared among the ranks.</param>
    /// <param name="ranks">The ranks.</param>
    /// <param name="runs">Which rank has which rows.</param>
    /// <param name="cancellation">Stops it.</param>
    public static RowBits Mark(SharedFingerprints rows, ICommunicator ranks, TableRuns runs, CancellationToken cancellation)
    {
        var marked = new RowBits(runs.FirstRow);
        var counts = new int[ranks.Size];
        var told = new int[RoundRows];
        using var repeats = Of(rows.Sorted(), cancellation).GetEnumerator();
        bool more;
        do
        {
            var found = new List<int>[ranks.Size];
            for (var rank = 0; rank < found.Length; rank++) found[rank] = [];
            var count = 0;
            for (more = true; count < told.Length && (more = repeats.MoveNext()); count++) found[runs.RankOf(repeats.Current)].Add(repeats.Current);
            for (int rank = 0, at = 0; rank < found.Length; at += counts[rank], rank++)
            {
                found[rank].CopyTo(told, at);
                counts[rank] = found[rank].Count;
            }
            foreach (var theirs in ranks.AllToAll<int>(told.AsSpan(0, count), counts))
                foreach (var row in theirs) marked.Mark(row);
        }
        while (ranks.AllReduce(more ? 1 : 0, Reduction.Maximum) == 1);
        return marked;
    }

    private static IEnumerable<int> Of(IEnumerable<(ulong Hash, int Row)> rows, CancellationToken cancellation)
    {
        ulong previous = 0;
        long seen = 0;
        foreach (var (hash, row) in rows)
        {
            if (seen++ % SurveyContext.CancellationInterval == 0) cancellation.ThrowIfCancellationRequested();
            if (seen > 1 && hash == previous) yield return row;
            previous = hash;
        }
    }
}
