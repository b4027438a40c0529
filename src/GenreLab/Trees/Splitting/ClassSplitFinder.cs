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
/// comparing all with all, others by counting, and cross from right to left once: a cost of the node's rows, whatever the number of genres.
/// Where rows are many and genres few, a <see cref="GenreHistogram"/> costs less.
/// </summary>
/// <typeparam name="TScan">The measure of purity.</typeparam>
internal sealed class ClassSplitFinder<TScan> where TScan : struct, ISplitScan
{
    // Up to as many rows as a vector holds, comparing all with all is faster than summing 256 counters.
    private const int TinyRows = 64;

    private const int Bins = 256;

    private readonly RowRecords<uint> records;
    private readonly int minLeaf;
    private readonly int[] totals, left;
    private readonly int[] counts = new int[Bins];
    // Left weight, first sum, second sum and rows on the left of each split looked at: four columns of 256, so that one register leads to all.
    private readonly long[] splits = new long[4 * Bins];
    private readonly double[] scores = new double[Bins];
    // Bin (above bit 32) and target, in the order of the bins.
    private ulong[] sorted = [];
    private readonly GenreHistogram? histogram;
    private TScan scan;

    public ClassSplitFinder(RowRecords<uint> records, int labelCount, int minLeaf)
    {
        this.records = records;
        this.minLeaf = minLeaf;
        totals = new int[labelCount];
        left = new int[labelCount];
        if (typeof(TScan) == typeof(GiniScan) && labelCount <= GenreHistogram.MostGenres) histogram = new GenreHistogram(records, labelCount, minLeaf);
    }

    /// <summary>The node's weight × impurity.</summary>
    public double Risk => scan.Risk;

    /// <summary>The score no split of the node can exceed.</summary>
    public double Perfect => scan.Perfect;

    /// <summary>Counts the genres of a node.</summary>
    /// <returns>Whether there is more than one.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Enter(int first, int count)
    {
        if (sorted.Length < count) sorted = new ulong[records.Count];
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FindBest(int first, int count, int feature, int smallest, int largest, ref SplitChoice best)
    {
        if (histogram is not null && scan is GiniScan sums && GenreHistogram.Suits(count, totals.Length, sums.Weight))
        {
            histogram.FindBest(first, count, feature, totals, sums, ref best);
            return;
        }
        if (count <= TinyRows) SortTiny(first, count, feature);
        else SortByCounting(first, count, feature, smallest, largest);
        var missing = 0;
        if (largest == FeatureBins.Missing)
            while (missing < count && BinOf(sorted[count - 1 - missing]) == FeatureBins.Missing) missing++;
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Try(int first, int count, int feature, int lastLeftBin, bool? missingLeft, ref SplitChoice best)
    {
        var split = TreeNode.Split(0, feature, lastLeftBin, missingLeft ?? false);
        ref var bin = ref Unsafe.Add(ref records.BinsOf(first), feature);
        ref var counted = ref MemoryMarshal.GetArrayDataReference(left);
        var stride = records.Stride;
        var leftRows = 0;
        foreach (var target in records.Targets.Slice(first, count))
        {
            // A row of the right side counts nothing on the left: cheaper than a branch that is wrong half the time.
            var goesLeft = (byte)(bin + split.Shift) <= split.Threshold ? 1 : 0;
            bin = ref Unsafe.Add(ref bin, stride);
            Unsafe.Add(ref counted, (nint)ClassTarget.Label(target)) += ClassTarget.Weight(target) & -goesLeft;
            leftRows += goesLeft;
        }
        if (leftRows >= minLeaf && count - leftRows >= minLeaf)
        {
            var score = scan.Score(left, totals);
            if (score > best.Score) best = new SplitChoice { Score = score, Feature = feature, LastLeftBin = lastLeftBin, MissingLeft = missingLeft ?? 2 * leftRows > count };
        }
        Array.Clear(left);
    }

    /// <summary>Moves the sorted rows to the left one after the other and scores the splits at every gap between two bins. Sums are written at
    /// every row and stay only where there is a gap: bins change as they please, and a branch would be foretold wrongly too often.</summary>
    /// <param name="missingLeft">Rows without a value (the last ones) that go left before all others.</param>
    /// <param name="rows">Rows to move after them.</param>
    /// <param name="count">The node's rows.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="missing">Whether the node has rows without a value.</param>
    /// <param name="best">Replaced when a split is better.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan(int missingLeft, int rows, int count, int feature, bool missing, ref SplitChoice best)
    {
        // The last row is never moved: there must be one on the right.
        int firstTried = Math.Max(1, minLeaf - missingLeft), lastTried = Math.Min(rows - 1, count - missingLeft - minLeaf);
        if (firstTried > lastTried) return;
        var moving = scan;
        moving.Restart();
        foreach (var row in sorted.AsSpan(count - missingLeft, missingLeft)) Move(ref moving, row);
        foreach (var row in sorted.AsSpan(0, firstTried - 1)) Move(ref moving, row);
        var tried = MoveAndNote(moving, firstTried, lastTried);
        Array.Clear(left);
        if (tried == 0) return;

        var scored = scores.AsSpan(0, tried);
        scan.Score(splits.AsSpan(0, tried), splits.AsSpan(Bins, tried), splits.AsSpan(2 * Bins, tried), scored);
        // Most features do not better the best one: the highest score is told by vectors, its place looked for only when it is of use.
        var highest = TensorPrimitives.Max(scored);
        if (highest <= best.Score) return;
        var first = scored.IndexOf(highest);
        var leftRows = (int)splits[3 * Bins + first];
        int below = BinOf(sorted[leftRows - 1]), above = BinOf(sorted[leftRows]);
        best = new SplitChoice
        {
            Score = highest,
            Feature = feature,
            // Between two bins that occur the split lies in the middle of those that do not.
            LastLeftBin = above == FeatureBins.Missing ? FeatureBins.Most - 1 : (below + above - 1) >> 1,
            // Without missing values in the node, those to come go with the larger side.
            MissingLeft = missing ? missingLeft > 0 : 2 * (leftRows + missingLeft) > count,
        };
    }

    /// <summary>Moves rows and notes the splits behind those that differ in bin from the next.</summary>
    /// <param name="moving">What has moved so far.</param>
    /// <param name="from">Rows on the left at the first split to look at.</param>
    /// <param name="to">Rows on the left at the last.</param>
    /// <returns>How many splits were noted.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int MoveAndNote(TScan moving, int from, int to)
    {
        ref var counted = ref MemoryMarshal.GetArrayDataReference(left);
        ref var total = ref MemoryMarshal.GetArrayDataReference(totals);
        ref var row = ref MemoryMarshal.GetArrayDataReference(sorted);
        ref var note = ref MemoryMarshal.GetArrayDataReference(splits);
        nint noted = 0;
        var next = Unsafe.Add(ref row, from - 1);
        for (var i = from; i <= to; i++)
        {
            var moved = next;
            next = Unsafe.Add(ref row, i);
            var label = (nint)ClassTarget.Label((uint)moved);
            var weight = ClassTarget.Weight((uint)moved);
            var before = Unsafe.Add(ref counted, label);
            Unsafe.Add(ref counted, label) = before + weight;
            moving.Move(before, Unsafe.Add(ref total, label), weight);
            Unsafe.Add(ref note, noted) = moving.Left;
            Unsafe.Add(ref note, noted + Bins) = moving.First;
            Unsafe.Add(ref note, noted + 2 * Bins) = moving.Second;
            Unsafe.Add(ref note, noted + 3 * Bins) = i;
            // One where the bins differ, without a branch: of a number above zero the negative has the sign bit.
            noted += (nint)((nuint)(-(long)((moved ^ next) >> 32)) >> 63);
        }
        return (int)noted;
    }

    private void Move(ref TScan moving, ulong row)
    {
        var label = ClassTarget.Label((uint)row);
        var weight = ClassTarget.Weight((uint)row);
        moving.Move(left[label], totals[label], weight);
        left[label] += weight;
    }

    private static byte BinOf(ulong row) => (byte)(row >> 32);

    /// <summary>A row's place is the number of rows with a smaller bin and of those before it with the same bin: two comparisons with all rows at
    /// once tell it, without branches.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SortTiny(int first, int count, int feature)
    {
        ref var bin = ref Unsafe.Add(ref records.BinsOf(first), feature);
        ref var target = ref MemoryMarshal.GetReference(records.Targets.Slice(first, count));
        ref var destination = ref MemoryMarshal.GetArrayDataReference(sorted);
        var stride = records.Stride;
        Span<byte> column = stackalloc byte[TinyRows];
        ref var own = ref MemoryMarshal.GetReference(column);
        for (var i = 0; i < count; i++) Unsafe.Add(ref own, i) = Unsafe.Add(ref bin, (nint)i * stride);
        var all = Vector512.LoadUnsafe(ref own);
        var rows = ulong.MaxValue >> -count;
        var before = 0UL;
        for (var i = 0; i < count; i++)
        {
            var value = Unsafe.Add(ref own, i);
            var same = Vector512.Create(value);
            var smaller = Vector512.LessThan(all, same).ExtractMostSignificantBits() & rows;
            var place = BitOperations.PopCount(smaller) + BitOperations.PopCount(Vector512.Equals(all, same).ExtractMostSignificantBits() & before);
            before = 2 * before + 1;
            Unsafe.Add(ref destination, place) = (ulong)value << 32 | Unsafe.Add(ref target, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        for (var i = 0; i < count; i++)
        {
            var own = Unsafe.Add(ref bin, (nint)i * stride);
            var place = Unsafe.Add(ref counter, (nint)own)++;
            Unsafe.Add(ref destination, place) = (ulong)own << 32 | Unsafe.Add(ref target, i);
        }
        counts.AsSpan(smallest, largest - smallest + 1).Clear();
    }
}
