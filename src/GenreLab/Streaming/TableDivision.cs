using GenreLab.Distributed;

namespace GenreLab.Streaming;

/// <summary>
/// Divides a table among ranks: each gets a run of successive pieces, of about as many bytes. Plain files are divided wherever pieces meet; whether such a
/// place lies within quotes follows from the quotes before it, which every rank counts in its own run. Packed files go to one rank whole,
/// and count as four times their length.
/// </summary>
internal static class TableDivision
{
    private const int PackedWeight = 4;

    /// <summary>The runs of this rank; a collective.</summary>
    /// <param name="source">The table.</param>
    /// <param name="ranks">The ranks.</param>
    /// <exception cref="DataException">The ranks do not see the same files, or one cannot be read.</exception>
    public static IReadOnlyList<ShardRun> RunsOf(TableSource source, ICommunicator ranks)
    {
        ranks.RequireSame(TableFingerprint.Of(source.Shards), source.Name);
        var packed = source.Shards.Select(IsPacked).ToArray();
        var pieces = source.Shards.Select((shard, number) => Math.Max(1, (shard.Bytes * (packed[number] ? PackedWeight : 1) + PieceCutter.PieceBytes - 1) / PieceCutter.PieceBytes)).ToArray();
        var share = RankShare.Of(pieces.Sum(), ranks.Rank, ranks.Size);
        var runs = new List<ShardRun>();
        long before = 0;
        for (var shard = 0; shard < pieces.Length; before += pieces[shard], shard++)
        {
            long start = Math.Max(share.Start, before) - before, end = Math.Min(share.End, before + pieces[shard]) - before;
            if (packed[shard] && share.Start <= before && before < share.End) runs.Add(ShardRun.Whole(shard));
            else if (!packed[shard] && start < end) runs.Add(new ShardRun(shard, start * PieceCutter.PieceBytes, end == pieces[shard] ? long.MaxValue : end * PieceCutter.PieceBytes, false));
        }
        return WithQuotes(source, runs, ranks);
    }

    private static List<ShardRun> WithQuotes(TableSource source, List<ShardRun> runs, ICommunicator ranks)
    {
        // Only who ends within a file is followed by somebody who wants to know.
        var counted = ranks.AllGather<(int Shard, bool Odd)>([.. runs.Where(run => run.End < long.MaxValue).Select(run => (run.Shard, HasOddQuotes(source.Shards[run.Shard], run)))]);
        bool Inside(ShardRun run) => counted.Take(ranks.Rank).SelectMany(theirs => theirs).Where(part => part.Shard == run.Shard).Count(part => part.Odd) % 2 == 1;
        return [.. runs.Select(run => run.Start == 0 ? run : run with { InsideQuotes = Inside(run) })];
    }

    private static bool HasOddQuotes(TableShard shard, ShardRun run)
    {
        var (text, bodyStart) = shard.Open();
        using (text)
        {
            var at = run.Start == 0 ? bodyStart : run.Start - 1;
            text.Seek(at);
            var buffer = new byte[PieceCutter.PieceBytes];
            var odd = false;
            while (at < run.End - 1)
            {
                var read = text.Fill(buffer.AsSpan(0, (int)Math.Min(buffer.Length, run.End - 1 - at)));
                if (read == 0) break;
                odd ^= (buffer.AsSpan(0, read).Count((byte)'"') & 1) == 1;
                at += read;
            }
            return odd;
        }
    }

    private static bool IsPacked(TableShard shard)
    {
        using var text = shard.Open().Text;
        return text.IsPacked;
    }
}
