using System.Runtime.CompilerServices;

namespace GenreLab.Surveying;

/// <summary>
/// How many different values there are: the smallest hashes that occur (Bar-Yossef et al., 2002, "Counting distinct elements in a data
/// stream"). Up to <see cref="Capacity"/> values the count is exact; beyond, the largest hash kept tells it with a standard error of
/// 1 / √Capacity, 0.4 %. A value that merges: the same whatever the order.
/// </summary>
internal sealed class DistinctSketch : IMergeable<DistinctSketch>
{
    /// <summary>Hashes kept.</summary>
    public const int Capacity = 65_536;

    private const int FirstSlots = 64;

    // Open addressing, at most half full; 0 is an empty slot. Twice the capacity is taken in before the largest are dropped.
    private ulong[] slots = new ulong[FirstSlots];
    private int count;

    /// <summary>Hashes above it are of no interest any more.</summary>
    public ulong Threshold { get; private set; } = ulong.MaxValue;

    /// <summary>The different values: how many, and whether that is exact.</summary>
    public (long Count, bool IsExact) Count()
    {
        var kept = Hashes();
        return Threshold == ulong.MaxValue ? (kept.Length, true) : ((long)Math.Round((kept.Length - 1) / (kept[^1] / (double)ulong.MaxValue)), false);
    }

    /// <summary>The smallest hashes, ascending; all of them when the count is exact.</summary>
    public ulong[] Hashes()
    {
        var all = new ulong[count];
        var filled = 0;
        foreach (var hash in slots)
            if (hash != 0) all[filled++] = hash;
        Array.Sort(all);
        if (all.Length <= Capacity) return all;
        Threshold = all[Capacity - 1];
        return all[..Capacity];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Add(ulong hash)
    {
        if (hash > Threshold) return;
        var mask = slots.Length - 1;
        var slot = (int)hash & mask;
        while (slots[slot] != 0)
        {
            if (slots[slot] == hash) return;
            slot = (slot + 1) & mask;
        }
        slots[slot] = hash;
        if (2 * ++count > slots.Length) MakeRoom();
    }

    /// <summary>Hashes above that of another, which has seen more, are of no interest either.</summary>
    public void LowerTo(ulong threshold) => Threshold = Math.Min(Threshold, threshold);

    /// <inheritdoc/>
    public void Merge(DistinctSketch later)
    {
        if (later.Threshold < Threshold)
        {
            Threshold = later.Threshold;
            Rebuild(Array.FindAll(Hashes(), hash => hash <= Threshold), slots.Length);
        }
        foreach (var hash in later.slots)
            if (hash != 0) Add(hash);
    }

    public void Clear()
    {
        Array.Clear(slots);
        count = 0;
        Threshold = ulong.MaxValue;
    }

    /// <inheritdoc/>
    public void Write(BinaryWriter writer)
    {
        var kept = Hashes();
        writer.Write(Threshold);
        writer.Write(kept.Length);
        foreach (var hash in kept) writer.Write(hash);
    }

    /// <inheritdoc/>
    public static DistinctSketch Read(BinaryReader reader)
    {
        var sketch = new DistinctSketch { Threshold = reader.ReadUInt64() };
        for (var left = reader.ReadInt32(); left > 0; left--) sketch.Add(reader.ReadUInt64());
        return sketch;
    }

    private void MakeRoom()
    {
        if (count >= 2 * Capacity) Rebuild(Hashes(), slots.Length);
        else Rebuild(slots, 2 * slots.Length);
    }

    private void Rebuild(ulong[] hashes, int length)
    {
        slots = new ulong[length];
        count = 0;
        foreach (var hash in hashes)
            if (hash != 0) Add(hash);
    }
}
