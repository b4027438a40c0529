using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>
/// Minimal cost-complexity pruning (Breiman et al., 1984, chapter 3): of all trees that remain when branches are cut off, the one
/// whose risk plus strength × leaves is least, and of those the smallest.
/// </summary>
internal static class CostComplexityPruning
{
    /// <summary>Cuts off the branches that are not worth the strength.</summary>
    /// <param name="grown">The tree as grown.</param>
    /// <param name="strength">What a leaf must save in risk, 0 or more.</param>
    /// <param name="labelCount">Number of genres.</param>
    public static GrownTree Prune(GrownTree grown, double strength, int labelCount)
    {
        var nodes = grown.Tree.Nodes;
        var ends = new int[nodes.Length];
        var costs = new double[nodes.Length];
        var cut = new bool[nodes.Length];
        // Children stand behind their parents, so one pass from the back sees them first.
        for (var node = nodes.Length - 1; node >= 0; node--)
        {
            var asLeaf = grown.Risks[node] + strength;
            if (nodes[node].IsLeaf)
            {
                (ends[node], costs[node]) = (node + 1, asLeaf);
                continue;
            }
            var branches = costs[node + 1] + costs[nodes[node].Right];
            ends[node] = ends[nodes[node].Right];
            cut[node] = asLeaf <= branches;
            costs[node] = Math.Min(asLeaf, branches);
        }

        var kept = new List<TreeNode>();
        var risks = new List<double>();
        var leaves = new LeafCountsBuilder(labelCount);
        var leaf = 0;
        var waiting = new Stack<int>();
        for (var node = 0; node < nodes.Length;)
        {
            risks.Add(grown.Risks[node]);
            if (!nodes[node].IsLeaf && !cut[node])
            {
                waiting.Push(kept.Count);
                kept.Add(nodes[node++]);
                continue;
            }
            // The leaves below a node stand side by side.
            var below = (ends[node] - node + 1) / 2;
            kept.Add(TreeNode.AsLeaf(leaves.Count));
            leaves.Add(grown.Counts.Entries.AsSpan(grown.Counts.Starts[leaf], grown.Counts.Starts[leaf + below] - grown.Counts.Starts[leaf]));
            leaf += below;
            node = ends[node];
            if (waiting.TryPop(out var split)) kept[split] = kept[split] with { Right = kept.Count };
        }
        return new GrownTree(new Tree([.. kept]), leaves.Build(), [.. risks]);
    }

    /// <summary>Strengths at which something would be cut off, from none at all to all of the tree; at most <paramref name="most"/>, evenly
    /// spread over the splits.</summary>
    public static double[] Strengths(GrownTree grown, int most)
    {
        var nodes = grown.Tree.Nodes;
        var risks = new double[nodes.Length];
        var leaves = new int[nodes.Length];
        var strengths = new List<double>();
        for (var node = nodes.Length - 1; node >= 0; node--)
        {
            if (nodes[node].IsLeaf)
            {
                (risks[node], leaves[node]) = (grown.Risks[node], 1);
                continue;
            }
            risks[node] = risks[node + 1] + risks[nodes[node].Right];
            leaves[node] = leaves[node + 1] + leaves[nodes[node].Right];
            strengths.Add(Math.Max(0, (grown.Risks[node] - risks[node]) / (leaves[node] - 1)));
        }
        strengths.Sort();
        var picked = new SortedSet<double> { 0 };
        for (var i = 0; i < Math.Min(most, strengths.Count); i++) picked.Add(strengths[(int)((long)i * (strengths.Count - 1) / Math.Max(1, most - 1))]);
        return [.. picked];
    }
}
