using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenreLab.Numerics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Splitting;

namespace GenreLab.Trees.Growing;

/// <summary>
/// Grows everything below a node of up to 64 rows by random splits, without moving a row: a set of rows is the bits of one number, a feature's bins
/// fill one vector, a split is a comparison of that vector, and the rows of a genre on one side are the ones of an intersection. Most nodes
/// of a forest are that small. For rows that all weigh one, and Gini impurity; the result is what the large nodes' way would have given.
/// </summary>
internal sealed class SmallBranch
{
    /// <summary>Most rows.</summary>
    public const int MostRows = 64;

    private readonly RowRecords<uint> records;
    private readonly GrowingOptions options;
    private readonly FeatureDraw draw;
    private readonly TreeDraft tree;
    // Features × 64 bins.
    private readonly byte[] columns;
    // For each genre the branch's rows of it; and which genres there are, 64 a number.
    private readonly ulong[] rowsOfLabel, present;
    // The genres of the nodes on the path, node after node: their numbers, rows and number of rows.
    private readonly int[] labels = new int[MostRows * (MostRows + 1)];
    private readonly ulong[] labelRows = new ulong[MostRows * (MostRows + 1)];
    private readonly int[] labelCounts = new int[MostRows * (MostRows + 1)];

    private RandomSource random = null!;
    private double total;

    public SmallBranch(RowRecords<uint> records, GrowingOptions options, FeatureDraw draw, TreeDraft tree, int labelCount)
    {
        this.records = records;
        this.options = options;
        this.draw = draw;
        this.tree = tree;
        columns = new byte[draw.Count * MostRows];
        rowsOfLabel = new ulong[labelCount];
        present = new ulong[(labelCount + 63) / 64];
    }

    /// <summary>Grows the branch of a run of records, the next node of the tree its root.</summary>
    /// <param name="first">The first record.</param>
    /// <param name="count">How many there are.</param>
    /// <param name="depth">Splits above.</param>
    /// <param name="total">Weight of all rows of the tree.</param>
    /// <param name="random">Draws features and splits.</param>
    public void Grow(int first, int count, int depth, double total, RandomSource random)
    {
        this.total = total;
        this.random = random;
        var branchLabels = TakeLabels(records.Targets.Slice(first, count));
        if (branchLabels > 1 && count >= 2 * options.MinLeaf) TakeColumns(first, count);
        Grow(Vector512.LessThan(Vector512<byte>.Indices, Vector512.Create((byte)count)), 0, branchLabels, depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int TakeLabels(ReadOnlySpan<uint> targets)
    {
        for (var row = 0; row < targets.Length; row++)
        {
            var label = ClassTarget.Label(targets[row]);
            rowsOfLabel[label] |= 1UL << row;
            present[label >> 6] |= 1UL << label;
        }
        var count = 0;
        for (var word = 0; word < present.Length; word++)
        {
            for (var left = present[word]; left != 0; left &= left - 1)
            {
                var label = (word << 6) + BitOperations.TrailingZeroCount(left);
                labels[count] = label;
                labelRows[count] = rowsOfLabel[label];
                labelCounts[count++] = BitOperations.PopCount(rowsOfLabel[label]);
                rowsOfLabel[label] = 0;
            }
            present[word] = 0;
        }
        return count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeColumns(int first, int count)
    {
        ref var record = ref records.BinsOf(first);
        ref var column = ref MemoryMarshal.GetArrayDataReference(columns);
        for (var row = 0; row < count; row++)
        {
            for (nint feature = 0; feature < draw.Count; feature++) Unsafe.Add(ref column, feature * MostRows + row) = Unsafe.Add(ref record, feature);
            record = ref Unsafe.Add(ref record, records.Stride);
        }
    }

    /// <summary>Grows a node and all below it.</summary>
    /// <param name="members">All ones for the node's rows.</param>
    /// <param name="firstLabel">Where its genres stand.</param>
    /// <param name="count">How many genres it has.</param>
    /// <param name="depth">Splits above.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow(Vector512<byte> members, int firstLabel, int count, int depth)
    {
        long rows = 0, squares = 0;
        foreach (var own in labelCounts.AsSpan(firstLabel, count))
        {
            rows += own;
            squares += (long)own * own;
        }
        var best = SplitChoice.None;
        if (count > 1 && depth < options.MaxDepth && rows >= 2 * options.MinLeaf) best = FindSplit(members, firstLabel, count, rows, squares);
        var risk = count > 1 ? (rows - (double)squares / rows) / total : 0;
        if (double.IsNegativeInfinity(best.Score))
        {
            tree.Leaves.Begin();
            for (var label = firstLabel; label < firstLabel + count; label++) tree.Leaves.AddEntry(labels[label], labelCounts[label]);
            tree.Add(tree.Leaves.End(), risk);
            return;
        }
        var position = tree.Next;
        var split = TreeNode.Split(0, best.Feature, best.LastLeftBin, best.MissingLeft);
        tree.Add(split, risk);
        var left = GoLeft(split) & members;
        var behind = firstLabel + count;
        var leftRows = left.ExtractMostSignificantBits();
        Grow(left, behind, Intersect(firstLabel, count, leftRows), depth + 1);
        tree.ContinueFrom(position);
        Grow(Vector512.AndNot(members, left), behind, Intersect(firstLabel, count, ~leftRows), depth + 1);
    }

    // The genres of a child stand behind those of its parent.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Intersect(int firstLabel, int count, ulong rows)
    {
        var place = firstLabel + count;
        for (var label = firstLabel; label < firstLabel + count; label++)
        {
            var own = labelRows[label] & rows;
            labels[place] = labels[label];
            labelRows[place] = own;
            labelCounts[place] = BitOperations.PopCount(own);
            place += own == 0 ? 0 : 1;
        }
        return place - firstLabel - count;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SplitChoice FindSplit(Vector512<byte> members, int firstLabel, int count, long rows, long squares)
    {
        var best = SplitChoice.None;
        var looked = 0;
        for (var drawn = 0; drawn < draw.Count && (looked < options.MaxFeatures || double.IsNegativeInfinity(best.Score)); drawn++)
        {
            var feature = draw.Draw(drawn, random);
            var column = Column(feature);
            var (low, high) = Range(column, members);
            if (low == high) continue;
            looked++;
            var missing = high == FeatureBins.Missing;
            if (missing) high = Range(column, members & ~Vector512.Equals(column, Vector512.Create(FeatureBins.Missing))).High;
            var (lastLeft, missingLeft) = FeatureDraw.DrawSplit(low, high, missing, random);
            var left = (GoLeft(TreeNode.Split(0, feature, lastLeft, missingLeft ?? false)) & members).ExtractMostSignificantBits();
            long leftRows = BitOperations.PopCount(left);
            if (leftRows < options.MinLeaf || rows - leftRows < options.MinLeaf) continue;
            long leftSquares = 0, products = 0;
            for (var label = firstLabel; label < firstLabel + count; label++)
            {
                long own = BitOperations.PopCount(labelRows[label] & left);
                leftSquares += own * own;
                products += own * labelCounts[label];
            }
            var score = GiniScan.Score(rows, squares, leftRows, leftSquares, products);
            if (score > best.Score) best = new SplitChoice { Score = score, Feature = feature, LastLeftBin = lastLeft, MissingLeft = missingLeft ?? 2 * leftRows > rows };
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<byte> Column(int feature) => Vector512.LoadUnsafe(ref MemoryMarshal.GetArrayDataReference(columns), (nuint)(feature * MostRows));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<byte> GoLeft(TreeNode split) =>
        Vector512.LessThanOrEqual(Column(split.Feature) + Vector512.Create(split.Shift), Vector512.Create(split.Threshold));

    /// <summary>Smallest and largest value of some of a vector's bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Low, int High) Range(Vector512<byte> values, Vector512<byte> members)
    {
        // The largest is the smallest of the complements, so that both go down together.
        var lows = Smallest(values | ~members);
        var highs = Smallest(~(values & members));
        var both = Vector128.Min(Vector128.Create(lows.GetLower(), highs.GetLower()), Vector128.Create(lows.GetUpper(), highs.GetUpper())).AsUInt64();
        both = Vector128.Min(both.AsByte(), (both >> 32).AsByte()).AsUInt64();
        both = Vector128.Min(both.AsByte(), (both >> 16).AsByte()).AsUInt64();
        both = Vector128.Min(both.AsByte(), (both >> 8).AsByte()).AsUInt64();
        return ((byte)both.GetElement(0), (byte)~both.GetElement(1));

        static Vector128<byte> Smallest(Vector512<byte> of)
        {
            var half = Vector256.Min(of.GetLower(), of.GetUpper());
            return Vector128.Min(half.GetLower(), half.GetUpper());
        }
    }
}
