using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Splitting;

namespace GenreLab.Trees.Growing;

/// <summary>
/// Grows trees by random splits without moving rows: a node is a set of bits, a split compares 64 rows at once, and since rows stand genre by
/// genre, those of a genre on one side are the ones in a part of the set. Where sets have become thin, an eighth of their bits or fewer, the
/// rows that are left are taken out of the window of all (<see cref="RowWindow"/>) into one of their own; few rows go to
/// <see cref="RandomWordGrower"/>. For rows that all weigh one, and Gini impurity; the trees are those, bit for bit, that counting row by row gives.
/// </summary>
internal sealed class RowSetGrower
{
    // Rows a word below which a set is thin.
    private const int ThinRows = RowWindow.WordRows / 8;

    private readonly TrainingRows rows;
    private readonly GrowingOptions options;
    private readonly FeatureDraw draw;
    private readonly RandomNumbers random;
    private readonly TreeDraft tree;
    private readonly RandomWordGrower word;
    private readonly List<RowWindow> windows = [];
    // The nodes on the path, one behind the other: their sets; the places of their genres and how many rows of each.
    private ulong[] sets = [], left = [];
    private byte[] memberBytes = [];
    private int[] places = [], counts = [];
    // How many rows of each genre go left, by the split looked at and by the best one: by the genres' places in the window.
    private int[] tried, chosen;

    private double total;
    private bool allTaken;

    // A node: its window, where its set and its genres stand, how many genres and rows it has, and how many splits are above.
    private readonly record struct Node(int Window, int Set, int FirstLabel, int Labels, int Rows, int Depth);

    public RowSetGrower(TrainingRows rows, GrowingOptions options, FeatureDraw draw, RandomNumbers random, TreeDraft tree)
    {
        this.rows = rows;
        this.options = options;
        this.draw = draw;
        this.random = random;
        this.tree = tree;
        word = new RandomWordGrower(rows, options, draw, random, tree);
        tried = new int[rows.LabelCount];
        chosen = new int[rows.LabelCount];
    }

    /// <summary>Grows a tree.</summary>
    /// <param name="weights">For each row 1, or 0 for those left out; one at least is 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Grow(ReadOnlySpan<ushort> weights)
    {
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
        if (!allTaken) window.Take(rows, places.AsSpan(0, labels), counts.AsSpan(0, labels));
        allTaken = count == rows.Count;
        Grow(Whole(new Node(0, 0, 0, labels, count, 0)));
    }

    private RowWindow WindowAt(int number)
    {
        while (windows.Count <= number) windows.Add(new RowWindow(draw.Count));
        return windows[number];
    }

    // A node that is all of its window.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
        if (node.Rows <= RandomWordGrower.MostRows)
        {
            var window = windows[node.Window];
            var own = places.AsSpan(node.FirstLabel, node.Labels);
            foreach (ref var place in own) place = window.Label(place);
            window.RowsIn(sets.AsSpan(node.Set, window.Words), word.Rows);
            word.Grow(own, counts.AsSpan(node.FirstLabel, node.Labels), node.Rows, node.Depth, total);
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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private Node Thinned(Node node)
    {
        var window = windows[node.Window];
        if (window.Words == 1 || node.Rows > ThinRows * window.Words || node.Rows <= RandomWordGrower.MostRows) return node;
        foreach (ref var place in places.AsSpan(node.FirstLabel, node.Labels)) place = window.Label(place);
        var own = WindowAt(node.Window + 1);
        window.RowsIn(sets.AsSpan(node.Set, window.Words), own.Resize(node.Rows));
        own.Take(rows, places.AsSpan(node.FirstLabel, node.Labels), counts.AsSpan(node.FirstLabel, node.Labels));
        return Whole(node with { Window = node.Window + 1 });
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private SplitChoice FindSplit(Node node, long squares)
    {
        var window = windows[node.Window];
        var words = window.Words;
        if (left.Length < words) (left, memberBytes) = (new ulong[words], new byte[words * RowWindow.WordRows]);
        ref var members = ref sets[node.Set];
        ref var masks = ref MemoryMarshal.GetArrayDataReference(memberBytes);
        for (nint word = 0; word < words; word++) RowSets.Bytes(Unsafe.Add(ref members, word)).StoreUnsafe(ref masks, (nuint)(word * RowWindow.WordRows));
        ref var lefts = ref MemoryMarshal.GetArrayDataReference(left);
        var best = SplitChoice.None;
        var looked = 0;
        for (var drawn = 0; drawn < draw.Count && (looked < options.MaxFeatures || double.IsNegativeInfinity(best.Score)); drawn++)
        {
            var feature = draw.Draw(drawn, random);
            ref var column = ref window.Column(feature);
            var (low, high) = RowSets.Range(ref column, ref masks, words);
            if (low == high) continue;
            looked++;
            var missing = high == FeatureBins.Missing;
            if (missing) high = RowSets.LargestValue(ref column, ref masks, words);
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
            long leftSquares = 0, products = 0;
            for (var label = node.FirstLabel; label < node.FirstLabel + node.Labels; label++)
            {
                var place = places[label];
                long ones = tried[place] = window.Count(ref lefts, place);
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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong GoLeft(ref byte column, nint word, TreeNode split) =>
        Vector512.LessThanOrEqual(Bins(ref column, word) + Vector512.Create(split.Shift), Vector512.Create(split.Threshold)).ExtractMostSignificantBits();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Bins(ref byte column, nint word) => Vector512.LoadUnsafe(ref column, (nuint)(word * RowWindow.WordRows));
}
