using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenreLab.Numerics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Splitting;

namespace GenreLab.Trees.Growing;

/// <summary>
/// Grows what lies below a node of few rows by random splits. The rows are records that move, genre by genre; each lane of a vector is the
/// split of one feature, and every row adds itself to the lanes in which it goes left: all features together cost what one would. For rows
/// that all weigh one, and Gini impurity; the trees are those, bit for bit, that counting row by row gives.
/// </summary>
internal sealed class FewRowsGrower
{
    /// <summary>Most rows: with more, sets of bits are as quick, and beyond 255 sums of squares would not fit sixteen bits.</summary>
    public const int MostRows = 128;

    private const int Lanes = 16;

    private readonly GrowingOptions options;
    private readonly FeatureDraw draw;
    private readonly TreeDraft tree;
    private readonly RowRecords<uint> records;
    private readonly byte[] smallest, largest, thresholds, shifts;
    private readonly short[] left, squares, products;
    // Of the node's rows: rows of the row's genre; all ones where the row before is of the same genre.
    private readonly short[] totals = new short[MostRows], continues = new short[MostRows];

    private RandomSource random = null!;
    private double total;

    public FewRowsGrower(int stride, GrowingOptions options, FeatureDraw draw, TreeDraft tree)
    {
        this.options = options;
        this.draw = draw;
        this.tree = tree;
        records = new RowRecords<uint>(stride);
        (smallest, largest, thresholds, shifts) = (new byte[stride], new byte[stride], new byte[stride], new byte[stride]);
        (left, squares, products) = (new short[stride], new short[stride], new short[stride]);
        records.Resize(MostRows);
    }

    /// <summary>The rows to grow from: to be written genre by genre before growing.</summary>
    public RowRecords<uint> Records => records;

    /// <summary>Grows a subtree.</summary>
    /// <param name="count">How many records were written.</param>
    /// <param name="depth">Splits above them.</param>
    /// <param name="all">Rows of the whole tree.</param>
    /// <param name="random">Draws features and splits.</param>
    public void Grow(int count, int depth, double all, RandomSource random)
    {
        this.random = random;
        total = all;
        Grow(0, count, depth);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow(int first, int count, int depth)
    {
        var allSquares = CountGenres(first, count);
        var mixed = totals[0] != count;
        var risk = mixed ? (count - (double)allSquares / count) / total : 0;
        var best = mixed && depth < options.MaxDepth && count >= 2 * options.MinLeaf ? FindSplit(first, count, allSquares) : SplitChoice.None;
        if (double.IsNegativeInfinity(best.Score))
        {
            tree.Leaves.Begin();
            for (var row = 0; row < count; row += totals[row]) tree.Leaves.AddEntry(ClassTarget.Label(records.Targets[first + row]), totals[row]);
            tree.Add(tree.Leaves.End(), risk);
            return;
        }
        var position = tree.Next;
        var split = TreeNode.Split(0, best.Feature, best.LastLeftBin, best.MissingLeft);
        tree.Add(split, risk);
        var lefts = records.Partition(first, count, split);
        Grow(first, lefts, depth + 1);
        tree.ContinueFrom(position);
        Grow(first + lefts, count - lefts, depth + 1);
    }

    // Notes each row's genre's rows; gives the sum of their squares.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private long CountGenres(int first, int count)
    {
        ref var target = ref MemoryMarshal.GetReference(records.Targets[first..]);
        ref var continued = ref MemoryMarshal.GetArrayDataReference(continues);
        ref var whole = ref MemoryMarshal.GetArrayDataReference(totals);
        var before = uint.MaxValue;
        long running = 0;
        for (var i = 0; i < count; i++)
        {
            // Equal targets are of one genre: all ones then, without a branch.
            var own = Unsafe.Add(ref target, i);
            var same = (long)(own ^ before) - 1 >> 63;
            before = own;
            running = (running & same) + 1;
            Unsafe.Add(ref continued, i) = (short)same;
            Unsafe.Add(ref whole, i) = (short)running;
        }
        long sum = 0, genre = 0, next = 0;
        for (var i = count - 1; i >= 0; i--)
        {
            // The last row of a genre knows how many there are.
            genre = (genre & next) + (Unsafe.Add(ref whole, i) & ~next);
            next = Unsafe.Add(ref continued, i);
            Unsafe.Add(ref whole, i) = (short)genre;
            sum += genre;
        }
        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SplitChoice FindSplit(int first, int count, long allSquares)
    {
        records.Ranges(first, count, smallest, largest);
        var best = SplitChoice.None;
        int drawn = 0, looked = 0;
        // Features until enough of them are not constant, tried together; and while that gave no split, one more each time.
        while (drawn < draw.Count && double.IsNegativeInfinity(best.Score))
        {
            var from = drawn;
            for (; drawn < draw.Count && (looked < options.MaxFeatures || drawn == from); drawn++)
            {
                var feature = draw.Draw(drawn, random);
                int low = smallest[feature], high = largest[feature];
                if (low == high) continue;
                looked++;
                var missing = high == FeatureBins.Missing;
                if (missing) high = records.LargestValue(first, count, feature);
                var (lastLeft, missingLeft) = FeatureDraw.DrawSplit(low, high, missing, random);
                thresholds[feature] = (byte)(lastLeft + (missingLeft == true ? 1 : 0));
                shifts[feature] = (byte)(missingLeft == true ? 1 : 0);
            }
            Count(first, count);
            for (var i = from; i < drawn; i++)
            {
                var feature = draw.InOrder(i);
                int low = smallest[feature], high = largest[feature];
                if (low == high) continue;
                int lefts = left[feature];
                if (lefts < options.MinLeaf || count - lefts < options.MinLeaf) continue;
                var score = GiniScan.Score(count, allSquares, lefts, (ushort)squares[feature], (ushort)products[feature]);
                if (score <= best.Score) continue;
                best = new SplitChoice
                {
                    Score = score,
                    Feature = feature,
                    LastLeftBin = thresholds[feature] - shifts[feature],
                    MissingLeft = high == FeatureBins.Missing ? shifts[feature] == 1 : 2 * lefts > count,
                };
            }
        }
        return best;
    }

    // For the split of each feature: rows on the left, and the sums of squares and of products that GiniScan.Score takes. Features without a split get numbers nobody reads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Count(int first, int count)
    {
        ref var whole = ref MemoryMarshal.GetArrayDataReference(totals);
        ref var continued = ref MemoryMarshal.GetArrayDataReference(continues);
        var stride = records.Stride;
        for (var lane = 0; lane < stride; lane += Lanes)
        {
            ref var bins = ref Unsafe.Add(ref records.BinsOf(first), lane);
            var threshold = Vector128.LoadUnsafe(ref thresholds[lane]);
            var shift = Vector128.LoadUnsafe(ref shifts[lane]);
            Vector256<short> rows = default, counted = default, squared = default, crossed = default;
            for (var i = 0; i < count; i++)
            {
                var goesLeft = Vector128.LessThanOrEqual(Vector128.LoadUnsafe(ref bins, (nuint)(i * stride)) + shift, threshold).AsSByte();
                // −1 for a row that goes left; counts are kept below zero, so that masks are added as they are.
                var moved = Vector256.Create(Vector128.WidenLower(goesLeft), Vector128.WidenUpper(goesLeft));
                var before = counted & Vector256.Create(Unsafe.Add(ref continued, i));
                counted = before + moved;
                rows += moved;
                // (l + 1)² − l² = l + l + 1, where before = −l and counted = −l − 1.
                squared -= moved & (before + counted);
                crossed += moved & Vector256.Create(Unsafe.Add(ref whole, i));
            }
            (-rows).StoreUnsafe(ref left[lane]);
            squared.StoreUnsafe(ref squares[lane]);
            crossed.StoreUnsafe(ref products[lane]);
        }
    }
}
