using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace GenreLab.Trees;

/// <summary>
/// One step of a tree. Nodes stand in the order in which they are visited depth first, left before right, so the left child
/// is the next node and only the right one needs a number.
/// </summary>
/// <param name="Right">Position of the right child; a leaf has −1 − its number instead.</param>
/// <param name="Feature">The feature looked at.</param>
/// <param name="Threshold">A row goes left when its bin plus <paramref name="Shift"/>, as a byte, is not above this.</param>
/// <param name="Shift">1 where missing values go left, else 0: the bin of missing values is 255, and 255 + 1 is 0 in a byte.</param>
internal readonly record struct TreeNode(int Right, ushort Feature, byte Threshold, byte Shift)
{
    /// <summary>Whether the path ends here.</summary>
    public bool IsLeaf => Right < 0;

    /// <summary>A leaf's number, from 0 in the order of the nodes.</summary>
    public int Leaf => ~Right;

    /// <summary>The last bin whose rows go left.</summary>
    public int LastLeftBin => Threshold - Shift;

    /// <summary>A split: rows with bins up to <paramref name="lastLeftBin"/> go left, missing values where told.</summary>
    public static TreeNode Split(int right, int feature, int lastLeftBin, bool missingLeft)
    {
        var shift = missingLeft ? 1 : 0;
        return new TreeNode(right, (ushort)feature, (byte)(lastLeftBin + shift), (byte)shift);
    }

    /// <summary>A leaf.</summary>
    public static TreeNode AsLeaf(int leaf) => new(~leaf, 0, 0, 0);

    /// <summary>A leaf of a single genre, which is noted in the node itself: more than half of a forest's leaves need no further look.</summary>
    public static TreeNode AsPureLeaf(int leaf, int label) => new(~leaf, (ushort)label, 1, 0);

    /// <summary>Whether the leaf's genre is noted in <see cref="Feature"/>.</summary>
    public bool IsPureLeaf => Right < 0 && Threshold == 1;

    /// <summary>Whether a row with this bin of the feature goes left.</summary>
    public bool GoesLeft(byte bin) => (byte)(bin + Shift) <= Threshold;
}

/// <summary>A grown tree: it sends a binned row to a leaf. What a leaf says is kept by its owner. Immutable.</summary>
internal sealed class Tree
{
    private readonly TreeNode[] nodes;

    /// <summary>Puts a tree together; its first node is the root.</summary>
    public Tree(TreeNode[] nodes)
    {
        this.nodes = nodes;
        LeafCount = (nodes.Length + 1) / 2;
    }

    /// <summary>The nodes, depth first.</summary>
    public ReadOnlySpan<TreeNode> Nodes => nodes;

    /// <summary>Number of leaves: every split has two children, so there is one more than splits.</summary>
    public int LeafCount { get; }

    /// <summary>The leaf of a binned row.</summary>
    public int Leaf(ReadOnlySpan<byte> bins)
    {
        var position = 0;
        while (true)
        {
            var node = nodes[position];
            if (node.IsLeaf) return node.Leaf;
            position = node.GoesLeft(bins[node.Feature]) ? position + 1 : node.Right;
        }
    }

    /// <summary>The leaves of binned rows.</summary>
    /// <param name="bins">Rows × <paramref name="stride"/>.</param>
    /// <param name="stride">Bytes a row.</param>
    /// <param name="leaves">Gets a leaf's number a row.</param>
    public void Leaves(ReadOnlySpan<byte> bins, int stride, Span<int> leaves)
    {
        Descend(bins, stride, leaves);
        foreach (ref var leaf in leaves) leaf = nodes[leaf].Leaf;
    }

    /// <summary>Where binned rows end. Several rows go down at once: each step waits for the memory of the step before it, and the
    /// processor fills the wait with the other rows' steps.</summary>
    /// <param name="bins">Rows × <paramref name="stride"/>.</param>
    /// <param name="stride">Bytes a row.</param>
    /// <param name="positions">Gets the position of a leaf among the nodes a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Descend(ReadOnlySpan<byte> bins, int stride, Span<int> positions)
    {
        const int together = 8;
        ref var root = ref MemoryMarshal.GetArrayDataReference(nodes);
        positions.Clear();
        for (var first = 0; first < positions.Length; first += together)
        {
            var rows = positions.Slice(first, Math.Min(together, positions.Length - first));
            ref var own = ref MemoryMarshal.GetReference(bins.Slice(first * stride, rows.Length * stride));
            int finished;
            do
            {
                finished = -1;
                for (var row = 0; row < rows.Length; row++)
                {
                    // All ones or all zeros instead of branches: which way a row goes cannot be foretold. A node is read in one go.
                    var position = rows[row];
                    var node = Unsafe.BitCast<TreeNode, ulong>(Unsafe.Add(ref root, position));
                    var right = (int)node;
                    var bin = Unsafe.Add(ref own, row * stride + (int)(ushort)(node >> 32));
                    var goesLeft = (byte)(bin + (byte)(node >> 56)) - (byte)(node >> 48) - 1 >> 31;
                    var next = right + (position + 1 - right & goesLeft);
                    var isLeaf = right >> 31;
                    rows[row] = next + (position - next & isLeaf);
                    finished &= isLeaf;
                }
            }
            while (finished == 0);
        }
    }
}
