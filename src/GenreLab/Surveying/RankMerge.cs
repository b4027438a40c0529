using System.Text;
using GenreLab.Distributed;

namespace GenreLab.Surveying;

/// <summary>Brings together what ranks gathered, each over its run of a table.</summary>
internal static class RankMerge
{
    /// <summary>Merges what every rank gathered, in rank order: what one process would have gathered, on every rank. A collective.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="mine">What this rank gathered; not to be used any more.</param>
    public static T MergeInOrder<T>(this ICommunicator ranks, T mine) where T : class, IMergeable<T>
    {
        if (ranks.Size == 1) return mine;
        T? all = null;
        for (var rank = 0; rank < ranks.Size; rank++)
        {
            var next = Broadcast(ranks, mine, rank);
            if (all is null) all = next;
            else all.Merge(next);
        }
        return all!;
    }

    private static T Broadcast<T>(ICommunicator ranks, T mine, int root) where T : class, IMergeable<T>
    {
        using var bytes = new MemoryStream();
        if (ranks.Rank == root)
        {
            using var writer = new BinaryWriter(bytes, Encoding.UTF8, leaveOpen: true);
            mine.Write(writer);
        }
        Span<long> length = [bytes.Length];
        ranks.Broadcast(length, root);
        bytes.SetLength(length[0]);
        ranks.Broadcast(bytes.GetBuffer().AsSpan(0, (int)bytes.Length), root);
        if (ranks.Rank == root) return mine;
        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        return T.Read(reader);
    }
}
