using System.Runtime.ExceptionServices;

namespace GenreLab.Joining;

/// <summary>
/// Puts the streams of a join together. Small tables are looked up in memory; for larger ones both sides are sorted by the seeded hash of
/// the key and merged. So memory is bounded whatever the sizes and however often a key repeats on the left, and the rows come out in an order
/// that follows from the keys and the seed alone.
/// </summary>
internal sealed class JoinPipeline
{
    private const int SmallShare = 8;
    private const int GroupShare = 16;

    private readonly JoinTree tree;
    private readonly JoinOptions options;
    private readonly SpillFolder spill;
    private readonly int distinctField;
    private readonly long smallBudget, largeBudget;

    public JoinPipeline(JoinTree tree, JoinOptions options, SpillFolder spill)
    {
        (this.tree, this.options, this.spill) = (tree, options, spill);
        distinctField = options.Distinct is { } distinct ? tree.FieldOf(distinct, "--distinct") : -1;
        OrderField = distinctField >= 0 ? distinctField : tree.Joined.First().ParentField;
        // A text takes about twice its size while it is sorted and indexed in memory.
        smallBudget = options.MemoryBytes / SmallShare / options.With.Count;
        foreach (var node in tree.Joined) node.IsSmall = 2 * node.TextBytes < smallBudget;
        var large = tree.Joined.Count(node => !node.IsSmall);
        largeBudget = options.MemoryBytes * (SmallShare - 1) / SmallShare / (1 + 2 * large - (large > 0 && SortedBy(tree.Root) == OrderField ? 1 : 0));
    }

    /// <summary>The field by whose seeded hash the rows are ordered.</summary>
    public int OrderField { get; }

    /// <summary>Joined rows that lack the key they are ordered by.</summary>
    public long RowsWithoutKey { get; private set; }

    /// <summary>The joined rows in order; one a key where they are made distinct.</summary>
    public CountedKeys Rows(CancellationToken cancellation)
    {
        var (rows, sortedBy) = Rows(tree.Root, cancellation);
        if (sortedBy != OrderField)
        {
            var sorter = Sorter(OrderField, largeBudget, out _);
            sorter.Fill(rows, cancellation);
            RowsWithoutKey = sorter.RowsWithoutKey;
            rows = sorter.Sorted(cancellation);
        }
        return distinctField >= 0 ? new KeyGroups(rows, standsForAll: true) : new AllRows(rows, null);
    }

    /// <summary>A node's rows joined to those of its children, and the field they are sorted by (−1 for none).</summary>
    private (RowStream Rows, int SortedBy) Rows(JoinNode node, CancellationToken cancellation)
    {
        RowStream rows = node.Scan;
        var sortedBy = -1;
        foreach (var child in node.Children)
        {
            var right = Sorter(0, child.IsSmall ? smallBudget : largeBudget, out _);
            RowSorter? left = null;
            if (!child.IsSmall && sortedBy != child.ParentField)
            {
                left = LeftSorter(child);
                var unsorted = rows;
                Together(cancelled => right.Fill(Rows(child, cancelled).Rows, cancelled), cancelled => left.Fill(unsorted, cancelled), cancellation);
            }
            else
            {
                right.Fill(Rows(child, cancellation).Rows, cancellation);
            }

            var counted = child.Counted = Counted(node, child, right.Sorted(cancellation));
            var rightHasFields = child.AllNames.Any();
            if (child.IsSmall && !right.Spilled)
            {
                var keys = child.ParentKeys = new KeyReader(options.FoldKeys, options.Seed);
                var joined = new LookupJoin(rows, child.ParentField, keys, new Lookup(counted), rightHasFields);
                child.ParentRowsWithoutKey = () => joined.WithoutKey;
                rows = child.Joined = joined;
                continue;
            }
            if (left is null && sortedBy != child.ParentField)
            {
                left = LeftSorter(child);
                left.Fill(rows, cancellation);
            }
            if (left is not null)
            {
                rows = left.Sorted(cancellation);
                sortedBy = child.ParentField;
            }
            if (MayReduce(node, child)) rows = new KeyGroups(rows, standsForAll: true);
            rows = child.Joined = new MergeJoin(rows, counted, rightHasFields, child.Table, options.MemoryBytes / GroupShare);
        }
        return (rows, sortedBy);
    }

    private RowSorter LeftSorter(JoinNode child)
    {
        var sorter = Sorter(child.ParentField, largeBudget, out var keys);
        child.ParentKeys = keys;
        child.ParentRowsWithoutKey = () => sorter.RowsWithoutKey;
        return sorter;
    }

    private RowSorter Sorter(int field, long budget, out KeyReader keys) => new(field, keys = new KeyReader(options.FoldKeys, options.Seed), budget, spill);

    private CountedKeys Counted(JoinNode parent, JoinNode child, RowStream sorted)
    {
        if (MayReduce(parent, child)) return new KeyGroups(sorted, standsForAll: true);
        if (IsOnDistinct(parent, child) || options.Repeated == RepeatedKeys.Keep) return new AllRows(sorted, null);
        return options.Repeated == RepeatedKeys.One ? new KeyGroups(sorted, standsForAll: false) : new AllRows(sorted, child.RefuseRepeated);
    }

    private bool IsOnDistinct(JoinNode parent, JoinNode child) => parent == tree.Root && child.ParentField == distinctField;

    /// <summary>Whether one row a key may be chosen on both sides before they are joined instead of one joined row after it. The best joined row
    /// is that of the best rows of either side, provided that no later table can turn the choice down.</summary>
    private bool MayReduce(JoinNode parent, JoinNode child) =>
        parent == tree.Root && parent.Children.SkipWhile(one => one != child).All(one => IsOnDistinct(parent, one));

    private static int SortedBy(JoinNode node) => node.Children.LastOrDefault(child => !child.IsSmall)?.ParentField ?? -1;

    /// <summary>Does both, at once when there are threads; when one fails the other is stopped.</summary>
    private void Together(Action<CancellationToken> one, Action<CancellationToken> other, CancellationToken cancellation)
    {
        if (options.Threads == 1)
        {
            one(cancellation);
            other(cancellation);
            return;
        }
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Exception? first = null;
        void Guarded(Action<CancellationToken> work)
        {
            try
            {
                work(both.Token);
            }
            catch (Exception failure)
            {
                Interlocked.CompareExchange(ref first, failure, null);
                both.Cancel();
            }
        }
        var side = Task.Run(() => Guarded(one), CancellationToken.None);
        Guarded(other);
        side.Wait(CancellationToken.None);
        cancellation.ThrowIfCancellationRequested();
        if (first is not null) ExceptionDispatchInfo.Throw(first);
    }
}
