namespace GenreLab.Streaming;

/// <summary>The part of a file whose pieces one rank works on: the records that begin in it.</summary>
/// <param name="Shard">Number of the file.</param>
/// <param name="Start">Where it begins in the unpacked text, at the first byte of a piece; 0 for the first record.</param>
/// <param name="End">Where it ends, at the first byte of another piece; <see cref="long.MaxValue"/> for the file's end.</param>
/// <param name="InsideQuotes">Whether the byte before <paramref name="Start"/> lies within quotes.</param>
internal readonly record struct ShardRun(int Shard, long Start, long End, bool InsideQuotes)
{
    public static ShardRun Whole(int shard) => new(shard, 0, long.MaxValue, false);
}
