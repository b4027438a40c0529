using System.Numerics;
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
internal sealed class ClassSplitFinder<TScan> where TScan : struct, ISplitScan
{
    // Up to as many rows as two vectors hold, comparing all with all is faster than summing 256 counters.
    private const int TinyRows = 32;

    private readonly RowRecords<uint> records;
    private readonly int minLeaf;
    private readonly int[] totals, left;
    private readonly int[] counts = new int[256];
    private readonly byte[] runBins = new byte[256];
    private readonly int[] runEnds = new int[256];
    private uint[] sorted = [];
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
        if (sorted.Length < count) sorted = new uint[records.Count];
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
        var runs = count <= TinyRows ? SortTiny(first, count, feature) : SortByCounting(first, count, feature, smallest, largest);
        var missingRows = largest == FeatureBins.Missing ? count - (runs > 1 ? runEnds[runs - 2] : 0) : 0;
        Scan(0, runs, count, feature, missingRows > 0, ref best);
        if (missingRows > 0) Scan(missingRows, runs - 1, count, feature, true, ref best);
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
        var score = moving.Score;
        if (score > best.Score) best = new SplitChoice { Score = score, Feature = feature, LastLeftBin = lastLeftBin, MissingLeft = missingLeft ?? 2 * leftRows > count };
    }

    /// <summary>Moves the runs to the left one after the other and looks at every gap between them.</summary>
    /// <param name="missingLeft">Rows without a value (the last ones) that go left before all others.</param>
    /// <param name="runs">Runs to move.</param>
    /// <param name="count">The node's rows.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="missing">Whether the node has rows without a value.</param>
    /// <param name="best">Replaced when a split is better.</param>
    private void Scan(int missingLeft, int runs, int count, int feature, bool missing, ref SplitChoice best)
    {
        var moving = scan;
        moving.Restart();
        Move(ref moving, count - missingLeft, count);
        var moved = missingLeft;
        var position = 0;
        for (var run = 0; run < runs; run++)
        {
            var end = runEnds[run];
            if (position > 0 && moved >= minLeaf && count - moved >= minLeaf)
            {
                var score = moving.Score;
                if (score > best.Score)
                {
                    // Between two bins that occur the split lies in the middle of those that do not.
                    int before = runBins[run - 1], after = runBins[run];
                    best = new SplitChoice
                    {
                        Score = score,
                        Feature = feature,
                        LastLeftBin = after == FeatureBins.Missing ? FeatureBins.Most - 1 : (before + after - 1) >> 1,
                        // Without missing values in the node, those to come go with the larger side.
                        MissingLeft = missing ? missingLeft > 0 : 2 * moved > count,
                    };
                }
            }
            Move(ref moving, position, end);
            moved += end - position;
            position = end;
        }
        Array.Clear(left);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Move(ref TScan moving, int first, int end)
    {
        ref var counted = ref MemoryMarshal.GetArrayDataReference(left);
        ref var total = ref MemoryMarshal.GetArrayDataReference(totals);
        foreach (var target in sorted.AsSpan(first, end - first))
        {
            var label = (nint)ClassTarget.Label(target);
            var weight = ClassTarget.Weight(target);
            var before = Unsafe.Add(ref counted, label);
            Unsafe.Add(ref counted, label) = before + weight;
            moving.Move(before, Unsafe.Add(ref total, label), weight);
        }
    }

    /// <summary>A row's place is the number of rows with a smaller key: one comparison of all rows at once tells it, without branches.</summary>
    private int SortTiny(int first, int count, int feature)
    {
        ref var bin = ref Unsafe.Add(ref records.BinsOf(first), feature);
        ref var target = ref MemoryMarshal.GetReference(records.Targets.Slice(first, count));
        var stride = records.Stride;
        // Rows of the same bin stay in order through their number in the key; places without a row are above all keys.
        Span<uint> keys = stackalloc uint[TinyRows];
        keys.Fill(uint.MaxValue);
        for (var i = 0; i < count; i++) keys[i] = (uint)Unsafe.Add(ref bin, (nint)i * stride) << 8 | (uint)i;
        Vector512<uint> low = Vector512.Create<uint>(keys), high = Vector512.Create<uint>(keys[Vector512<uint>.Count..]);
        Span<byte> bins = stackalloc byte[TinyRows];
        for (var i = 0; i < count; i++)
        {
            var key = Vector512.Create(keys[i]);
            var place = BitOperations.PopCount(Vector512.LessThan(low, key).ExtractMostSignificantBits());
            if (count > Vector512<uint>.Count) place += BitOperations.PopCount(Vector512.LessThan(high, key).ExtractMostSignificantBits());
            sorted[place] = Unsafe.Add(ref target, i);
            bins[place] = (byte)(keys[i] >> 8);
        }
        var runs = 0;
        for (var i = 1; i < count; i++)
        {
            runBins[runs] = bins[i - 1];
            runEnds[runs] = i;
            if (bins[i] != bins[i - 1]) runs++;
        }
        runBins[runs] = bins[count - 1];
        runEnds[runs] = count;
        return runs + 1;
    }

    private int SortByCounting(int first, int count, int feature, int smallest, int largest)
    {
        ref var bin = ref Unsafe.Add(ref records.BinsOf(first), feature);
        ref var counter = ref MemoryMarshal.GetArrayDataReference(counts);
        var stride = records.Stride;
        for (var i = 0; i < count; i++) Unsafe.Add(ref counter, (nint)Unsafe.Add(ref bin, (nint)i * stride))++;
        int position = 0, runs = 0;
        for (var at = smallest; at <= largest; at++)
        {
            var rows = counts[at];
            if (rows == 0) continue;
            counts[at] = position;
            position += rows;
            runBins[runs] = (byte)at;
            runEnds[runs++] = position;
        }
        var targets = records.Targets.Slice(first, count);
        ref var destination = ref MemoryMarshal.GetArrayDataReference(sorted);
        for (var i = 0; i < targets.Length; i++)
            Unsafe.Add(ref destination, Unsafe.Add(ref counter, (nint)Unsafe.Add(ref bin, (nint)i * stride))++) = targets[i];
        for (var run = 0; run < runs; run++) counts[runBins[run]] = 0;
        return runs;
    }
}
