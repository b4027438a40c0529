using GenreLab.Distributed;

namespace GenreLab.Streaming;

/// <summary>Which pieces and rows of a table are whose, where ranks share it: known when every rank has read its run.</summary>
internal sealed class TableRuns
{
    private readonly long[] firstRows;
    private readonly int rank;

    private TableRuns(long firstPiece, long[] firstRows, long rows, int rank) => (FirstPiece, this.firstRows, Rows, this.rank) = (firstPiece, firstRows, rows, rank);

    /// <summary>Number of this rank's first piece among those of all.</summary>
    public long FirstPiece { get; }

    /// <summary>Number of this rank's first row among those of all.</summary>
    public long FirstRow => firstRows[rank];

    /// <summary>Rows of the table.</summary>
    public long Rows { get; }

    /// <summary>Tells the ranks of each other; a collective.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="pieces">Pieces of this rank's run.</param>
    /// <param name="rows">Rows of this rank's run.</param>
    public static TableRuns Of(ICommunicator ranks, long pieces, long rows)
    {
        var counts = ranks.AllGather<(long Pieces, long Rows)>([(pieces, rows)]);
        var firstRows = new long[counts.Length];
        for (var rank = 1; rank < firstRows.Length; rank++) firstRows[rank] = firstRows[rank - 1] + counts[rank - 1][0].Rows;
        return new TableRuns(counts.Take(ranks.Rank).Sum(theirs => theirs[0].Pieces), firstRows, firstRows[^1] + counts[^1][0].Rows, ranks.Rank);
    }

    /// <summary>The rank that has a row, by its number among those of all.</summary>
    public int RankOf(long row)
    {
        // Ranks without rows begin where the next one does, and do not have the row.
        var found = firstRows.AsSpan().BinarySearch(row);
        if (found < 0) return ~found - 1;
        while (found + 1 < firstRows.Length && firstRows[found + 1] == row) found++;
        return found;
    }
}
