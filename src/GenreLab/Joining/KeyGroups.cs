namespace GenreLab.Joining;

/// <summary>Reduces a sorted stream to one row a key: that with most values and, among equals, the first record in the order of its
/// bytes.</summary>
/// <param name="sorted">The stream.</param>
/// <param name="standsForAll">Whether the row that is kept counts as all rows of its key, or as one.</param>
internal sealed class KeyGroups(RowStream sorted, bool standsForAll) : CountedKeys
{
    private readonly RowCopy best = new();
    private bool begun, more;

    public override ReadOnlySpan<byte> Record => best.Row.Record;

    public override int Present => best.Row.Present;

    public override long Rows => best.Rows;

    public override ulong Hash => best.Row.Hash;

    public override ReadOnlySpan<byte> Key => best.Row.Key;

    public override bool Next()
    {
        if (!begun) more = sorted.Next();
        begun = true;
        if (!more) return false;
        best.Take(sorted);
        var rows = sorted.Rows;
        while ((more = sorted.Next()) && best.HasKeyOf(sorted))
        {
            rows += sorted.Rows;
            if (sorted.Present > best.Row.Present) best.Take(sorted);
        }
        best.Rows = standsForAll ? rows : 1;
        RowsRead += rows;
        Repeated += rows - 1;
        return true;
    }

    public override void Dispose() => sorted.Dispose();
}
