using System.Runtime.CompilerServices;

namespace GenreLab.Trees.Growing;

/// <summary>Gathers the genre counts of leaves as they are grown.</summary>
internal sealed class LeafCountsBuilder(int labelCount)
{
    private readonly int[] weights = new int[labelCount];
    private readonly List<int> labels = [];
    private readonly List<int> starts = [];
    private readonly List<uint> entries = [];

    /// <summary>Number of leaves so far.</summary>
    public int Count => starts.Count;

    /// <summary>Forgets all leaves.</summary>
    public void Clear()
    {
        starts.Clear();
        entries.Clear();
    }

    /// <summary>Adds a leaf of these targets (genre in the upper, weight in the lower 16 bits; genres may repeat).</summary>
    /// <returns>The leaf's node.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public TreeNode Add(ReadOnlySpan<uint> targets)
    {
        foreach (var target in targets)
        {
            var label = ClassTarget.Label(target);
            if (weights[label] == 0) labels.Add(label);
            weights[label] += ClassTarget.Weight(target);
        }
        labels.Sort();
        Begin();
        foreach (var label in labels)
        {
            AddEntry(label, weights[label]);
            weights[label] = 0;
        }
        labels.Clear();
        return End();
    }

    /// <summary>Begins a leaf.</summary>
    public void Begin() => starts.Add(entries.Count);

    /// <summary>Adds a genre to the leaf that was begun; genres must ascend.</summary>
    public void AddEntry(int label, int weight)
    {
        for (; weight > ClassTarget.MostWeight; weight -= ClassTarget.MostWeight) entries.Add(ClassTarget.Of(label, ClassTarget.MostWeight));
        entries.Add(ClassTarget.Of(label, weight));
    }

    /// <summary>Ends the leaf.</summary>
    /// <returns>Its node.</returns>
    public TreeNode End()
    {
        var leaf = starts.Count - 1;
        return entries.Count - starts[leaf] == 1 ? TreeNode.AsPureLeaf(leaf, ClassTarget.Label(entries[^1])) : TreeNode.AsLeaf(leaf);
    }

    /// <summary>The leaves gathered.</summary>
    public LeafCounts Build() => new([.. starts, entries.Count], [.. entries]);
}
