using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>
/// A forest's tree as prediction reads it: four bytes a node, and all there is to know of a leaf in one place. Half as large as
/// <see cref="ForestTree"/>, it stays in the second-level cache while a block of rows goes down, which is most of the time it takes.
/// </summary>
internal sealed class PackedTree
{
    /// <summary>Most features a packed node can look at.</summary>
    public const int MostFeatures = Leaf;

    /// <summary>Bytes that may be read behind the last row: a leaf reads where a feature of this number would be.</summary>
    public const int RowPadding = Leaf + 1;

    // A node: its feature (7 bits), whether missing values go left (1), its threshold (8), how far behind it the right child stands (16).
    // A leaf: 127, then whether it holds a single genre (1), and that genre or the place of its shares (24).
    private const int Leaf = 127;
    private const int Far = 0xFFFF;
    private const int MostPlaces = 1 << 24;

    // Numbers a cache line, and how many lines read in order take as long as a row without them.
    private const int LineLength = 16, LinesWorthARow = 32;

    private readonly uint[] nodes;
    private readonly uint[] shares;
    private readonly Dictionary<int, int> far = [];

    private PackedTree(ForestTree tree)
    {
        nodes = new uint[tree.Tree.Nodes.Length];
        var packed = new List<uint>();
        for (var position = 0; position < nodes.Length; position++)
        {
            var node = tree.Tree.Nodes[position];
            if (node.IsPureLeaf) nodes[position] = Leaf | 1u << 7 | (uint)node.Feature << 8;
            else if (node.IsLeaf) nodes[position] = Leaf | (uint)Pack(tree.Counts.Of(node.Leaf), packed) << 8;
            else nodes[position] = (uint)node.Feature | (uint)node.Shift << 7 | (uint)node.Threshold << 8 | (uint)Offset(position, node.Right) << 16;
        }
        shares = [.. packed];
    }

    /// <summary>Packs a tree; null if it has too many features or leaves.</summary>
    public static PackedTree? From(ForestTree tree, int features) =>
        features <= MostFeatures && tree.Counts.Entries.Length + 2L * tree.Tree.LeafCount < MostPlaces ? new PackedTree(tree) : null;

    /// <summary>Adds the genres' shares in the leaves that binned rows come to. The same numbers in the same order as <see cref="ForestTree"/> adds.</summary>
    /// <param name="bins">Rows × <paramref name="binStride"/>, and <see cref="RowPadding"/> bytes.</param>
    /// <param name="binStride">Bytes a row.</param>
    /// <param name="positions">Room for a number a row.</param>
    /// <param name="sums">Rows × <paramref name="stride"/> values.</param>
    /// <param name="stride">Distance of two rows in <paramref name="sums"/>.</param>
    public void AddShares(ReadOnlySpan<byte> bins, int binStride, Span<int> positions, Span<float> sums, int stride)
    {
        BringNear(positions.Length);
        Descend(bins, binStride, positions);
        for (var row = 0; row < positions.Length; row++)
        {
            var leaf = nodes[positions[row]];
            var place = (int)(leaf >> 8);
            if ((leaf & 1 << 7) != 0)
            {
                sums[row * stride + place] += 1;
                continue;
            }
            var count = (int)shares[place];
            var share = BitConverter.UInt32BitsToSingle(shares[place + 1]);
            var sum = sums[(row * stride)..];
            foreach (var entry in shares.AsSpan(place + 2, count)) sum[ClassTarget.Label(entry)] += ClassTarget.Weight(entry) * share;
        }
    }

    /// <summary>Reads the tree from front to back. A forest is larger than the caches, so that each tree comes from memory for every block of
    /// rows: in order that takes a tenth of the time it takes where the rows happen to go. For a few rows it is not worth it.</summary>
    private void BringNear(int rows)
    {
        if ((nodes.Length + shares.Length) / LineLength > rows * LinesWorthARow) return;
        for (var i = 0; i < nodes.Length; i += LineLength) Volatile.Read(ref nodes[i]);
        for (var i = 0; i < shares.Length; i += LineLength) Volatile.Read(ref shares[i]);
    }

    /// <summary>Several rows go down at once: each step waits for the memory of the step before it, and the processor fills the wait
    /// with the other rows' steps. All ones or all zeros stand in for branches, since which way a row goes cannot be foretold.</summary>
    private void Descend(ReadOnlySpan<byte> bins, int stride, Span<int> positions)
    {
        const int together = 16;
        ref var root = ref MemoryMarshal.GetArrayDataReference(nodes);
        positions.Clear();
        for (var first = 0; first < positions.Length; first += together)
        {
            var rows = positions.Slice(first, Math.Min(together, positions.Length - first));
            ref var own = ref MemoryMarshal.GetReference(bins.Slice(first * stride, rows.Length * stride + RowPadding));
            int finished;
            do
            {
                finished = -1;
                for (var row = 0; row < rows.Length; row++)
                {
                    var position = rows[row];
                    var node = Unsafe.Add(ref root, position);
                    var feature = (int)(node & Leaf);
                    var bin = Unsafe.Add(ref own, row * stride + feature);
                    var goesLeft = (byte)(bin + (node >> 7 & 1)) - (int)(byte)(node >> 8) - 1 >> 31;
                    var step = (int)(node >> 16);
                    var isLeaf = Leaf - 1 - feature >> 31;
                    if (step == Far && isLeaf == 0) step = far[position];
                    // One node on to the left child, the step to the right one, none from a leaf.
                    rows[row] = position + (step + (1 - step & goesLeft) & ~isLeaf);
                    finished &= isLeaf;
                }
            }
            while (finished == 0);
        }
    }

    private int Offset(int position, int right)
    {
        if (right - position < Far) return right - position;
        far[position] = right - position;
        return Far;
    }

    private static int Pack(ReadOnlySpan<uint> entries, List<uint> packed)
    {
        float total = 0;
        foreach (var entry in entries) total += ClassTarget.Weight(entry);
        var place = packed.Count;
        packed.Add((uint)entries.Length);
        packed.Add(BitConverter.SingleToUInt32Bits(1 / total));
        packed.AddRange(entries);
        return place;
    }
}
