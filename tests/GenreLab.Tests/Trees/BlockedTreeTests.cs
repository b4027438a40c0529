using GenreLab.Numerics;
using GenreLab.Trees;

namespace GenreLab.Tests.Trees;

public class BlockedTreeTests
{
    [Fact]
    public void RowsComeToTheLeavesOfTheTree()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var random = new RandomSource(seed);
            var features = 1 + random.NextInt32(BlockedTree.MostFeatures);
            // Bushy ones and long thin ones.
            var tree = (seed % 2 == 0 ? RandomTree.Draw(random, features, 1 + random.NextInt32(10), 0.9, 0) : RandomTree.Draw(random, features, 1 + random.NextInt32(60), 0.48, 0)).Tree;
            var blocked = Cut(tree, features, out var leafOf);
            Assert.NotNull(blocked);
            foreach (var rows in (int[])[0, 1, 15, 16, 17, 32, 100])
            {
                var bins = new byte[rows * 16];
                for (var row = 0; row < rows; row++) RandomTree.Row(random, features).CopyTo(bins, row * 16);
                var codes = new int[rows];
                Array.Fill(codes, 7);
                blocked.BringNear();
                blocked.Descend(bins, codes);
                for (var row = 0; row < rows; row++) Assert.Equal(tree.Leaf(bins.AsSpan(row * 16, 16)), leafOf[codes[row]]);
            }
        }
    }

    [Fact]
    public void EveryThresholdAndBinIsComparedAsTheTreeDoes()
    {
        for (var lastLeft = 0; lastLeft < 255; lastLeft++)
        {
            foreach (var missingLeft in (bool[])[false, true])
            {
                var tree = new Tree([TreeNode.Split(2, 3, lastLeft, missingLeft), TreeNode.AsLeaf(0), TreeNode.AsLeaf(1)]);
                var blocked = Cut(tree, 16, out var leafOf)!;
                var bins = new byte[256 * 16];
                for (var bin = 0; bin < 256; bin++) bins[bin * 16 + 3] = (byte)bin;
                var codes = new int[256];
                blocked.Descend(bins, codes);
                for (var bin = 0; bin < 256; bin++) Assert.Equal((bin == 255 ? missingLeft : bin <= lastLeft) ? 0 : 1, leafOf[codes[bin]]);
            }
        }
    }

    [Fact]
    public void ATreeOfOneLeafSendsEveryRowToIt()
    {
        var blocked = Cut(new Tree([TreeNode.AsLeaf(0)]), 1, out _)!;
        var codes = new int[19];
        blocked.Descend(new byte[19 * 16], codes);
        Assert.All(codes, code => Assert.Equal(0, code));
    }

    [Fact]
    public void WhatDoesNotFitIsNotCut()
    {
        var tree = new Tree([TreeNode.Split(2, 0, 1, false), TreeNode.AsLeaf(0), TreeNode.AsLeaf(1)]);
        Assert.Null(BlockedTree.From(tree, BlockedTree.MostFeatures + 1, _ => 0));
        Assert.NotNull(BlockedTree.From(tree, 1, leaf => leaf.Leaf * short.MaxValue));
        Assert.Null(BlockedTree.From(tree, 1, leaf => leaf.Leaf * (short.MaxValue + 1)));
        // A right branch behind more blocks than two bytes count.
        Assert.Null(Cut(RandomTree.Draw(new RandomSource(2), 3, 20, 1, 0).Tree, 3, out _));
    }

    private static BlockedTree? Cut(Tree tree, int features, out List<int> leafOf)
    {
        var leaves = new List<int>();
        leafOf = leaves;
        return BlockedTree.From(tree, features, leaf =>
        {
            leaves.Add(leaf.Leaf);
            return leaves.Count - 1;
        });
    }
}
