using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Forests;

/// <summary>A forest's tree as prediction reads it: in blocks, and all there is to know of a leaf in one place.</summary>
internal sealed class PackedTree
{
    // Cache lines that take as long to read in order as a row takes without them.
    private const int LinesWorthARow = 16;

    // On the first number of a leaf that holds one genre only, which is the rest of that number.
    private const uint Pure = 1u << 31;

    private readonly BlockedTree blocks;
    // A leaf's code is the place of its numbers: its genre, or how many entries there are, what one weight is worth, and the entries.
    private readonly uint[] shares;

    private PackedTree(BlockedTree blocks, uint[] shares)
    {
        this.blocks = blocks;
        this.shares = shares;
    }

    /// <summary>Packs a tree; null if it cannot be cut into blocks.</summary>
    public static PackedTree? From(ForestTree tree, int features)
    {
        var length = 0;
        foreach (var node in tree.Tree.Nodes)
            if (node.IsLeaf) length += node.IsPureLeaf ? 1 : 2 + tree.Counts.Of(node.Leaf).Length;
        var shares = new uint[length];
        var end = 0;
        var blocks = BlockedTree.From(tree.Tree, features, leaf =>
        {
            var code = end;
            end += Pack(leaf, tree.Counts, shares.AsSpan(code));
            return code;
        });
        return blocks is null ? null : new PackedTree(blocks, shares);
    }

    /// <summary>Adds the genres' shares in the leaves that rows come to: the same numbers in the same order as <see cref="ForestTree"/> adds.</summary>
    /// <param name="bins">Rows of 16 bytes.</param>
    /// <param name="codes">Room for a number a row.</param>
    /// <param name="sums">Rows × <paramref name="stride"/> values.</param>
    /// <param name="stride">Distance of two rows in <paramref name="sums"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddShares(ReadOnlySpan<byte> bins, Span<int> codes, Span<float> sums, int stride)
    {
        BringNear(codes.Length);
        blocks.Descend(bins, codes);
        ref var sum = ref MemoryMarshal.GetReference(sums);
        ref var share = ref MemoryMarshal.GetArrayDataReference(shares);
        foreach (var code in codes)
        {
            ref var own = ref Unsafe.Add(ref share, code);
            if ((own & Pure) != 0)
            {
                Unsafe.Add(ref sum, (nint)(own & ~Pure)) += 1;
            }
            else
            {
                var worth = BitConverter.UInt32BitsToSingle(Unsafe.Add(ref own, 1));
                for (nint entry = 2; entry < 2 + (nint)own; entry++)
                    Unsafe.Add(ref sum, (nint)ClassTarget.Label(Unsafe.Add(ref own, entry))) += ClassTarget.Weight(Unsafe.Add(ref own, entry)) * worth;
            }
            sum = ref Unsafe.Add(ref sum, stride);
        }
    }

    // For a few rows it is not worth it.
    private void BringNear(int rows)
    {
        if (blocks.Lines + shares.Length / CacheLines.Length > rows * LinesWorthARow) return;
        blocks.BringNear();
        CacheLines.Read(shares);
    }

    private static int Pack(TreeNode leaf, LeafCounts counts, Span<uint> destination)
    {
        if (leaf.IsPureLeaf)
        {
            destination[0] = Pure | leaf.Feature;
            return 1;
        }
        var entries = counts.Of(leaf.Leaf);
        float total = 0;
        foreach (var entry in entries) total += ClassTarget.Weight(entry);
        destination[0] = (uint)entries.Length;
        destination[1] = BitConverter.SingleToUInt32Bits(1 / total);
        entries.CopyTo(destination[2..]);
        return 2 + entries.Length;
    }
}
