using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GenreLab.Numerics;

namespace GenreLab.Trees;

/// <summary>
/// A tree cut into blocks of four levels, as prediction reads it. All fifteen splits of a block are decided by one vector
/// comparison of a row's bins, put in the order of the splits, with their thresholds; a row therefore takes a step for every four levels, and each
/// step reads one cache line. The idea of deciding more splits than a row meets is QuickScorer's (Lucchese et al., 2015),
/// of trees in blocks of cache lines FAST's (Kim et al., 2010).
/// </summary>
internal sealed class BlockedTree
{
    /// <summary>Most features of a blocked tree: a row's bins fill one vector.</summary>
    public const int MostFeatures = 16;

    // A block, one cache line: for each split its feature (+ Shifted) and its threshold, and for each of the sixteen ways out two bytes that say how
    // many blocks on the next one is or, with the sign bit, how far behind the block's first leaf code the leaf's code is. Splits are
    // numbered as in a heap: the root 0, below split s 2s + 1 and 2s + 2. There is room for a sixteenth split, which is not used.
    private const int BlockBytes = 64, ThresholdsAt = 16, WaysAt = 32;
    private const int Levels = 4, UpperSplits = 7;
    private const int LeafSign = short.MinValue;

    // On the feature of a split whose missing values go left: their bin, 255, plus one is 0 in a byte.
    private const byte Shifted = 16;

    // Rows that go down together: each step waits for the memory of the step before it, and the processor fills the wait with the other rows' steps.
    private const int Together = 16;

    // So many steps are done without looking whether all rows have come to leaves, which cannot be foretold.
    private const int MostSureSteps = 5;

    private readonly float[] memory;
    private readonly int offset;
    private readonly int[] firstCodes;
    private int sureSteps;

    private BlockedTree(int blocks)
    {
        (memory, offset) = AlignedBuffer.Allocate((long)blocks * (BlockBytes / sizeof(float)));
        firstCodes = new int[blocks];
    }

    // For each outcome of a block's seven upper splits (bit s: split s sends the row right) the split below them that it leads to.
    private static readonly byte[] LowestSplits = [.. Enumerable.Range(0, 128).Select(outcome =>
    {
        var split = 0;
        while (split < UpperSplits) split = 2 * split + 1 + (outcome >> split & 1);
        return (byte)split;
    })];

    /// <summary>Cuts a tree into blocks; null if it has too many features or is too large.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="codeOf">Gives the number that <see cref="Descend"/> is to give for a leaf, told its node. Called once a leaf, block after
    /// block; each number must be above the one before.</param>
    public static BlockedTree? From(Tree tree, int features, Func<TreeNode, int> codeOf)
    {
        if (features > MostFeatures) return null;
        var blocked = new BlockedTree(CountBlocks(tree));
        return blocked.TryCut(tree, codeOf) ? blocked : null;
    }

    // Every fourth level's splits are at the top of a block; a tree without a split has one too.
    private static int CountBlocks(Tree tree)
    {
        var levels = new byte[tree.Nodes.Length];
        var blocks = tree.LeafCount == 1 ? 1 : 0;
        for (var position = 0; position < levels.Length; position++)
        {
            var node = tree.Nodes[position];
            if (node.IsLeaf) continue;
            if (levels[position] == 0) blocks++;
            levels[position + 1] = levels[node.Right] = (byte)((levels[position] + 1) % Levels);
        }
        return blocks;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool TryCut(Tree tree, Func<TreeNode, int> codeOf)
    {
        var blocks = 0;
        // Branches still to be cut: the node at the top, the block above, its way out that leads here, and how many there are above.
        var open = new Stack<(int Top, int Above, int Way, int Depth)>();
        open.Push((0, 0, -1, 0));
        while (open.TryPop(out var next))
        {
            var number = blocks++;
            if (next.Way >= 0 && !TrySetWay(next.Above, next.Way, number - next.Above)) return false;
            // A split that is not there sends every row left.
            BlockOf(number)[ThresholdsAt..WaysAt].Fill(byte.MaxValue);
            firstCodes[number] = -1;
            sureSteps = Math.Clamp(next.Depth + 1, sureSteps, MostSureSteps);
            if (!TryCutBlock(number, next.Top, next.Depth, 0, 0)) return false;
        }
        return true;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        bool TryCutBlock(int number, int position, int depth, int level, int place)
        {
            var node = tree.Nodes[position];
            var way = place << (Levels - level);
            if (node.IsLeaf)
            {
                var code = codeOf(node);
                if (firstCodes[number] < 0) firstCodes[number] = code;
                return TrySetWay(number, way, code - firstCodes[number], leaf: true);
            }
            if (level == Levels)
            {
                open.Push((position, number, way, depth + 1));
                return true;
            }
            var split = (1 << level) - 1 + place;
            BlockOf(number)[split] = (byte)(node.Feature | (node.Shift == 0 ? 0 : Shifted));
            BlockOf(number)[ThresholdsAt + split] = node.Threshold;
            return TryCutBlock(number, position + 1, depth, level + 1, 2 * place) && TryCutBlock(number, node.Right, depth, level + 1, 2 * place + 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Span<byte> BlockOf(int number) => MemoryMarshal.AsBytes(memory.AsSpan(offset + number * (BlockBytes / sizeof(float)), BlockBytes / sizeof(float)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySetWay(int number, int way, int on, bool leaf = false)
    {
        if (on > short.MaxValue) return false;
        MemoryMarshal.Cast<byte, short>(BlockOf(number)[WaysAt..])[way] = (short)(leaf ? on | LeafSign : on);
        return true;
    }

    /// <summary>The codes of the leaves that rows come to.</summary>
    /// <param name="bins">Rows of 16 bytes: their bins.</param>
    /// <param name="codes">Gets a code a row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Descend(ReadOnlySpan<byte> bins, Span<int> codes)
    {
        const int rowBytes = MostFeatures;
        if (bins.Length < codes.Length * rowBytes) throw new ArgumentException("There are fewer rows than codes.", nameof(bins));
        ref var row = ref MemoryMarshal.GetReference(bins);
        var first = 0;
        for (; first + Together <= codes.Length; first += Together)
            DescendTogether(ref Unsafe.Add(ref row, (nint)first * rowBytes), codes.Slice(first, Together));
        var left = codes.Length - first;
        if (left == 0) return;
        Span<byte> lastBins = stackalloc byte[Together * rowBytes];
        Span<int> lastCodes = stackalloc int[Together];
        bins.Slice(first * rowBytes, left * rowBytes).CopyTo(lastBins);
        DescendTogether(ref lastBins[0], lastCodes);
        lastCodes[..left].CopyTo(codes[first..]);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void DescendTogether(ref byte row, Span<int> codes)
    {
        ref var root = ref Unsafe.As<float, byte>(ref memory[offset]);
        ref var lowestSplits = ref MemoryMarshal.GetArrayDataReference(LowestSplits);
        Span<nint> places = stackalloc nint[Together];
        Span<nint> ways = stackalloc nint[Together];
        // Where in the memory each row's block is.
        ref var at = ref MemoryMarshal.GetReference(places);
        ref var way = ref MemoryMarshal.GetReference(ways);
        nint allAtLeaves = 0;
        for (var step = 0; step < sureSteps || allAtLeaves >= 0; step++)
        {
            allAtLeaves = -1;
            // Two rows share each vector.
            for (nint i = 0; i < Together; i += 2)
            {
                ref var own = ref Unsafe.Add(ref root, Unsafe.Add(ref at, i));
                ref var other = ref Unsafe.Add(ref root, Unsafe.Add(ref at, i + 1));
                var features = Vector256.Create(Vector128.LoadUnsafe(ref own), Vector128.LoadUnsafe(ref other));
                var thresholds = Vector256.Create(Vector128.LoadUnsafe(ref own, ThresholdsAt), Vector128.LoadUnsafe(ref other, ThresholdsAt));
                var values = InOrder(Vector256.LoadUnsafe(ref row, (nuint)i * MostFeatures), features);
                // Where missing values go left the comparison is all ones, which is −1.
                values -= Vector256.GreaterThan(features.AsSByte(), Vector256.Create((sbyte)(Shifted - 1))).AsByte();
                var right = Vector256.GreaterThan(values, thresholds).ExtractMostSignificantBits();
                var on = WayOut(ref own, ref lowestSplits, right);
                var otherOn = WayOut(ref other, ref lowestSplits, right >> 16);
                // A row at a leaf stays in its block and comes to the same way out again.
                Unsafe.Add(ref at, i) += (on & ~(on >> 63)) * BlockBytes;
                Unsafe.Add(ref at, i + 1) += (otherOn & ~(otherOn >> 63)) * BlockBytes;
                Unsafe.Add(ref way, i) = on;
                Unsafe.Add(ref way, i + 1) = otherOn;
                allAtLeaves &= on & otherOn;
            }
        }
        for (var i = 0; i < codes.Length; i++) codes[i] = firstCodes[(int)(places[i] / BlockBytes)] + (int)(ways[i] & short.MaxValue);
    }

    // How many blocks on, or a leaf.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint WayOut(ref byte block, ref byte lowestSplits, uint right)
    {
        nint split = Unsafe.Add(ref lowestSplits, (nint)(right & 127));
        var taken = 2 * split + (nint)(right >> (int)split & 1);
        return Unsafe.Add(ref Unsafe.As<byte, short>(ref Unsafe.Add(ref block, WaysAt - 2 * sizeof(short) * UpperSplits)), taken);
    }

    /// <summary>Two rows' bins in the order of their blocks' splits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> InOrder(Vector256<byte> bins, Vector256<byte> places)
    {
        // This instruction looks at the lower four bits only.
        if (Avx2.IsSupported) return Avx2.Shuffle(bins, places);
        places &= Vector256.Create((byte)(Shifted - 1));
        return Vector256.Create(Vector128.ShuffleNative(bins.GetLower(), places.GetLower()), Vector128.ShuffleNative(bins.GetUpper(), places.GetUpper()));
    }

    /// <summary>Cache lines the blocks take.</summary>
    public int Lines => firstCodes.Length;

    /// <summary>Reads the blocks from front to back, so that they lie in the nearer caches.</summary>
    public void BringNear() => CacheLines.Read(MemoryMarshal.Cast<float, uint>(memory.AsSpan(offset, firstCodes.Length * (BlockBytes / sizeof(float)))));
}
