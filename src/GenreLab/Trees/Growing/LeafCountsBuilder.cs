using System.Runtime.CompilerServices;

namespace GenreLab.Trees.Growing;

/// <summary>Gathers the genre counts of leaves as they are grown.</summary>
internal sealed class LeafCountsBuilder(int labelCount)
{
    private readonly int[] weights = new int[labelCount];
    private readonly List<int> labels = [];
    private int[] starts = new int[512];
    private uint[] entries = new uint[1024];
    private int entryCount;

    /// <summary>Number of leaves so far.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all leaves.</summary>
    public void Clear() => Count = entryCount = 0;

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
        if (labels.Count > 1) labels.Sort();
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
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Begin()
    {
        if (Count == starts.Length) Array.Resize(ref starts, 2 * Count);
        starts[Count++] = entryCount;
    }

    /// <summary>Adds a genre to the leaf that was begun; genres must ascend.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddEntry(int label, int weight)
    {
        for (; weight > ClassTarget.MostWeight; weight -= ClassTarget.MostWeight) AddEntry(ClassTarget.Of(label, ClassTarget.MostWeight));
        AddEntry(ClassTarget.Of(label, weight));
    }

    /// <summary>Ends the leaf.</summary>
    /// <returns>Its node.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TreeNode End()
    {
        var leaf = Count - 1;
        return entryCount - starts[leaf] == 1 ? TreeNode.AsPureLeaf(leaf, ClassTarget.Label(entries[entryCount - 1])) : TreeNode.AsLeaf(leaf);
    }

    /// <summary>The leaves gathered.</summary>
    public LeafCounts Build()
    {
        var ends = new int[Count + 1];
        starts.AsSpan(0, Count).CopyTo(ends);
        ends[^1] = entryCount;
        return new LeafCounts(ends, entries[..entryCount]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void AddEntry(uint entry)
    {
        if (entryCount == entries.Length) Array.Resize(ref entries, 2 * entryCount);
        entries[entryCount++] = entry;
    }
}
