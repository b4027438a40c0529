using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>
/// A forest's tree as prediction reads it: four bytes a node, of which each says how far on the next one is, so that a row steps down
/// without a branch; and all there is to know of a leaf in one place.
/// </summary>
internal sealed class PackedTree
{
    // A node: the place in the row's bytes (8 bits), the first byte value that goes right (8), how far behind it the right child stands
    // (16). A leaf is 0: no byte is below 0, and the step to the right is none, so a row that has come to it stays.
    private const int MostPlaces = 256;
    private const int MostStep = ushort.MaxValue;

    // Numbers a cache line, and how many lines read in order take as long as a row without them.
    private const int LineLength = 16, LinesWorthARow = 32;

    private const uint Pure = 1u << 31;

    private readonly uint[] nodes;
    private readonly uint[] leaves;
    private readonly uint[] shares;

    private PackedTree(uint[] nodes, uint[] leaves, uint[] shares)
    {
        this.nodes = nodes;
        this.leaves = leaves;
        this.shares = shares;
    }

    /// <summary>Packs a tree; null if it has too many features, or a branch too many nodes.</summary>
    public static PackedTree? From(ForestTree tree, int features)
    {
        if (2 * features > MostPlaces) return null;
        var from = tree.Tree.Nodes;
        var nodes = new uint[from.Length];
        var leaves = new uint[from.Length];
        var shares = new List<uint>();
        for (var position = 0; position < nodes.Length; position++)
        {
            var node = from[position];
            if (node.IsPureLeaf) leaves[position] = Pure | node.Feature;
            else if (node.IsLeaf) leaves[position] = (uint)Pack(tree.Counts.Of(node.Leaf), shares);
            else if (node.Right - position > MostStep || node.Threshold == byte.MaxValue) return null;
            else nodes[position] = 2u * node.Feature + node.Shift | (uint)(node.Threshold + 1) << 8 | (uint)(node.Right - position) << 16;
        }
        return new PackedTree(nodes, leaves, [.. shares]);
    }

    /// <summary>Bytes a row takes as packed trees read it.</summary>
    public static int Stride(int features) => (2 * features + 15) & ~15;

    /// <summary>Writes rows as packed trees read them: each bin, and the bin plus one, which puts missing values (255) first instead of last.</summary>
    /// <param name="bins">Rows × <paramref name="stride"/>.</param>
    /// <param name="stride">Bytes a row.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="rows">Gets rows × <see cref="Stride"/>.</param>
    public static void Prepare(ReadOnlySpan<byte> bins, int stride, int features, Span<byte> rows)
    {
        var packedStride = Stride(features);
        for (int from = 0, to = 0; to < rows.Length; from += stride, to += packedStride)
        {
            for (var feature = 0; feature < features; feature++)
            {
                var bin = bins[from + feature];
                rows[to + 2 * feature] = bin;
                rows[to + 2 * feature + 1] = (byte)(bin + 1);
            }
        }
    }

    /// <summary>Adds the genres' shares in the leaves that rows come to: the same numbers in the same order as <see cref="ForestTree"/> adds.</summary>
    /// <param name="rows">What <see cref="Prepare"/> wrote.</param>
    /// <param name="rowStride">Bytes a row.</param>
    /// <param name="positions">Room for a number a row.</param>
    /// <param name="sums">Rows × <paramref name="stride"/> values.</param>
    /// <param name="stride">Distance of two rows in <paramref name="sums"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddShares(ReadOnlySpan<byte> rows, int rowStride, Span<int> positions, Span<float> sums, int stride)
    {
        BringNear(positions.Length);
        Descend(rows, rowStride, positions);
        for (var row = 0; row < positions.Length; row++)
        {
            var leaf = leaves[positions[row]];
            if ((leaf & Pure) != 0)
            {
                sums[row * stride + (int)(leaf & ~Pure)] += 1;
                continue;
            }
            var own = shares.AsSpan((int)leaf);
            var share = BitConverter.UInt32BitsToSingle(own[1]);
            var sum = sums[(row * stride)..];
            foreach (var entry in own.Slice(2, (int)own[0])) sum[ClassTarget.Label(entry)] += ClassTarget.Weight(entry) * share;
        }
    }

    /// <summary>Reads the tree from front to back. A forest is larger than the caches, so that each tree comes from memory for every block of
    /// rows: in order that takes a fraction of the time it takes where the rows happen to go. For a few rows it is not worth it.</summary>
    private void BringNear(int rows)
    {
        if ((2 * nodes.Length + shares.Length) / LineLength > rows * LinesWorthARow) return;
        for (var i = 0; i < nodes.Length; i += LineLength) Volatile.Read(ref nodes[i]);
        for (var i = 0; i < leaves.Length; i += LineLength) Volatile.Read(ref leaves[i]);
        for (var i = 0; i < shares.Length; i += LineLength) Volatile.Read(ref shares[i]);
    }

    /// <summary>Several rows go down at once: each step waits for the memory of the step before it, and the processor fills the wait
    /// with the other rows' steps. All ones or all zeros stand in for branches, since which way a row goes cannot be foretold.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Descend(ReadOnlySpan<byte> rows, int stride, Span<int> positions)
    {
        const int together = 16;
        ref var root = ref MemoryMarshal.GetArrayDataReference(nodes);
        positions.Clear();
        for (var first = 0; first < positions.Length; first += together)
        {
            var own = positions.Slice(first, Math.Min(together, positions.Length - first));
            ref var firstByte = ref MemoryMarshal.GetReference(rows.Slice(first * stride, own.Length * stride));
            uint moved;
            do
            {
                moved = 0;
                ref var bytes = ref firstByte;
                foreach (ref var position in own)
                {
                    var node = Unsafe.Add(ref root, position);
                    var goesLeft = Unsafe.Add(ref bytes, (nint)(byte)node) - (byte)(node >> 8) >> 31;
                    var step = (int)(node >> 16);
                    // One node on to the left child, the step to the right one.
                    position += step + (1 - step & goesLeft);
                    moved |= node;
                    bytes = ref Unsafe.Add(ref bytes, stride);
                }
            }
            while (moved != 0);
        }
    }

    private static int Pack(ReadOnlySpan<uint> entries, List<uint> shares)
    {
        float total = 0;
        foreach (var entry in entries) total += ClassTarget.Weight(entry);
        var place = shares.Count;
        shares.Add((uint)entries.Length);
        shares.Add(BitConverter.SingleToUInt32Bits(1 / total));
        shares.AddRange(entries);
        return place;
    }
}
