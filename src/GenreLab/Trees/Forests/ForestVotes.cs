using GenreLab.Distributed;
using GenreLab.Evaluation;
using GenreLab.Numerics;

namespace GenreLab.Trees.Forests;

/// <summary>The trees' votes on rows whose genres are known, tree after tree. Ranks share the rows.</summary>
internal sealed class ForestVotes
{
    private const int ChunkRows = 2048;

    private readonly int[] labels;
    private readonly byte[] bins;
    private readonly int binStride;
    private readonly int labelCount;
    // Rows × genres, without the room between rows that a matrix has.
    private readonly float[] sums;
    private readonly int[] voters;
    private readonly ICommunicator ranks;
    private readonly RankShare own;

    public ForestVotes(int[] labels, int labelCount, byte[] bins, int binStride, ICommunicator ranks)
    {
        this.ranks = ranks;
        this.labels = labels;
        this.bins = bins;
        this.binStride = binStride;
        this.labelCount = labelCount;
        sums = new float[checked((long)labels.Length * labelCount)];
        voters = new int[labels.Length];
        own = RankShare.Of((labels.Length + ChunkRows - 1) / ChunkRows, ranks.Rank, ranks.Size);
    }

    /// <summary>A tree votes on all rows but those it was grown from.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="grownFrom">For each row what it weighed in growing; empty when no row was used.</param>
    /// <param name="team">Threads.</param>
    public void Add(ForestTree tree, ReadOnlyMemory<ushort> grownFrom, ThreadTeam team) => team.Run((int)own.Count, (chunk, _) =>
    {
        var first = ((int)own.Start + chunk) * ChunkRows;
        var count = Math.Min(ChunkRows, labels.Length - first);
        Span<int> position = stackalloc int[1];
        for (var row = first; row < first + count; row++)
        {
            if (!grownFrom.IsEmpty && grownFrom.Span[row] != 0) continue;
            tree.Tree.Descend(bins.AsSpan(row * binStride, binStride), binStride, position);
            tree.AddShares(position, SumsOf(row), 0);
            voters[row]++;
        }
    });

    private Span<float> SumsOf(int row) => sums.AsSpan(row * labelCount, labelCount);

    /// <summary>The score over the rows that any tree voted on; null when there are none.</summary>
    public OutOfBagScore? Score(ThreadTeam team)
    {
        var counted = new (int Rows, int Right, double Loss)[own.Count];
        team.Run(counted.Length, (chunk, _) =>
        {
            var first = ((int)own.Start + chunk) * ChunkRows;
            for (var row = first; row < Math.Min(first + ChunkRows, labels.Length); row++)
            {
                if (voters[row] == 0) continue;
                var sum = SumsOf(row);
                counted[chunk].Rows++;
                if (sum.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(sum)) == labels[row]) counted[chunk].Right++;
                counted[chunk].Loss -= Math.Log(Math.Max(ProbabilityTotals.SmallestProbability, sum[labels[row]] / (double)voters[row]));
            }
        });
        (int Rows, int Right, double Loss)[] parts = [.. ranks.AllGather<(int Rows, int Right, double Loss)>(counted).SelectMany(part => part)];
        var rows = parts.Sum(part => part.Rows);
        return rows == 0 ? null : new OutOfBagScore(rows, (double)parts.Sum(part => part.Right) / rows, parts.Sum(part => part.Loss) / rows);
    }
}
