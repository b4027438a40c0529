using GenreLab.Distributed;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>Trees that every rank has grown a run of, brought to all ranks.</summary>
internal static class ForestTreeParcel
{
    /// <summary>Every rank's trees in rank order.</summary>
    /// <param name="ranks">The ranks.</param>
    /// <param name="grown">This rank's trees.</param>
    /// <param name="features">Number of features.</param>
    public static ForestTree[] AllGather(ICommunicator ranks, IReadOnlyList<ForestTree> grown, int features)
    {
        var nodes = ranks.AllGather<TreeNode>(Joined(grown, tree => tree.Tree.Nodes));
        var entries = ranks.AllGather<uint>(Joined<uint>(grown, tree => tree.Counts.Entries));
        var starts = ranks.AllGather<int>(Joined<int>(grown, tree => tree.Counts.Starts));
        var gains = ranks.AllGather<double>(Joined<double>(grown, tree => tree.Gains));
        var lengths = ranks.AllGather<int>([.. grown.Select(tree => tree.Tree.Nodes.Length)]);
        return [.. Enumerable.Range(0, ranks.Size).SelectMany(rank => rank == ranks.Rank ? grown : Unpack(nodes[rank], entries[rank], starts[rank], gains[rank], lengths[rank], features))];
    }

    private delegate ReadOnlySpan<T> Part<T>(ForestTree tree);

    private static T[] Joined<T>(IReadOnlyList<ForestTree> trees, Part<T> part)
    {
        var length = 0;
        foreach (var tree in trees) length = checked(length + part(tree).Length);
        var joined = new T[length];
        var room = joined.AsSpan();
        foreach (var tree in trees)
        {
            part(tree).CopyTo(room);
            room = room[part(tree).Length..];
        }
        return joined;
    }

    private static ForestTree[] Unpack(TreeNode[] nodes, uint[] entries, int[] starts, double[] gains, int[] lengths, int features)
    {
        var trees = new ForestTree[lengths.Length];
        int node = 0, entry = 0, start = 0;
        for (var i = 0; i < trees.Length; i++)
        {
            var tree = new Tree(nodes[node..(node + lengths[i])]);
            var own = starts[start..(start + tree.LeafCount + 1)];
            trees[i] = new ForestTree(tree, new LeafCounts(own, entries[entry..(entry + own[^1])]), gains[(i * features)..((i + 1) * features)]);
            (node, entry, start) = (node + lengths[i], entry + own[^1], start + own.Length);
        }
        return trees;
    }
}
