using GenreLab.Numerics;
using GenreLab.Trees;

namespace GenreLab.Tests.Trees;

public class TreeTests
{
    [Fact]
    public void ManyRowsComeToTheSameLeavesAsOneByOne()
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var random = new RandomSource(seed);
            var features = 1 + random.NextInt32(40);
            var stride = (features + 15) & ~15;
            var tree = Draw(random, features, random.NextInt32(60));
            foreach (var rows in (int[])[0, 1, 7, 8, 9, 15, 16, 17, 64, 100])
            {
                var bins = new byte[rows * stride];
                for (var i = 0; i < bins.Length; i++) bins[i] = random.NextInt32(6) == 0 ? (byte)255 : (byte)random.NextInt32(256);
                var leaves = new int[rows];
                tree.Leaves(bins, stride, leaves);
                for (var row = 0; row < rows; row++)
                {
                    var own = bins.AsSpan(row * stride, stride);
                    Assert.Equal(Descend(tree, own), leaves[row]);
                    Assert.Equal(leaves[row], tree.Leaf(own));
                }
            }
        }
    }

    [Fact]
    public void ATreeOfOneLeafSendsEveryRowToIt()
    {
        var tree = new Tree([TreeNode.AsLeaf(0)]);
        var leaves = new int[19];
        Array.Fill(leaves, 5);
        tree.Leaves(new byte[19 * 16], 16, leaves);
        Assert.All(leaves, leaf => Assert.Equal(0, leaf));
        Assert.Equal(1, tree.LeafCount);
    }

    [Fact]
    public void ASplitSendsEveryBinWhereItSays()
    {
        for (var last = 0; last <= 254; last++)
        {
            foreach (var missingLeft in (bool[])[false, true])
            {
                var split = TreeNode.Split(2, 0, last, missingLeft);
                Assert.Equal(last, split.LastLeftBin);
                Assert.False(split.IsLeaf);
                for (var bin = 0; bin < 255; bin++) Assert.Equal(bin <= last, split.GoesLeft((byte)bin));
                Assert.Equal(missingLeft, split.GoesLeft(255));
            }
        }
    }

    /// <summary>A random tree, put together depth first.</summary>
    internal static Tree Draw(RandomSource random, int features, int splits)
    {
        var nodes = new List<TreeNode>();
        var leaves = 0;
        Grow(splits);
        return new Tree([.. nodes]);

        void Grow(int left)
        {
            if (left == 0)
            {
                nodes.Add(TreeNode.AsLeaf(leaves++));
                return;
            }
            var position = nodes.Count;
            nodes.Add(default);
            var first = random.NextInt32(left);
            Grow(first);
            nodes[position] = TreeNode.Split(nodes.Count, random.NextInt32(features), random.NextInt32(255), random.NextInt32(2) == 0);
            Grow(left - 1 - first);
        }
    }

    private static int Descend(Tree tree, ReadOnlySpan<byte> bins)
    {
        var position = 0;
        while (tree.Nodes[position].Right >= 0)
        {
            var node = tree.Nodes[position];
            var bin = bins[node.Feature];
            var left = bin == 255 ? node.Shift == 1 : bin <= node.LastLeftBin;
            position = left ? position + 1 : node.Right;
        }
        return -1 - tree.Nodes[position].Right;
    }
}
