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
            kept.Add(leaves.Add(grown.Counts.Entries.AsSpan(grown.Counts.Starts[leaf], grown.Counts.Starts[leaf + below] - grown.Counts.Starts[leaf])));
            leaf += below;
            node = ends[node];
            if (waiting.TryPop(out var split)) kept[split] = kept[split] with { Right = kept.Count };
        }
        return new GrownTree(new Tree([.. kept]), leaves.Build(), [.. risks]);
    }

    /// <summary>Strengths at which something is cut off, ascending from none at all to all of the tree: of each, or of <paramref name="most"/> spread evenly over
    /// the logarithm of how many cuts are left, because a few leaves matter in a small tree only.</summary>
    public static double[] Strengths(GrownTree grown, int most)
    {
        var cuts = WeakestLinks(grown);
        if (cuts.Count <= most) return [.. new SortedSet<double>(cuts) { 0 }];
        var picked = new SortedSet<double> { 0 };
        for (var i = 0; i < most; i++) picked.Add(cuts[^(int)Math.Round(Math.Pow(cuts.Count, i / (most - 1.0)))]);
        return [.. picked];
    }

    /// <summary>The strengths of weakest-link cutting, ascending: again and again the branch that saves least a leaf is cut off (Breiman et
    /// al., 1984, section 3.3), which lets those above it save more.</summary>
    private static List<double> WeakestLinks(GrownTree grown)
    {
        // Cut a little later than where both cost the same, so that rounding does not decide.
        const double surely = 1 + 1e-9;
        var nodes = grown.Tree.Nodes;
        var parents = new int[nodes.Length];
        parents[0] = -1;
        var risks = (double[])grown.Risks.Clone();
        var leaves = new int[nodes.Length];
        Array.Fill(leaves, 1);
        for (var node = nodes.Length - 1; node >= 0; node--)
        {
            if (nodes[node].IsLeaf) continue;
            var right = nodes[node].Right;
            parents[node + 1] = parents[right] = node;
            risks[node] = risks[node + 1] + risks[right];
            leaves[node] = leaves[node + 1] + leaves[right];
        }
        double Saving(int node) => Math.Max(0, (grown.Risks[node] - risks[node]) / (leaves[node] - 1));

        var weakest = new PriorityQueue<int, (double Saving, int Node)>();
        var sizes = Array.ConvertAll(leaves, count => 2 * count - 1);
        for (var node = 0; node < nodes.Length; node++)
            if (!nodes[node].IsLeaf) weakest.Enqueue(node, (Saving(node), node));
        var cuts = new List<double>();
        while (weakest.TryDequeue(out var node, out var known))
        {
            // Cut off already, or known by what it saved before something below it was cut off.
            if (leaves[node] == 1 || known.Saving != Saving(node)) continue;
            cuts.Add(Math.Max(known.Saving * surely, cuts.Count == 0 ? 0 : cuts[^1]));
            var (risk, fewer) = (grown.Risks[node] - risks[node], leaves[node] - 1);
            leaves.AsSpan(node, sizes[node]).Fill(1);
            risks[node] = grown.Risks[node];
            for (var above = parents[node]; above >= 0; above = parents[above])
            {
                risks[above] += risk;
                leaves[above] -= fewer;
                weakest.Enqueue(above, (Saving(above), above));
            }
        }
        return cuts;
    }
}
