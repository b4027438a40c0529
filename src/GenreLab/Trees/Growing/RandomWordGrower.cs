using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Splitting;

namespace GenreLab.Trees.Growing;

/// <summary>
/// Grows what lies below a node of up to 64 rows by random splits. A set of rows is one word, a feature's bins of all rows one vector: a split is a
/// comparison, the rows of a genre on one side are the ones of an intersection, and nothing moves. Rows stand genre by genre. For rows that all
/// weigh one, and Gini impurity; the trees are those, bit for bit, that counting row by row gives.
/// </summary>
internal sealed class RandomWordGrower
{
    private const int GenreLanes = 8;

    /// <summary>Most rows: the bits of a word.</summary>
    public const int MostRows = 64;

    private readonly TrainingRows rows;
    private readonly GrowingOptions options;
    private readonly FeatureDraw draw;
    private readonly RandomNumbers random;
    private readonly TreeDraft tree;
    private readonly byte[] columns;
    private readonly int[] labels = new int[MostRows];
    // For each row the rows of its genre; and the genres a node may have, one list behind the other on the path down.
    private readonly ulong[] alike = new ulong[MostRows], genres = new ulong[3 * MostRows];

    private double total;

    private readonly record struct Division(TreeNode Split, ulong Left, int LeftRows, long LeftSquares, long RightSquares);

    public RandomWordGrower(TrainingRows rows, GrowingOptions options, FeatureDraw draw, RandomNumbers random, TreeDraft tree)
    {
        this.rows = rows;
        this.options = options;
        this.draw = draw;
        this.random = random;
        this.tree = tree;
        columns = new byte[rows.Binning.Stride * MostRows];
    }

    /// <summary>Numbers of the rows to grow from: to be written genre by genre before growing.</summary>
    public int[] Rows { get; } = new int[MostRows];

    /// <summary>Grows a subtree.</summary>
    /// <param name="own">The rows' genres, ascending.</param>
    /// <param name="counts">How many rows are of each; all together are those that were written.</param>
    /// <param name="count">How many these are.</param>
    /// <param name="depth">Splits above them.</param>
    /// <param name="all">Rows of the whole tree.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Grow(ReadOnlySpan<int> own, ReadOnlySpan<int> counts, int count, int depth, double all)
    {
        total = all;
        Rows.AsSpan(count).Fill(Rows[0]);
        RowColumns.Take(ref MemoryMarshal.GetArrayDataReference(rows.Bins), rows.Binning.Stride, draw.Count, Rows, columns);
        var first = 0;
        long squares = 0;
        for (var place = 0; place < own.Length; place++)
        {
            var set = ulong.MaxValue >> -counts[place] << first;
            genres[place] = set;
            for (var end = first + counts[place]; first < end; first++) (labels[first], alike[first]) = (own[place], set);
            squares += (long)counts[place] * counts[place];
        }
        Grow(ulong.MaxValue >> -count, count, squares, depth, 0, WholeLanes(0, own.Length));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow(ulong set, int count, long squares, int depth, int firstGenre, int genreCount)
    {
        var mixed = squares != (long)count * count;
        var risk = mixed ? (count - (double)squares / count) / total : 0;
        if (!mixed || depth >= options.MaxDepth || count < 2 * options.MinLeaf || !FindSplit(set, count, firstGenre, genreCount, out var division))
        {
            AddLeaf(set, risk);
            return;
        }
        var position = tree.Next;
        tree.Add(division.Split, risk);
        if (genreCount > GenreLanes && 2 * count <= genreCount)
        {
            firstGenre += genreCount;
            genreCount = ListGenres(set, firstGenre);
        }
        Grow(division.Left, division.LeftRows, division.LeftSquares, depth + 1, firstGenre, genreCount);
        tree.ContinueFrom(position);
        Grow(set & ~division.Left, count - division.LeftRows, division.RightSquares, depth + 1, firstGenre, genreCount);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void AddLeaf(ulong set, double risk)
    {
        tree.Leaves.Begin();
        while (set != 0)
        {
            var row = BitOperations.TrailingZeroCount(set);
            var own = alike[row];
            tree.Leaves.AddEntry(labels[row], BitOperations.PopCount(own & set));
            set &= ~own;
        }
        tree.Add(tree.Leaves.End(), risk);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int ListGenres(ulong set, int first)
    {
        var place = first;
        while (set != 0)
        {
            var own = alike[BitOperations.TrailingZeroCount(set)];
            genres[place++] = own;
            set &= ~own;
        }
        return WholeLanes(first, place - first);
    }

    // Genres without rows fill up a list's last vector.
    private int WholeLanes(int first, int count)
    {
        var whole = (count + GenreLanes - 1) / GenreLanes * GenreLanes;
        genres.AsSpan(first + count, whole - count).Clear();
        return whole;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool FindSplit(ulong set, int count, int firstGenre, int genreCount, out Division division)
    {
        ref var first = ref MemoryMarshal.GetArrayDataReference(columns);
        ref var genre = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(genres), firstGenre);
        var members = RowSets.Bytes(set);
        // The best split so far. Which of two splits is better cannot be foretold: the better one is taken by masks, without a branch.
        // Scores are fractions of small whole numbers and compared as such.
        long bestNumerator = 0, bestDenominator = 1;
        ulong bestLeft = 0, bestSplit = 0, bestSquares = 0;
        int looked = 0, maxFeatures = options.MaxFeatures, minLeaf = options.MinLeaf;
        for (var drawn = 0; drawn < draw.Count && (looked < maxFeatures || bestNumerator == 0); drawn++)
        {
            var feature = draw.Draw(drawn, random);
            var bins = Vector512.LoadUnsafe(ref first, (nuint)feature * MostRows);
            var (low, high) = RowSets.Range(bins, members);
            if (low == high) continue;
            looked++;
            var missing = high == FeatureBins.Missing;
            var (lastLeft, shift) = missing ? DrawSplit(bins, members, low) : (low + random.NextInt32(high - low), 0);
            var left = Vector512.LessThanOrEqual(bins + Vector512.Create((byte)shift), Vector512.Create((byte)(lastLeft + shift))).ExtractMostSignificantBits() & set;
            var right = set & ~left;
            int leftRows = BitOperations.PopCount(left), rightRows = count - leftRows;
            var squares = SquaredCounts(ref genre, genreCount, left, right);
            // Without missing values here, those met later go with the larger side.
            if (!missing) shift = count - 2 * leftRows >>> 31;
            // Σl²/L + Σr²/R.
            long numerator = (long)(squares >> 32) * rightRows + (uint)squares * (long)leftRows, denominator = (long)leftRows * rightRows;
            var tooSmall = (leftRows - minLeaf | rightRows - minLeaf) >> 31;
            var better = (ulong)(bestNumerator * denominator - numerator * bestDenominator >> 63 & ~(long)tooSmall);
            bestNumerator ^= (bestNumerator ^ numerator) & (long)better;
            bestDenominator ^= (bestDenominator ^ denominator) & (long)better;
            bestLeft ^= (bestLeft ^ left) & better;
            bestSplit ^= (bestSplit ^ (uint)(feature << 16 | lastLeft << 8 | shift)) & better;
            bestSquares ^= (bestSquares ^ squares) & better;
        }
        division = new Division(TreeNode.Split(0, (int)(bestSplit >> 16), (byte)(bestSplit >> 8), (bestSplit & 1) != 0), bestLeft, BitOperations.PopCount(bestLeft), (long)(bestSquares >> 32), (uint)bestSquares);
        return bestNumerator != 0;
    }

    // A split of a feature of which some values are missing: the last bin that goes left, and 1 when missing values do.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private (int LastLeft, int Shift) DrawSplit(Vector512<byte> bins, Vector512<byte> members, int low)
    {
        var high = RowSets.Range(bins, members & ~Vector512.Equals(bins, Vector512.Create(FeatureBins.Missing))).High;
        var (lastLeft, missingLeft) = FeatureDraw.DrawSplit(low, high, true, random);
        return (lastLeft, missingLeft == true ? 1 : 0);
    }

    // The sums over genres of the squared numbers of rows on the left, in the upper half, and on the right.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SquaredCounts(ref ulong genre, int count, ulong left, ulong right)
    {
        if (Avx512BW.IsSupported)
        {
            var sums = Vector512<int>.Zero;
            for (var i = 0; i < count; i += GenreLanes)
            {
                var own = Vector512.LoadUnsafe(ref genre, (nuint)i);
                Vector512<short> lefts = Ones(own & Vector512.Create(left)), rights = Ones(own & Vector512.Create(right));
                // A count is the lowest of its lane's four numbers, the others are zero.
                sums += (Avx512BW.MultiplyAddAdjacent(lefts, lefts).AsUInt64() << 32).AsInt32() + Avx512BW.MultiplyAddAdjacent(rights, rights);
            }
            return Vector512.Sum(sums.AsUInt64());
        }
        ulong squares = 0;
        for (var i = 0; i < count; i++)
        {
            var own = Unsafe.Add(ref genre, i);
            ulong lefts = (ulong)BitOperations.PopCount(own & left), rights = (ulong)BitOperations.PopCount(own & right);
            squares += (lefts * lefts << 32) + rights * rights;
        }
        return squares;
    }

    // How many bits of each word are set.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Ones(Vector512<ulong> words)
    {
        var ones = Vector512.Create(0x0302020102010100UL, 0x0403030203020201UL, 0x0302020102010100UL, 0x0403030203020201UL, 0x0302020102010100UL, 0x0403030203020201UL, 0x0302020102010100UL, 0x0403030203020201UL).AsByte();
        var half = Vector512.Create((byte)15);
        var bytes = Avx512BW.Shuffle(ones, words.AsByte() & half) + Avx512BW.Shuffle(ones, (words >> 4).AsByte() & half);
        return Avx512BW.SumAbsoluteDifferences(bytes, Vector512<byte>.Zero).AsInt16();
    }
}
