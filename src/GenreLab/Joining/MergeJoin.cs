using System.Text;

namespace GenreLab.Joining;

/// <summary>Joins two streams that are sorted by the same key (sort-merge join): the rows of one key on the right wait in memory while those
/// on the left pass by.</summary>
internal sealed class MergeJoin(RowStream left, RowStream right, bool rightHasFields, JoinTable rightTable, long groupBytes) : JoinedRows(left, rightHasFields)
{
    private readonly RowArena group = new((int)Math.Clamp(groupBytes / 16, 4 << 10, 64 << 10));
    private readonly List<long> places = [];
    private readonly RowCopy groupKey = new();
    private bool begun, moreRight;
    private int next;

    public override bool Next()
    {
        if (!begun)
        {
            begun = true;
            moreRight = right.Next();
        }
        while (true)
        {
            if (next < places.Count)
            {
                Join(group[places[next++]]);
                return true;
            }
            if (!Left.Next())
            {
                // What is left on the right is counted by those who prepared it.
                while (moreRight) moreRight = right.Next();
                return false;
            }
            if (!groupKey.HasKeyOf(Left)) TakeGroup();
            if (groupKey.HasKeyOf(Left))
            {
                Matched += Left.Rows;
                next = 0;
            }
            else
            {
                Unmatched += Left.Rows;
                next = places.Count;
            }
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        right.Dispose();
    }

    /// <summary>Goes on to the right rows of the left row's key; takes them when there are any.</summary>
    private void TakeGroup()
    {
        while (moreRight && Compare(right, Left) < 0) moreRight = right.Next();
        if (!moreRight || Compare(right, Left) != 0) return;
        group.Clear();
        places.Clear();
        groupKey.Take(right);
        do
        {
            places.Add(group.Add(right.Hash, right.Key, right));
            if (group.Bytes > groupBytes && places.Count > 1)
                throw new DataException($"More rows of {rightTable.Title} share the key {Quoted.From(Encoding.UTF8.GetString(right.Key))} than the memory bound holds; raise --memory, or keep one of them with --duplicates one.");
            moreRight = right.Next();
        }
        while (moreRight && groupKey.HasKeyOf(right));
    }

    private static int Compare(RowStream one, RowStream other) =>
        one.Hash != other.Hash ? one.Hash.CompareTo(other.Hash) : one.Key.SequenceCompareTo(other.Key);
}
