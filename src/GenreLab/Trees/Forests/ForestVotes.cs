using GenreLab.Evaluation;
using GenreLab.Numerics;

namespace GenreLab.Trees.Forests;

/// <summary>The trees' votes on rows whose genres are known, tree after tree.</summary>
internal sealed class ForestVotes
{
    private const int ChunkRows = 2048;

    private readonly int[] labels;
    private readonly byte[] bins;
    private readonly int binStride;
    private readonly Matrix sums;
    private readonly int[] voters;

    public ForestVotes(int[] labels, int labelCount, byte[] bins, int binStride)
    {
        this.labels = labels;
        this.bins = bins;
        this.binStride = binStride;
        sums = new Matrix(labels.Length, labelCount);
        voters = new int[labels.Length];
    }

    private int Chunks => (labels.Length + ChunkRows - 1) / ChunkRows;

    /// <summary>A tree votes on all rows but those it was grown from.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="grownFrom">For each row what it weighed in growing; empty when no row was used.</param>
    /// <param name="team">Threads.</param>
    public void Add(ForestTree tree, ReadOnlyMemory<ushort> grownFrom, ThreadTeam team) => team.Run(Chunks, (chunk, _) =>
    {
        var first = chunk * ChunkRows;
        var count = Math.Min(ChunkRows, labels.Length - first);
        Span<int> position = stackalloc int[1];
        for (var row = first; row < first + count; row++)
        {
            if (!grownFrom.IsEmpty && grownFrom.Span[row] != 0) continue;
            tree.Tree.Descend(bins.AsSpan(row * binStride, binStride), binStride, position);
            tree.AddShares(position, sums.Row(row), 0);
            voters[row]++;
        }
    });

    /// <summary>The score over the rows that any tree voted on; null when there are none.</summary>
    public OutOfBagScore? Score(ThreadTeam team)
    {
        var parts = new (int Rows, int Right, double Loss)[Chunks];
        team.Run(parts.Length, (chunk, _) =>
        {
            var first = chunk * ChunkRows;
            for (var row = first; row < Math.Min(first + ChunkRows, labels.Length); row++)
            {
                if (voters[row] == 0) continue;
                var sum = sums.Row(row);
                parts[chunk].Rows++;
                if (sum.IndexOf(System.Numerics.Tensors.TensorPrimitives.Max(sum)) == labels[row]) parts[chunk].Right++;
                parts[chunk].Loss -= Math.Log(Math.Max(ProbabilityTotals.SmallestProbability, sum[labels[row]] / (double)voters[row]));
            }
        });
        var rows = parts.Sum(part => part.Rows);
        return rows == 0 ? null : new OutOfBagScore(rows, (double)parts.Sum(part => part.Right) / rows, parts.Sum(part => part.Loss) / rows);
    }
}
