using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Splitting;

/// <summary>The best split found so far in a node.</summary>
internal struct SplitChoice
{
    /// <summary>Its score; −∞ while there is none.</summary>
    public double Score;
    /// <summary>The feature.</summary>
    public int Feature;
    /// <summary>The last bin that goes left.</summary>
    public int LastLeftBin;
    /// <summary>Whether missing values go left.</summary>
    public bool MissingLeft;

    /// <summary>No split.</summary>
    public static SplitChoice None => new() { Score = double.NegativeInfinity };
}

/// <summary>
/// Finds a node's splits by how pure they leave the genres. A node's rows are put in the order of their bins, tiny nodes by
/// comparing all with all, others by counting, and cross from right to left once: a cost of the node's rows, whatever the number of genres,
/// where a histogram of bins × genres would cost its own size even for ten rows.
/// </summary>
/// <typeparam name="TScan">The measure of purity.</typeparam>
/// <typeparam name="TSum">What it sums.</typeparam>
internal sealed class ClassSplitFinder<TScan, TSum>
    where TScan : struct, ISplitScan<TSum>
    where TSum : unmanaged
{
    // Up to as many rows as two vectors hold, comparing all with all is faster than summing 256 counters.
    private const int TinyRows = 32;

    private readonly RowRecords<uint> records;
    private readonly int minLeaf;
    private readonly int[] totals, left;
    private readonly int[] counts = new int[256];
    private readonly TSum[] leftSums = new TSum[256], rightSums = new TSum[256];
    private readonly long[] lefts = new long[256];
    private readonly int[] places = new int[256];
    private readonly double[] scores = new double[256];
    private uint[] sorted = [];
    private byte[] sortedBins = [];
    private TScan scan;

    public ClassSplitFinder(RowRecords<uint> records, int labelCount, int minLeaf)
    {
        this.records = records;
        this.minLeaf = minLeaf;
        totals = new int[labelCount];
        left = new int[labelCount];
    }

    /// <summary>The node's weight × impurity.</summary>
    public double Risk => scan.Risk;

    /// <summary>The score no split of the node can exceed.</summary>
    public double Perfect => scan.Perfect;

    /// <summary>Counts the genres of a node.</summary>
    /// <returns>Whether there is more than one.</returns>
    public bool Enter(int first, int count)
    {
        if (sorted.Length < count)
        {
            sorted = new uint[records.Count];
            sortedBins = new byte[records.Count];
        }
        scan = default;
        Array.Clear(totals);
        var targets = records.Targets.Slice(first, count);
        uint mixed = 0;
        foreach (var target in targets)
        {
            ref var total = ref totals[ClassTarget.Label(target)];
            var weight = ClassTarget.Weight(target);
            scan.Add(total, weight);
            total += weight;
            mixed |= target ^ targets[0];
        }
        return ClassTarget.Label(mixed) != 0;
    }

    /// <summary>Tries every split of one feature.</summary>
    /// <param name="first">The node's first record.</param>
    /// <param name="count">Its number of records.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="smallest">Its smallest bin in the node.</param>
    /// <param name="largest">Its largest bin, <see cref="FeatureBins.Missing"/> when values are missing.</param>
    /// <param name="best">Replaced when a split is better.</param>
    public void FindBest(int first, int count, int feature, int smallest, int largest, ref SplitChoice best)
    {
        if (count <= TinyRows) SortTiny(first, count, feature);
        else SortByCounting(first, count, feature, smallest, largest);
        var missing = 0;
        if (largest == FeatureBins.Missing)
            while (missing < count && sortedBins[count - 1 - missing] == FeatureBins.Missing) missing++;
        Scan(0, count, count, feature, missing > 0, ref best);
        if (missing > 0) Scan(missing, count - missing, count, feature, true, ref best);
    }

    /// <summary>Tries one split of one feature.</summary>
    /// <param name="first">The node's first record.</param>
    /// <param name="count">Its number of records.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="lastLeftBin">The last bin that goes left.</param>
    /// <param name="missingLeft">Whether missing values do; null when the node has none: those to come then go with the larger side.</param>
    /// <param name="best">Replaced when the split is better.</param>
    public void Try(int first, int count, int feature, int lastLeftBin, bool? missingLeft, ref SplitChoice best)
    {
        var split = TreeNode.Split(0, feature, lastLeftBin, missingLeft ?? false);
        ref var bin = ref Unsafe.Add(ref records.BinsOf(first), feature);
        ref var counted = ref MemoryMarshal.GetArrayDataReference(left);
        ref var total = ref MemoryMarshal.GetArrayDataReference(totals);
        var stride = records.Stride;
        var moving = scan;
        moving.Restart();
        var leftRows = 0;
        foreach (var target in records.Targets.Slice(first, count))
        {
            // A row of the right side moves with no weight, which changes nothing: cheaper than a branch that is wrong half the time.
            var goesLeft = (byte)(bin + split.Shift) <= split.Threshold ? 1 : 0;
            bin = ref Unsafe.Add(ref bin, stride);
            var label = (nint)ClassTarget.Label(target);
            var weight = ClassTarget.Weight(target) & -goesLeft;
            var before = Unsafe.Add(ref counted, label);
            Unsafe.Add(ref counted, label) = before + weight;
            moving.Move(before, Unsafe.Add(ref total, label), weight);
            leftRows += goesLeft;
        }
        Array.Clear(left);
        if (leftRows < minLeaf || count - leftRows < minLeaf) return;
        leftSums[0] = moving.LeftSum;
        rightSums[0] = moving.RightSum;
        lefts[0] = moving.Left;
        TScan.Score(leftSums.AsSpan(0, 1), rightSums.AsSpan(0, 1), lefts.AsSpan(0, 1), moving.Total, scores.AsSpan(0, 1));
        if (scores[0] > best.Score) best = new SplitChoice { Score = scores[0], Feature = feature, LastLeftBin = lastLeftBin, MissingLeft = missingLeft ?? 2 * leftRows > count };
    }

    /// <summary>Moves the sorted rows to the left one after the other and scores the splits at every gap between two bins. Sums are written at
    /// every row and kept only where there is a gap: bins change as they please, and a branch would be foretold wrongly too often.</summary>
    /// <param name="missingLeft">Rows without a value (the last ones) that go left before all others.</param>
    /// <param name="rows">Rows to move after them.</param>
    /// <param name="count">The node's rows.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="missing">Whether the node has rows without a value.</param>
    /// <param name="best">Replaced when a split is better.</param>
    private void Scan(int missingLeft, int rows, int count, int feature, bool missing, ref SplitChoice best)
    {
        ref var counted = ref MemoryMarshal.GetArrayDataReference(left);
        ref var total = ref MemoryMarshal.GetArrayDataReference(totals);
        ref var target = ref MemoryMarshal.GetArrayDataReference(sorted);
        ref var bin = ref MemoryMarshal.GetArrayDataReference(sortedBins);
        var moving = scan;
        moving.Restart();
        for (var i = count - missingLeft; i < count; i++)
        {
            var label = (nint)ClassTarget.Label(sorted[i]);
            var weight = ClassTarget.Weight(sorted[i]);
            moving.Move(left[label], totals[label], weight);
            left[label] += weight;
        }
        // The last row is never moved: there must be one on the right.
        int firstTried = Math.Max(1, minLeaf - missingLeft), lastTried = Math.Min(rows - 1, count - missingLeft - minLeaf);
        ref var leftSum = ref MemoryMarshal.GetArrayDataReference(leftSums);
        ref var rightSum = ref MemoryMarshal.GetArrayDataReference(rightSums);
        ref var leftWeight = ref MemoryMarshal.GetArrayDataReference(lefts);
        ref var place = ref MemoryMarshal.GetArrayDataReference(places);
        var splits = 0;
        for (var i = 1; i <= lastTried; i++)
        {
            var moved = Unsafe.Add(ref target, i - 1);
            var label = (nint)ClassTarget.Label(moved);
            var weight = ClassTarget.Weight(moved);
            var before = Unsafe.Add(ref counted, label);
            Unsafe.Add(ref counted, label) = before + weight;
            moving.Move(before, Unsafe.Add(ref total, label), weight);
            Unsafe.Add(ref leftSum, splits) = moving.LeftSum;
            Unsafe.Add(ref rightSum, splits) = moving.RightSum;
            Unsafe.Add(ref leftWeight, splits) = moving.Left;
            Unsafe.Add(ref place, splits) = i;
            splits += Unsafe.Add(ref bin, i - 1) != Unsafe.Add(ref bin, i) & i >= firstTried ? 1 : 0;
        }
        Array.Clear(left);
        if (splits == 0) return;

        var scored = scores.AsSpan(0, splits);
        TScan.Score(leftSums.AsSpan(0, splits), rightSums.AsSpan(0, splits), lefts.AsSpan(0, splits), moving.Total, scored);
        var first = TensorPrimitives.IndexOfMax<double>(scored);
        if (scored[first] <= best.Score) return;
        int leftRows = places[first], below = sortedBins[leftRows - 1], above = sortedBins[leftRows];
        best = new SplitChoice
        {
            Score = scored[first],
            Feature = feature,
            // Between two bins that occur the split lies in the middle of those that do not.
            LastLeftBin = above == FeatureBins.Missing ? FeatureBins.Most - 1 : (below + above - 1) >> 1,
            // Without missing values in the node, those to come go with the larger side.
            MissingLeft = missing ? missingLeft > 0 : 2 * leftRows > count,
        };
    }

    /// <summary>A row's place is the number of rows with a smaller key: one comparison of all rows at once tells it, without branches.</summary>
    private void SortTiny(int first, int count, int feature)
    {
        ref var bin = ref Unsafe.Add(ref records.BinsOf(first), feature);
        ref var target = ref MemoryMarshal.GetReference(records.Targets.Slice(first, count));
        var stride = records.Stride;
        // Rows of the same bin stay in order through their number in the key; places without a row are above all keys.
        Span<uint> keys = stackalloc uint[TinyRows];
        keys.Fill(uint.MaxValue);
        for (var i = 0; i < count; i++) keys[i] = (uint)Unsafe.Add(ref bin, (nint)i * stride) << 8 | (uint)i;
        Vector512<uint> low = Vector512.Create<uint>(keys), high = Vector512.Create<uint>(keys[Vector512<uint>.Count..]);
        for (var i = 0; i < count; i++)
        {
            var key = Vector512.Create(keys[i]);
            var place = BitOperations.PopCount(Vector512.LessThan(low, key).ExtractMostSignificantBits());
            if (count > Vector512<uint>.Count) place += BitOperations.PopCount(Vector512.LessThan(high, key).ExtractMostSignificantBits());
            sorted[place] = Unsafe.Add(ref target, i);
            sortedBins[place] = (byte)(keys[i] >> 8);
        }
    }

    private void SortByCounting(int first, int count, int feature, int smallest, int largest)
    {
        ref var bin = ref Unsafe.Add(ref records.BinsOf(first), feature);
        ref var counter = ref MemoryMarshal.GetArrayDataReference(counts);
        var stride = records.Stride;
        for (var i = 0; i < count; i++) Unsafe.Add(ref counter, (nint)Unsafe.Add(ref bin, (nint)i * stride))++;
        var position = 0;
        foreach (ref var rows in counts.AsSpan(smallest, largest - smallest + 1)) (rows, position) = (position, position + rows);
        ref var target = ref MemoryMarshal.GetReference(records.Targets.Slice(first, count));
        ref var destination = ref MemoryMarshal.GetArrayDataReference(sorted);
        ref var destinationBin = ref MemoryMarshal.GetArrayDataReference(sortedBins);
        for (var i = 0; i < count; i++)
        {
            var own = Unsafe.Add(ref bin, (nint)i * stride);
            var place = Unsafe.Add(ref counter, (nint)own)++;
            Unsafe.Add(ref destination, place) = Unsafe.Add(ref target, i);
            Unsafe.Add(ref destinationBin, place) = own;
        }
        counts.AsSpan(smallest, largest - smallest + 1).Clear();
    }
}
