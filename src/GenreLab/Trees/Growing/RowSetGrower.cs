using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GenreLab.Numerics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Splitting;

namespace GenreLab.Trees.Growing;

/// <summary>
/// Grows trees by random splits without moving rows: a node is a set of bits, a split compares 64 rows at once, and the rows of a genre on one
/// side are the ones of an intersection. Where sets have become thin, an eighth of their bits or fewer, the rows that are left are taken out of
/// the window of all (<see cref="RowWindow"/>) into one of their own; few rows go to <see cref="FewRowsGrower"/>. For rows that all weigh one, and Gini impurity; the trees are those, bit for bit, that
/// counting row by row gives.
/// </summary>
internal sealed class RowSetGrower
{
    // Rows a word below which a set is thin.
    private const int ThinRows = RowWindow.WordRows / 8;

    private readonly TrainingRows rows;
    private readonly GrowingOptions options;
    private readonly FeatureDraw draw;
    private readonly TreeDraft tree;
    private readonly FewRowsGrower fewRows;
    private readonly List<RowWindow> windows = [];
    private readonly int[] placeOf;
    // The nodes on the path, one behind the other: their sets; the places of their genres and how many rows of each.
    private ulong[] sets = [], left = [];
    private int[] places = [], counts = [];
    // How many rows of each genre go left, by the split looked at and by the best one: by the genres' places in the window.
    private int[] tried, chosen;

    private RandomSource random = null!;
    private double total;
    private bool allTaken;

    // A node: its window, where its set and its genres stand, how many genres and rows it has, and how many splits are above.
    private readonly record struct Node(int Window, int Set, int FirstLabel, int Labels, int Rows, int Depth);

    public RowSetGrower(TrainingRows rows, GrowingOptions options, FeatureDraw draw, TreeDraft tree)
    {
        this.rows = rows;
        this.options = options;
        this.draw = draw;
        this.tree = tree;
        fewRows = new FewRowsGrower(rows.Binning.Stride, options, draw, tree);
        placeOf = new int[rows.LabelCount];
        tried = new int[rows.LabelCount];
        chosen = new int[rows.LabelCount];
    }

    /// <summary>Grows a tree.</summary>
    /// <param name="weights">For each row 1, or 0 for those left out; one at least is 1.</param>
    /// <param name="random">Draws features and splits.</param>
    public void Grow(ReadOnlySpan<ushort> weights, RandomSource random)
    {
        this.random = random;
        var count = weights.Length - weights.Count((ushort)0);
        total = count;
        var window = WindowAt(0);
        var numbers = window.Resize(count);
        var place = 0;
        for (var row = 0; row < weights.Length; row++)
            if (weights[row] != 0) numbers[place++] = row;

        Reserve(0, rows.LabelCount);
        counts.AsSpan(0, rows.LabelCount).Clear();
        foreach (var row in numbers) counts[rows.Labels[row]]++;
        var labels = 0;
        for (var label = 0; label < rows.LabelCount; label++)
        {
            if (counts[label] == 0) continue;
            places[labels] = label;
            counts[labels++] = counts[label];
        }
        // All rows are the same window for every tree.
        if (!allTaken) window.Take(rows, count, places.AsSpan(0, labels), placeOf);
        allTaken = count == rows.Count;
        Grow(Whole(new Node(0, 0, 0, labels, count, 0)));
    }

    private RowWindow WindowAt(int number)
    {
        while (windows.Count <= number) windows.Add(new RowWindow(draw.Count));
        return windows[number];
    }

    // A node that is all of its window.
    private Node Whole(Node node)
    {
        var window = windows[node.Window];
        for (var label = 0; label < node.Labels; label++) places[node.FirstLabel + label] = label;
        Reserve(node.Set + window.Words, 0);
        var set = sets.AsSpan(node.Set, window.Words);
        set.Fill(ulong.MaxValue);
        set[^1] >>= -node.Rows;
        return node;
    }

    private void Reserve(int setEnd, int labelEnd)
    {
        if (sets.Length < setEnd) Array.Resize(ref sets, 2 * setEnd);
        if (places.Length >= labelEnd) return;
        Array.Resize(ref places, 2 * labelEnd);
        Array.Resize(ref counts, 2 * labelEnd);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Grow(Node node)
    {
        if (node.Rows <= FewRowsGrower.MostRows)
        {
            TakeOut(node);
            fewRows.Grow(node.Rows, node.Depth, total, random);
            return;
        }
        long squares = 0;
        foreach (var own in counts.AsSpan(node.FirstLabel, node.Labels)) squares += (long)own * own;
        var best = node.Labels > 1 && node.Depth < options.MaxDepth && node.Rows >= 2 * options.MinLeaf ? FindSplit(node, squares) : SplitChoice.None;
        var risk = node.Labels > 1 ? (node.Rows - (double)squares / node.Rows) / total : 0;
        if (double.IsNegativeInfinity(best.Score))
        {
            tree.Leaves.Begin();
            for (var label = node.FirstLabel; label < node.FirstLabel + node.Labels; label++) tree.Leaves.AddEntry(windows[node.Window].Label(places[label]), counts[label]);
            tree.Add(tree.Leaves.End(), risk);
            return;
        }
        var position = tree.Next;
        var split = TreeNode.Split(0, best.Feature, best.LastLeftBin, best.MissingLeft);
        tree.Add(split, risk);
        var (leftChild, rightChild) = Divide(node, split);
        Grow(Thinned(leftChild));
        tree.ContinueFrom(position);
        Grow(Thinned(rightChild));
    }

    // Few rows leave the sets, genre by genre.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeOut(Node node)
    {
        var window = windows[node.Window];
        var stride = rows.Binning.Stride;
        var records = fewRows.Records;
        var set = sets.AsSpan(node.Set, window.Words);
        var position = 0;
        for (var label = node.FirstLabel; label < node.FirstLabel + node.Labels; label++)
        {
            ref var own = ref window.RowsOf(places[label]);
            var target = ClassTarget.Of(window.Label(places[label]), 1);
            for (var word = 0; word < set.Length; word++)
                for (var bits = set[word] & Unsafe.Add(ref own, word); bits != 0; bits &= bits - 1)
                {
                    var row = window.Row(word * RowWindow.WordRows + BitOperations.TrailingZeroCount(bits));
                    records.Put(position++, rows.Bins.AsSpan(row * stride, stride), target);
                }
        }
    }

    // The children's sets and genres stand behind their parent's, those of the left child last: what it grows stands behind them.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private (Node Left, Node Right) Divide(Node parent, TreeNode split)
    {
        var window = windows[parent.Window];
        var words = window.Words;
        int rightSet = parent.Set + words, leftSet = rightSet + words, rightLabel = parent.FirstLabel + parent.Labels, leftLabel = rightLabel + parent.Labels;
        Reserve(leftSet + words, leftLabel + parent.Labels);
        ref var members = ref sets[parent.Set];
        ref var lefts = ref sets[leftSet];
        ref var rights = ref sets[rightSet];
        ref var column = ref window.Column(split.Feature);
        for (nint word = 0; word < words; word++)
        {
            var own = Unsafe.Add(ref members, word);
            var goLeft = GoLeft(ref column, word, split);
            Unsafe.Add(ref lefts, word) = own & goLeft;
            Unsafe.Add(ref rights, word) = own & ~goLeft;
        }
        int leftLabels = 0, rightLabels = 0, leftRows = 0;
        for (var label = parent.FirstLabel; label < rightLabel; label++)
        {
            var place = places[label];
            int left = chosen[place], right = counts[label] - left;
            places[leftLabel + leftLabels] = place;
            counts[leftLabel + leftLabels] = left;
            leftLabels += left == 0 ? 0 : 1;
            places[rightLabel + rightLabels] = place;
            counts[rightLabel + rightLabels] = right;
            rightLabels += right == 0 ? 0 : 1;
            leftRows += left;
        }
        return (new Node(parent.Window, leftSet, leftLabel, leftLabels, leftRows, parent.Depth + 1),
            new Node(parent.Window, rightSet, rightLabel, rightLabels, parent.Rows - leftRows, parent.Depth + 1));
    }

    // A node whose set is thin gets a window of its own.
    private Node Thinned(Node node)
    {
        var window = windows[node.Window];
        if (window.Words == 1 || node.Rows > ThinRows * window.Words || node.Rows <= FewRowsGrower.MostRows) return node;
        foreach (ref var place in places.AsSpan(node.FirstLabel, node.Labels)) place = window.Label(place);
        var own = WindowAt(node.Window + 1);
        window.RowsIn(sets.AsSpan(node.Set, window.Words), own.Resize(node.Rows));
        own.Take(rows, node.Rows, places.AsSpan(node.FirstLabel, node.Labels), placeOf);
        return Whole(node with { Window = node.Window + 1 });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SplitChoice FindSplit(Node node, long squares)
    {
        var window = windows[node.Window];
        var words = window.Words;
        if (left.Length < words) left = new ulong[words];
        ref var members = ref sets[node.Set];
        ref var lefts = ref MemoryMarshal.GetArrayDataReference(left);
        // Row by row or, where genres are few beside the rows, genre by genre.
        var countRows = (long)node.Labels * words > node.Rows;
        var best = SplitChoice.None;
        var looked = 0;
        for (var drawn = 0; drawn < draw.Count && (looked < options.MaxFeatures || double.IsNegativeInfinity(best.Score)); drawn++)
        {
            var feature = draw.Draw(drawn, random);
            ref var column = ref window.Column(feature);
            var (low, high) = Range(ref column, ref members, words, withMissing: true);
            if (low == high) continue;
            looked++;
            var missing = high == FeatureBins.Missing;
            if (missing) high = Range(ref column, ref members, words, withMissing: false).High;
            var (lastLeft, missingLeft) = FeatureDraw.DrawSplit(low, high, missing, random);
            var split = TreeNode.Split(0, feature, lastLeft, missingLeft ?? false);
            long leftRows = 0;
            for (nint word = 0; word < words; word++)
            {
                var own = GoLeft(ref column, word, split) & Unsafe.Add(ref members, word);
                Unsafe.Add(ref lefts, word) = own;
                leftRows += BitOperations.PopCount(own);
            }
            if (leftRows < options.MinLeaf || node.Rows - leftRows < options.MinLeaf) continue;
            if (countRows) CountRows(window, ref lefts);
            long leftSquares = 0, products = 0;
            for (var label = node.FirstLabel; label < node.FirstLabel + node.Labels; label++)
            {
                var place = places[label];
                long ones = countRows ? tried[place] : tried[place] = Ones(ref window.RowsOf(place), ref lefts, words);
                leftSquares += ones * ones;
                products += ones * counts[label];
            }
            var score = GiniScan.Score(node.Rows, squares, leftRows, leftSquares, products);
            if (score <= best.Score) continue;
            (tried, chosen) = (chosen, tried);
            best = new SplitChoice { Score = score, Feature = feature, LastLeftBin = lastLeft, MissingLeft = missingLeft ?? 2 * leftRows > node.Rows };
        }
        return best;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void CountRows(RowWindow window, ref ulong set)
    {
        Array.Clear(tried);
        ref var counted = ref MemoryMarshal.GetArrayDataReference(tried);
        ref var place = ref window.Places;
        for (nint word = 0; word < window.Words; word++)
        {
            for (var bits = Unsafe.Add(ref set, word); bits != 0; bits &= bits - 1) Unsafe.Add(ref counted, (nint)Unsafe.Add(ref place, BitOperations.TrailingZeroCount(bits)))++;
            place = ref Unsafe.Add(ref place, RowWindow.WordRows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Ones(ref ulong one, ref ulong other, int words)
    {
        var ones = BitOperations.PopCount(one & other);
        for (nint word = 1; word < words; word++) ones += BitOperations.PopCount(Unsafe.Add(ref one, word) & Unsafe.Add(ref other, word));
        return ones;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong GoLeft(ref byte column, nint word, TreeNode split) =>
        Vector512.LessThanOrEqual(Bins(ref column, word) + Vector512.Create(split.Shift), Vector512.Create(split.Threshold)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Bins(ref byte column, nint word) => Vector512.LoadUnsafe(ref column, (nuint)(word * RowWindow.WordRows));

    /// <summary>Smallest and largest bin of a set's rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (int Low, int High) Range(ref byte column, ref ulong members, int words, bool withMissing)
    {
        // The largest is the smallest of the complements, so that both go down together.
        Vector512<byte> low = Vector512<byte>.AllBitsSet, high = low;
        for (nint word = 0; word < words; word++)
        {
            var bins = Bins(ref column, word);
            var own = Bytes(Unsafe.Add(ref members, word));
            if (!withMissing) own &= ~Vector512.Equals(bins, Vector512.Create(FeatureBins.Missing));
            low = Vector512.Min(low, bins | ~own);
            high = Vector512.Min(high, ~(bins & own));
        }
        Vector256<byte> lows = Vector256.Min(low.GetLower(), low.GetUpper()), highs = Vector256.Min(high.GetLower(), high.GetUpper());
        var both = Vector128.Create(Smallest(Vector128.Min(lows.GetLower(), lows.GetUpper())), Smallest(Vector128.Min(highs.GetLower(), highs.GetUpper())));
        both = Vector128.Min(both.AsByte(), (both >> 32).AsByte()).AsUInt64();
        both = Vector128.Min(both.AsByte(), (both >> 16).AsByte()).AsUInt64();
        both = Vector128.Min(both.AsByte(), (both >> 8).AsByte()).AsUInt64();
        return ((byte)both.GetElement(0), (byte)~both.GetElement(1));

        // The bytes of one half, each the smaller of both halves'.
        static ulong Smallest(Vector128<byte> of) => Vector128.Min(of, Vector128.Shuffle(of.AsUInt64(), Vector128.Create(1UL, 1UL)).AsByte()).AsUInt64().ToScalar();
    }

    /// <summary>A byte of ones for every bit that is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Bytes(ulong bits)
    {
        // Every eight bytes hold all bits, so that it does not matter whether bytes come from their own part of the vector or the first.
        var spread = Vector512.Create(bits).AsByte();
        var eighths = Vector512.Create(0x0000000000000000UL, 0x0101010101010101UL, 0x0202020202020202UL, 0x0303030303030303UL, 0x0404040404040404UL, 0x0505050505050505UL, 0x0606060606060606UL, 0x0707070707070707UL).AsByte();
        spread = Avx512BW.IsSupported ? Avx512BW.Shuffle(spread, eighths) : Vector512.Shuffle(spread, eighths);
        var bit = Vector512.Create(0x8040201008040201UL).AsByte();
        return Vector512.Equals(spread & bit, bit);
    }
}
