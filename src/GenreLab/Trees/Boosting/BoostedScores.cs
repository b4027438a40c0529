using GenreLab.Numerics;
using GenreLab.Trees.Explanation;

namespace GenreLab.Trees.Boosting;

/// <summary>Boosted trees as a sum: each adds its leaf's score of the genre to what all rows start with.</summary>
internal sealed class BoostedScores(float[] start, IReadOnlyList<BoostedTree> trees) : IExplainedTrees
{
    private readonly int stride = Matrix.PaddedLength(start.Length);

    /// <inheritdoc/>
    public int TreeCount => trees.Count;

    /// <inheritdoc/>
    public Tree TreeAt(int tree) => trees[tree].Tree;

    /// <inheritdoc/>
    public double Start(int label) => start[label];

    /// <inheritdoc/>
    public void LeafCovers(int tree, Span<double> covers)
    {
        for (var leaf = 0; leaf < covers.Length; leaf++) covers[leaf] = trees[tree].Covers[leaf];
    }

    /// <inheritdoc/>
    public bool LeafValues(int tree, int label, Span<double> values)
    {
        for (var leaf = 0; leaf < values.Length; leaf++) values[leaf] = trees[tree].Scores[leaf * stride + label];
        return true;
    }
}
