using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Splitting;

/// <summary>
/// Finds the best Gini split of one feature in a node of many rows and few genres from a histogram of genres × bins. A row costs one addition;
/// all 256 splits then cost the same, whatever the number of rows. The split is that, bit for bit, that crossing row by row finds.
/// </summary>
/// <remarks>
/// Bin b stands at place (b mod 16) · 16 + b / 16: a vector's lane holds sixteen neighbours in sixteen vectors one behind the other, so that running sums over the bins are
/// additions of whole vectors, and one more of what lies in the lanes before. A place holds rows in its upper and weight in its lower 16 bits.
/// </remarks>
internal sealed class GenreHistogram(RowRecords<uint> records, int labelCount, int minLeaf)
{
    /// <summary>Most genres: with more, the table no longer fits the fastest cache.</summary>
    public const int MostGenres = 24;

    private const int Bins = 256, Lanes = 16, Half = Lanes / 2;
    private const uint OneRow = 1 << 16, Weight = OneRow - 1;

    private static readonly byte[] Places = [.. Enumerable.Range(0, Bins).Select(PlaceOf)];

    private readonly uint[] table = new uint[labelCount * Bins];
    private readonly uint[] rows = new uint[Bins];
    private readonly long[] lefts = new long[Bins], squares = new long[Bins], products = new long[Bins];
    private readonly double[] scores = new double[Bins];

    /// <summary>Whether a node is worth it, and its sums fit: 32 bits for Σl².</summary>
    public static bool Suits(int count, int labelCount, long weight) => count >= 128 + 24 * labelCount && weight <= Weight;

    /// <summary>Tries every split of one feature.</summary>
    /// <param name="first">The node's first record.</param>
    /// <param name="count">Its number of records.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="totals">Weight of each genre in the node.</param>
    /// <param name="scan">Knows the node's sums.</param>
    /// <param name="best">Replaced when a split is better.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FindBest(int first, int count, int feature, ReadOnlySpan<int> totals, in GiniScan scan, ref SplitChoice best)
    {
        Count(first, count, feature);
        var missing = 0;
        for (var label = 0; label < labelCount; label++) missing += (int)(table[label * Bins + Places[FeatureBins.Missing]] >> 16);
        Scan(0, count, feature, missing > 0, totals, scan, ref best);
        if (missing > 0) Scan(missing, count, feature, true, totals, scan, ref best);
        Array.Clear(table);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(int first, int count, int feature)
    {
        ref var bin = ref Unsafe.Add(ref records.BinsOf(first), feature);
        ref var place = ref MemoryMarshal.GetArrayDataReference(Places);
        ref var cell = ref MemoryMarshal.GetArrayDataReference(table);
        var stride = records.Stride;
        foreach (var target in records.Targets.Slice(first, count))
        {
            Unsafe.Add(ref cell, (nint)(target >> 16) * Bins + Unsafe.Add(ref place, (nint)bin)) += OneRow | (target & Weight);
            bin = ref Unsafe.Add(ref bin, stride);
        }
    }

    /// <param name="missingLeft">Rows without a value, when they go left before all others.</param>
    /// <param name="count">The node's rows.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="missing">Whether the node has rows without a value.</param>
    /// <param name="totals">Weight of each genre in the node.</param>
    /// <param name="scan">Knows the node's sums.</param>
    /// <param name="best">Replaced when a split is better.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scan(int missingLeft, int count, int feature, bool missing, ReadOnlySpan<int> totals, in GiniScan scan, ref SplitChoice best)
    {
        // Rows on the left: each side has as many as a leaf must have, and one at least whose value is known.
        int fewest = Math.Max(missingLeft + 1, minLeaf), most = count - Math.Max(1, minLeaf);
        if (fewest > most) return;
        Sum(totals, missingLeft > 0);
        scan.Score(lefts, squares, products, scores);
        var highest = Highest(fewest, most);
        if (!(highest > best.Score)) return;

        var below = 0;
        while (scores[Places[below]] != highest) below++;
        var leftRows = (int)rows[Places[below]];
        var above = below + 1;
        while (rows[Places[above]] == leftRows) above++;
        best = new SplitChoice
        {
            Score = highest,
            Feature = feature,
            LastLeftBin = above == FeatureBins.Missing ? FeatureBins.Most - 1 : (below + above - 1) >> 1,
            MissingLeft = missing ? missingLeft > 0 : 2 * leftRows > count,
        };
    }

    /// <summary>For the split behind each bin the rows and the weight on the left, and the sums that <see cref="GiniScan"/> scores.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sum(ReadOnlySpan<int> totals, bool missingLeft)
    {
        Array.Clear(rows);
        Span<uint> packedSquares = stackalloc uint[Bins], packedProducts = stackalloc uint[Bins];
        packedSquares.Clear();
        packedProducts.Clear();
        ref var row = ref MemoryMarshal.GetArrayDataReference(rows);
        ref var square = ref MemoryMarshal.GetReference(packedSquares);
        ref var product = ref MemoryMarshal.GetReference(packedProducts);
        Span<uint> before = stackalloc uint[Lanes];
        for (var label = 0; label < labelCount; label++)
        {
            if (totals[label] == 0) continue;
            ref var cell = ref table[label * Bins];
            var running = Vector512<uint>.Zero;
            if (missingLeft) TakeMissing(ref cell, before);
            else before.Clear();
            for (nuint place = 0; place < Bins; place += Lanes) running += Vector512.LoadUnsafe(ref cell, place);
            var sum = before[0];
            for (var lane = 0; lane < Lanes; lane++) (before[lane], sum) = (sum, sum + running.GetElement(lane));
            running = Vector512.Create<uint>(before);
            var total = Vector512.Create((uint)totals[label]);
            var weightBits = Vector512.Create(Weight);
            for (nuint place = 0; place < Bins; place += Lanes)
            {
                running += Vector512.LoadUnsafe(ref cell, place);
                var weight = running & weightBits;
                (Vector512.LoadUnsafe(ref square, place) + weight * weight).StoreUnsafe(ref square, place);
                (Vector512.LoadUnsafe(ref product, place) + weight * total).StoreUnsafe(ref product, place);
                (Vector512.LoadUnsafe(ref row, place) + running).StoreUnsafe(ref row, place);
            }
        }
        Unpack(packedSquares, packedProducts);
    }

    // Rows without a value go left before all others, and are no bin any more.
    private static void TakeMissing(ref uint cell, Span<uint> before)
    {
        ref var absent = ref Unsafe.Add(ref cell, (nint)Places[FeatureBins.Missing]);
        before[0] = absent;
        absent = 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Unpack(ReadOnlySpan<uint> packedSquares, ReadOnlySpan<uint> packedProducts)
    {
        var weightBits = Vector512.Create(Weight);
        for (var place = 0; place < Bins; place += Lanes)
        {
            var both = Vector512.Create<uint>(rows.AsSpan(place));
            Widen(both & weightBits, lefts.AsSpan(place));
            Widen(Vector512.Create(packedSquares[place..]), squares.AsSpan(place));
            Widen(Vector512.Create(packedProducts[place..]), products.AsSpan(place));
            (both >>> 16).CopyTo(rows.AsSpan(place));
        }

        static void Widen(Vector512<uint> values, Span<long> wide)
        {
            var (low, high) = Vector512.Widen(values);
            low.AsInt64().CopyTo(wide);
            high.AsInt64().CopyTo(wide[Half..]);
        }
    }

    // The highest score of the splits with so many rows on the left; scores of others become −∞.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private double Highest(int fewest, int most)
    {
        var highest = Vector512.Create(double.NegativeInfinity);
        var none = highest;
        Vector512<long> low = Vector512.Create((long)fewest), high = Vector512.Create((long)most);
        for (var place = 0; place < Bins; place += Half)
        {
            var (left, right) = Vector256.Widen(Vector256.Create<uint>(rows.AsSpan(place)));
            var there = Vector512.Create(left, right).AsInt64();
            var allowed = Vector512.GreaterThanOrEqual(there, low) & Vector512.LessThanOrEqual(there, high);
            var score = Vector512.ConditionalSelect(allowed.AsDouble(), Vector512.Create<double>(scores.AsSpan(place)), none);
            score.CopyTo(scores.AsSpan(place));
            highest = Vector512.Max(highest, score);
        }
        var best = double.NegativeInfinity;
        for (var lane = 0; lane < Half; lane++) best = Math.Max(best, highest[lane]);
        return best;
    }

    private static byte PlaceOf(int bin) => (byte)(bin % Lanes * Lanes + bin / Lanes);
}
