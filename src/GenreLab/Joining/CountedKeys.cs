namespace GenreLab.Joining;

/// <summary>A sorted stream that counts rows and keys while they pass.</summary>
internal abstract class CountedKeys : RowStream
{
    /// <summary>How many rows there were so far.</summary>
    public long RowsRead { get; protected set; }

    /// <summary>How many rows more than keys there were so far.</summary>
    public long Repeated { get; protected set; }
}
