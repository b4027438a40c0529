using System.Numerics;

namespace GenreLab.Joining;

/// <summary>A small table in memory, its rows found by key: sorted by hash, with an index of the hash's leading bits.</summary>
internal sealed class Lookup
{
    private const int ChunkBytes = 64 << 10;

    private readonly RowArena arena = new(ChunkBytes);
    private readonly List<long> places = [];
    private readonly List<ulong> hashes = [];
    private readonly int[] starts;
    private readonly int shift;

    public Lookup(RowStream sorted)
    {
        while (sorted.Next())
        {
            hashes.Add(sorted.Hash);
            places.Add(arena.Add(sorted.Hash, sorted.Key, sorted));
        }
        var bits = BitOperations.Log2((uint)places.Count + 1) + 1;
        shift = 64 - bits;
        starts = new int[(1 << bits) + 1];
        foreach (var hash in hashes) starts[(hash >> shift) + 1]++;
        for (var i = 1; i < starts.Length; i++) starts[i] += starts[i - 1];
    }

    public StoredRow this[int index] => arena[places[index]];

    /// <summary>The rows of a key: the first, and how many.</summary>
    public (int First, int Count) Find(ulong hash, ReadOnlySpan<byte> key)
    {
        var end = starts[(hash >> shift) + 1];
        for (var first = starts[hash >> shift]; first < end; first++)
        {
            if (!Has(first, hash, key)) continue;
            var count = 1;
            while (first + count < end && Has(first + count, hash, key)) count++;
            return (first, count);
        }
        return default;
    }

    private bool Has(int index, ulong hash, ReadOnlySpan<byte> key) => hashes[index] == hash && this[index].Key.SequenceEqual(key);
}
