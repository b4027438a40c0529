using GenreLab.Data;
using GenreLab.Distributed;
using GenreLab.Numerics;
using GenreLab.Trees.Binning;

namespace GenreLab.Trees.Boosting;

/// <summary>How well boosting does on rows it does not learn from, tree after tree.</summary>
internal sealed class ValidationScores
{
    private const int ChunkRows = 1024;

    private readonly byte[] bins;
    private readonly int stride;
    private readonly int rows;
    private readonly GradientScores scores;
    private readonly ThreadTeam team;
    private readonly double[] losses;
    private readonly int[] rights;

    public ValidationScores(Dataset validation, FeatureBinning binning, ReadOnlySpan<float> start, ThreadTeam team, ICommunicator ranks)
    {
        this.team = team;
        bins = binning.Apply(validation.Inputs, team, ranks);
        stride = binning.Stride;
        rows = validation.Rows;
        scores = new GradientScores(validation.Labels, start);
        losses = new double[(rows + ChunkRows - 1) / ChunkRows];
        rights = new int[losses.Length];
    }

    /// <summary>Adds a tree.</summary>
    /// <returns>Mean log-loss and accuracy with it.</returns>
    public (double Loss, double Accuracy) Add(BoostedTree tree)
    {
        team.Run(losses.Length, (chunk, _) =>
        {
            double loss = 0;
            var right = 0;
            for (var row = chunk * ChunkRows; row < Math.Min(rows, (chunk + 1) * ChunkRows); row++)
            {
                var leaf = tree.Tree.Leaf(bins.AsSpan(row * stride, stride));
                scores.Add(row, tree.Scores.AsSpan(leaf * scores.Stride, scores.Stride));
                var (rowLoss, isRight) = scores.Normalize(row);
                loss += rowLoss;
                if (isRight) right++;
            }
            losses[chunk] = loss;
            rights[chunk] = right;
        });
        return (losses.Sum() / rows, (double)rights.Sum() / rows);
    }
}
