using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Splitting;

namespace GenreLab.Trees.Growing;

/// <summary>
/// Grows what lies below a node of up to 64 rows by best splits. A set of rows is one word and nothing moves: a byte of a vector is the split
/// behind one row's bin, and every row, genre by genre, adds its weight to the splits on whose left side it is, all of them at once. For Gini
/// impurity; the trees are those, bit for bit, that <see cref="ClassSplitFinder{TScan}"/> leads to, which also serves processors without these instructions.
/// </summary>
internal sealed class BestWordGrower
{
    /// <summary>Most rows: the bits of a word and the bytes of a vector.</summary>
    public const int MostRows = 64;

    /// <summary>Most weight of all rows together: sums of bytes' squares then fit sixteen bits.</summary>
    public const int MostWeight = byte.MaxValue;

    private const int Half = MostRows / 2;

    // Both children's lists of genres stand behind their parent's, and every split has a row less than the one above.
    private const int MostListed = MostRows * (MostRows + 1);

    private readonly RowRecords<uint> records;
    private readonly GrowingOptions options;
    private readonly FeatureDraw draw;
    private readonly RandomNumbers random;
    private readonly TreeDraft tree;
    private readonly byte[] columns;
    private readonly byte[] rowWeights = new byte[MostRows];
    private readonly int[] rowsOf, taken = new int[MostRows];
    // The genres of the nodes on the path: their rows, weights and names.
    private readonly ulong[] genreRows = new ulong[MostListed];
    private readonly int[] genreWeights = new int[MostListed], genreLabels = new int[MostListed];
    // Of the node looked at, rows close together: weights, and how many are of each genre. Of the feature looked at: the rows' bins.
    private readonly byte[] weights = new byte[MostRows], bins = new byte[MostRows];
    private readonly int[] genreCounts = new int[MostRows];
    // Of the splits looked at: rows and weight on the left, Σl² and Σt·l over the genres, which of them are allowed, scores.
    private readonly byte[] leftWeights = new byte[MostRows], allowed = new byte[MostRows];
    private readonly ushort[] leftSquares = new ushort[MostRows], products = new ushort[MostRows];
    private readonly double[] scores = new double[MostRows];
    // Weights on the left, genres × splits: of the feature looked at and of the best one.
    private byte[] tried = new byte[MostRows * MostRows], chosen = new byte[MostRows * MostRows];
    private double total;

    private struct Choice
    {
        public double Score;
        public int Feature, Split, LastLeft;
        public bool Missing, MissingLeft;
    }

    public BestWordGrower(RowRecords<uint> records, int features, int labelCount, GrowingOptions options, FeatureDraw draw, RandomNumbers random, TreeDraft tree)
    {
        this.records = records;
        this.options = options;
        this.draw = draw;
        this.random = random;
        this.tree = tree;
        columns = new byte[features * MostRows];
        rowsOf = new int[labelCount];
    }

    /// <summary>Whether this processor has what it takes.</summary>
    public static bool IsSupported => Avx512Vbmi2.IsSupported && Avx512DQ.IsSupported;

    /// <summary>Grows a subtree, if the rows' weights are not too large.</summary>
    /// <param name="first">The first record.</param>
    /// <param name="count">How many, at most <see cref="MostRows"/>.</param>
    /// <param name="depth">Splits above them.</param>
    /// <param name="all">Weight of the whole tree.</param>
    /// <returns>Whether it was grown.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryGrow(int first, int count, int depth, double all)
    {
        var targets = records.Targets.Slice(first, count);
        var weight = 0;
        foreach (var target in targets) weight += ClassTarget.Weight(target);
        if (weight > MostWeight) return false;

        // Genre by genre; rowsOf leads to a genre's next place.
        Array.Clear(rowsOf);
        foreach (var target in targets) rowsOf[ClassTarget.Label(target)]++;
        int place = 0, genres = 0;
        for (var label = 0; label < rowsOf.Length; label++)
        {
            var own = rowsOf[label];
            if (own == 0) continue;
            genreRows[genres] = ulong.MaxValue >> -own << place;
            genreWeights[genres] = 0;
            genreLabels[genres] = label;
            rowsOf[label] = place;
            place += own;
            genres++;
        }
        for (var row = 0; row < count; row++)
        {
            var own = rowsOf[ClassTarget.Label(targets[row])]++;
            taken[own] = first + row;
            rowWeights[own] = (byte)ClassTarget.Weight(targets[row]);
        }
        long squares = 0;
        place = 0;
        for (var genre = 0; genre < genres; genre++)
        {
            var sum = 0;
            for (var end = rowsOf[genreLabels[genre]]; place < end; place++) sum += rowWeights[place];
            genreWeights[genre] = sum;
            squares += (long)sum * sum;
        }
        taken.AsSpan(count).Fill(first);
        RowColumns.Take(ref records.BinsOf(0), records.Stride, columns.Length / MostRows, taken, columns);
        total = all;
        Grow(ulong.MaxValue >> -count, count, weight, squares, depth, 0, genres);
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow(ulong set, int count, int weight, long squares, int depth, int first, int genres)
    {
        var risk = genres > 1 ? (weight - (double)squares / weight) / total : 0;
        var best = new Choice();
        if (genres > 1 && depth < options.MaxDepth && count >= 2 * options.MinLeaf) FindSplit(set, count, weight, squares, first, genres, ref best);
        if (best.Score == 0)
        {
            tree.Leaves.Begin();
            for (var genre = first; genre < first + genres; genre++) tree.Leaves.AddEntry(genreLabels[genre], genreWeights[genre]);
            tree.Add(tree.Leaves.End(), risk);
            return;
        }
        var column = Vector512.LoadUnsafe(ref columns[best.Feature * MostRows]);
        var below = Vector512.LessThanOrEqual(column, Vector512.Create((byte)best.LastLeft));
        // Between two bins that occur the split lies in the middle of those that do not.
        var above = RowSets.Range(column, RowSets.Bytes(set) & ~below).Low;
        var lastLeft = above == FeatureBins.Missing ? FeatureBins.Most - 1 : best.LastLeft + above - 1 >> 1;
        var left = (best.MissingLeft ? below | Vector512.Equals(column, Vector512.Create(FeatureBins.Missing)) : below).ExtractMostSignificantBits() & set;
        var leftCount = BitOperations.PopCount(left);
        // Without missing values in the node, those to come go with the larger side.
        var position = tree.Next;
        tree.Add(TreeNode.Split(0, best.Feature, lastLeft, best.Missing ? best.MissingLeft : 2 * leftCount > count), risk);

        // The children's genres, those of the left child last: what it grows stands behind them.
        int rightFirst = first + genres, leftFirst = rightFirst + genres, leftGenres = 0, rightGenres = 0, leftWeight = 0;
        long ownLeftSquares = 0, rightSquares = 0;
        for (var genre = 0; genre < genres; genre++)
        {
            int own = first + genre, lefts = chosen[genre * MostRows + best.Split], rights = genreWeights[own] - lefts;
            genreRows[leftFirst + leftGenres] = genreRows[own] & left;
            genreWeights[leftFirst + leftGenres] = lefts;
            genreLabels[leftFirst + leftGenres] = genreLabels[own];
            leftGenres += lefts == 0 ? 0 : 1;
            genreRows[rightFirst + rightGenres] = genreRows[own] & ~left;
            genreWeights[rightFirst + rightGenres] = rights;
            genreLabels[rightFirst + rightGenres] = genreLabels[own];
            rightGenres += rights == 0 ? 0 : 1;
            leftWeight += lefts;
            ownLeftSquares += (long)lefts * lefts;
            rightSquares += (long)rights * rights;
        }
        Grow(left, leftCount, leftWeight, ownLeftSquares, depth + 1, leftFirst, leftGenres);
        tree.ContinueFrom(position);
        Grow(set & ~left, count - leftCount, weight - leftWeight, rightSquares, depth + 1, rightFirst, rightGenres);
    }

    // Looks at features in random order until enough of them are not constant in the node, and on until there is a split.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FindSplit(ulong set, int count, int weight, long squares, int first, int genres, ref Choice best)
    {
        var members = RowSets.Bytes(set);
        Avx512Vbmi2.Compress(Vector512<byte>.Zero, members, Vector512.LoadUnsafe(ref rowWeights[0])).StoreUnsafe(ref weights[0]);
        for (var genre = 0; genre < genres; genre++) genreCounts[genre] = BitOperations.PopCount(genreRows[first + genre]);
        var someRow = BitOperations.TrailingZeroCount(set);
        var looked = 0;
        for (var drawn = 0; drawn < draw.Count; drawn++)
        {
            if (looked >= options.MaxFeatures && best.Score > 0 || best.Score >= weight) break;
            var feature = options.MaxFeatures < draw.Count ? draw.Draw(drawn, random) : draw.InOrder(drawn);
            var column = Vector512.LoadUnsafe(ref columns[feature * MostRows]);
            if ((Vector512.Equals(column, Vector512.Create(columns[feature * MostRows + someRow])).ExtractMostSignificantBits() & set) == set) continue;
            looked++;
            // Behind the last row stands the largest bin: a split with nothing on its right.
            var own = Avx512Vbmi2.Compress(Vector512<byte>.AllBitsSet, members, column);
            var missing = Vector512.Equals(own, Vector512.Create(FeatureBins.Missing));
            var anyMissing = (missing.ExtractMostSignificantBits() & ulong.MaxValue >> -count) != 0;
            own.StoreUnsafe(ref bins[0]);
            Try(own, count, weight, squares, first, genres, feature, anyMissing, false, ref best);
            if (!anyMissing) continue;
            // Zeros instead: rows that are on the left of every split.
            (own & ~missing).StoreUnsafe(ref bins[0]);
            Try(own, count, weight, squares, first, genres, feature, true, true, ref best);
        }
    }

    // Tries the splits behind every row's bin.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Try(Vector512<byte> own, int count, int weight, long squares, int first, int genres, int feature, bool missing, bool missingLeft, ref Choice best)
    {
        ref var bin = ref MemoryMarshal.GetArrayDataReference(bins);
        ref var rowWeight = ref MemoryMarshal.GetArrayDataReference(weights);
        ref var counted = ref MemoryMarshal.GetArrayDataReference(tried);
        Vector512<byte> leftRows = default, leftWeight = default;
        Vector512<ushort> squaresLow = default, squaresHigh = default, productsLow = default, productsHigh = default;
        nint row = 0;
        for (var genre = 0; genre < genres; genre++)
        {
            Vector512<byte> sum = default;
            for (var end = row + genreCounts[genre]; row < end; row++)
            {
                var onTheLeft = Vector512.GreaterThanOrEqual(own, Vector512.Create(Unsafe.Add(ref bin, row)));
                sum += onTheLeft & Vector512.Create(Unsafe.Add(ref rowWeight, row));
                leftRows -= onTheLeft;
            }
            sum.StoreUnsafe(ref counted, (nuint)genre * MostRows);
            leftWeight += sum;
            var whole = Vector512.Create((ushort)genreWeights[first + genre]);
            var low = Vector512.WidenLower(sum);
            squaresLow += low * low;
            productsLow += low * whole;
            if (count <= Half) continue;
            var high = Vector512.WidenUpper(sum);
            squaresHigh += high * high;
            productsHigh += high * whole;
        }
        ref var splitWeight = ref MemoryMarshal.GetArrayDataReference(leftWeights);
        ref var splitAllowed = ref MemoryMarshal.GetArrayDataReference(allowed);
        ref var splitSquares = ref MemoryMarshal.GetArrayDataReference(leftSquares);
        ref var splitProducts = ref MemoryMarshal.GetArrayDataReference(products);
        ref var splitScore = ref MemoryMarshal.GetArrayDataReference(scores);
        leftWeight.StoreUnsafe(ref splitWeight);
        squaresLow.StoreUnsafe(ref splitSquares);
        productsLow.StoreUnsafe(ref splitProducts);
        if (count > Half)
        {
            squaresHigh.StoreUnsafe(ref splitSquares, Half);
            productsHigh.StoreUnsafe(ref splitProducts, Half);
        }
        var enough = Vector512.Create((byte)options.MinLeaf);
        (Vector512.GreaterThanOrEqual(leftRows, enough) & Vector512.GreaterThanOrEqual(Vector512.Create((byte)count) - leftRows, enough)).StoreUnsafe(ref splitAllowed);

        var all = Vector512.Create((double)squares);
        var weightOfAll = Vector512.Create((double)weight);
        var highest = Vector512<double>.Zero;
        for (nint split = 0; split < count; split += Vector512<double>.Count)
        {
            var l = AsDoubles(Avx512F.ConvertToVector512Int64(Eight(ref splitWeight, split)));
            var s = AsDoubles(Avx512F.ConvertToVector512Int64(Vector128.LoadUnsafe(ref splitSquares, (nuint)split)));
            var p = AsDoubles(Avx512F.ConvertToVector512Int64(Vector128.LoadUnsafe(ref splitProducts, (nuint)split)));
            var r = weightOfAll - l;
            var score = (s * r + (all - (p + p) + s) * l) / (l * r);
            // Zero, below any score, where a split is not allowed.
            score = (score.AsInt64() & Avx512F.ConvertToVector512Int64(Eight(ref splitAllowed, split).AsSByte())).AsDouble();
            score.StoreUnsafe(ref splitScore, (nuint)split);
            highest = Vector512.MaxNative(highest, score);
        }
        var top = Highest(highest);
        if (top <= best.Score) return;

        // Of equally good splits the one with the smallest bin.
        int bestSplit = 0, lastLeft = int.MaxValue;
        for (var split = 0; split < count; split += Vector512<double>.Count)
            for (var equal = Vector512.Equals(Vector512.LoadUnsafe(ref splitScore, (nuint)split), Vector512.Create(top)).ExtractMostSignificantBits(); equal != 0; equal &= equal - 1)
            {
                var candidate = split + BitOperations.TrailingZeroCount(equal);
                // (Where zeros stand instead of missing values no split is allowed.)
                var last = Unsafe.Add(ref bin, candidate);
                if (last < lastLeft) (bestSplit, lastLeft) = (candidate, last);
            }
        best = new Choice { Score = top, Feature = feature, Split = bestSplit, LastLeft = lastLeft, Missing = missing, MissingLeft = missingLeft };
        (tried, chosen) = (chosen, tried);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<double> AsDoubles(Vector512<long> numbers) => Avx512DQ.ConvertToVector512Double(numbers);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<byte> Eight(ref byte bytes, nint first) => Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref bytes, first))).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Highest(Vector512<double> of)
    {
        var four = Vector256.MaxNative(of.GetLower(), of.GetUpper());
        var two = Vector128.MaxNative(four.GetLower(), four.GetUpper());
        return Vector128.MaxNative(two, Vector128.Shuffle(two, Vector128.Create(1L, 1L))).ToScalar();
    }
}
