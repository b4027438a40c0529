namespace GenreLab.Joining;

/// <summary>Joins a stream in any order to a small table in memory; the stream keeps its order.</summary>
internal sealed class LookupJoin(RowStream left, int column, KeyReader keys, Lookup lookup, bool rightHasFields) : JoinedRows(left, rightHasFields)
{
    private int next, remaining;

    /// <summary>Left rows whose key is missing.</summary>
    public long WithoutKey { get; private set; }

    public override bool Next()
    {
        while (true)
        {
            if (remaining > 0)
            {
                remaining--;
                Join(lookup[next++]);
                return true;
            }
            if (!Left.Next()) return false;
            if (!keys.TryRead(Field(Left.Record, column), out var key))
            {
                WithoutKey += Left.Rows;
                continue;
            }
            (next, remaining) = lookup.Find(keys.Hash(key), key);
            if (remaining > 0) Matched += Left.Rows;
            else Unmatched += Left.Rows;
        }
    }
}
