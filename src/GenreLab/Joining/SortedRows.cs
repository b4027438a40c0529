namespace GenreLab.Joining;

/// <summary>Merges sorted runs into one sorted stream (a heap of their first rows); equal rows become one that stands for them all.</summary>
internal sealed class SortedRows : RowStream
{
    private readonly RunCursor[] heap;
    private readonly RowCopy current = new();
    private int count;

    public SortedRows(IEnumerable<RunCursor> runs)
    {
        heap = [.. runs.Where(run => run.Next())];
        count = heap.Length;
        for (var i = count / 2 - 1; i >= 0; i--) Sink(i);
    }

    public override ReadOnlySpan<byte> Record => current.Row.Record;

    public override int Present => current.Row.Present;

    public override long Rows => current.Rows;

    public override ulong Hash => current.Row.Hash;

    public override ReadOnlySpan<byte> Key => current.Row.Key;

    public override bool Next()
    {
        if (count == 0) return false;
        current.Take(heap[0].Row);
        var hash = heap[0].Hash;
        TakeFirst();
        while (count > 0 && heap[0].Hash == hash && heap[0].Row.CompareContent(current.Row) == 0)
        {
            current.Rows += heap[0].Row.Rows;
            TakeFirst();
        }
        return true;
    }

    public override void Dispose()
    {
        // The files of the runs belong to the spill folder.
    }

    private void TakeFirst()
    {
        if (!heap[0].Next()) heap[0] = heap[--count];
        if (count > 1) Sink(0);
    }

    private void Sink(int parent)
    {
        var sinking = heap[parent];
        while (true)
        {
            var child = 2 * parent + 1;
            if (child >= count) break;
            if (child + 1 < count && IsBefore(heap[child + 1], heap[child])) child++;
            if (!IsBefore(heap[child], sinking)) break;
            heap[parent] = heap[child];
            parent = child;
        }
        heap[parent] = sinking;
    }

    private static bool IsBefore(RunCursor one, RunCursor other) =>
        one.Hash != other.Hash ? one.Hash < other.Hash : one.Row.CompareContent(other.Row) < 0;
}
