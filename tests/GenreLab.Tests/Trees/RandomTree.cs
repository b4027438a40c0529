using GenreLab.Numerics;
using GenreLab.Trees;

namespace GenreLab.Tests.Trees;

/// <summary>Trees of any shape, drawn at random, with the training rows and the values of their leaves.</summary>
internal sealed record RandomTree(Tree Tree, double[] LeafCovers, double[] LeafValues)
{
    /// <summary>Draws a tree.</summary>
    /// <param name="random">Where from.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="depth">Most splits on a path; the first path has as many.</param>
    /// <param name="split">The chance that a node is split.</param>
    /// <param name="zeros">The chance that a leaf has the value 0, and the same for its cover.</param>
    public static RandomTree Draw(RandomSource random, int features, int depth, double split, double zeros)
    {
        var nodes = new List<TreeNode>();
        var leaves = 0;
        Grow(depth, alongFirst: true);
        double[] Numbers(Func<double> draw) => [.. Enumerable.Range(0, leaves).Select(_ => random.NextDouble() < zeros ? 0 : draw())];
        var covers = Numbers(() => 1 + random.NextInt32(50));
        covers[0]++;
        return new RandomTree(new Tree([.. nodes]), covers, Numbers(random.NextNormal));

        void Grow(int left, bool alongFirst)
        {
            if (left == 0 || !alongFirst && random.NextDouble() >= split)
            {
                nodes.Add(TreeNode.AsLeaf(leaves++));
                return;
            }
            var place = nodes.Count;
            nodes.Add(default);
            Grow(left - 1, alongFirst);
            nodes[place] = TreeNode.Split(nodes.Count, random.NextInt32(features), random.NextInt32(6), random.NextDouble() < 0.5);
            Grow(left - 1, alongFirst: false);
        }
    }

    /// <summary>Draws a row whose bins meet the tree's splits; some are missing.</summary>
    public static byte[] Row(RandomSource random, int features)
    {
        var bins = new byte[features];
        foreach (ref var bin in bins.AsSpan()) bin = random.NextDouble() < 0.1 ? (byte)255 : (byte)random.NextInt32(8);
        return bins;
    }
}
