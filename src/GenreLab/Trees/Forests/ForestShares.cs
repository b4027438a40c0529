using GenreLab.Trees.Explanation;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>A forest as a sum of trees: each adds a genre's share in the row's leaf, over the number of trees.</summary>
internal sealed class ForestShares(IReadOnlyList<ForestTree> trees) : IExplainedTrees
{
    /// <inheritdoc/>
    public int TreeCount => trees.Count;

    /// <inheritdoc/>
    public Tree TreeAt(int tree) => trees[tree].Tree;

    /// <inheritdoc/>
    public double Start(int label) => 0;

    /// <inheritdoc/>
    public void LeafCovers(int tree, Span<double> covers)
    {
        var counts = trees[tree].Counts;
        for (var leaf = 0; leaf < covers.Length; leaf++) covers[leaf] = Total(counts.Of(leaf));
    }

    /// <inheritdoc/>
    public bool LeafValues(int tree, int label, Span<double> values)
    {
        var counts = trees[tree].Counts;
        var speaks = false;
        for (var leaf = 0; leaf < values.Length; leaf++)
        {
            var entries = counts.Of(leaf);
            double weight = 0;
            foreach (var entry in entries)
                if (ClassTarget.Label(entry) == label) weight += ClassTarget.Weight(entry);
            values[leaf] = weight == 0 ? 0 : weight / Total(entries) / trees.Count;
            speaks |= weight != 0;
        }
        return speaks;
    }

    private static double Total(ReadOnlySpan<uint> entries)
    {
        double total = 0;
        foreach (var entry in entries) total += ClassTarget.Weight(entry);
        return total;
    }
}
