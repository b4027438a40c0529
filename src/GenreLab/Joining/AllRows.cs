namespace GenreLab.Joining;

/// <summary>Passes the rows of a sorted stream on, and counts those that share a key.</summary>
/// <param name="sorted">The stream.</param>
/// <param name="refuse">Told of a key that repeats, in order to refuse it; null when keys may repeat.</param>
internal sealed class AllRows(RowStream sorted, Action<ReadOnlySpan<byte>>? refuse) : CountedKeys
{
    private readonly RowCopy last = new();

    public override ReadOnlySpan<byte> Record => sorted.Record;

    public override int Present => sorted.Present;

    public override long Rows => sorted.Rows;

    public override ulong Hash => sorted.Hash;

    public override ReadOnlySpan<byte> Key => sorted.Key;

    public override bool Next()
    {
        if (!sorted.Next()) return false;
        var repeated = sorted.Rows - (last.HasKeyOf(sorted) ? 0 : 1);
        if (repeated > 0) refuse?.Invoke(sorted.Key);
        last.Take(sorted);
        RowsRead += sorted.Rows;
        Repeated += repeated;
        return true;
    }

    public override void Dispose() => sorted.Dispose();
}
