using GenreLab.Distributed;
using GenreLab.Joining;

namespace GenreLab.Surveying;

/// <summary>
/// Brings rows with the same hash together although ranks read them apart: every rank owns a range of the hash, gets all pairs of hash and number in it, and
/// sorts them (<see cref="FingerprintSorter"/>). Hashes are evenly spread, so ranges are of about as many pairs. Pairs are kept until all ranks have read their rows, in memory
/// or put aside. One process owns all hashes and keeps nothing.
/// </summary>
internal sealed class SharedFingerprints
{
    // What a rank sends to all at a time.
    private const int RoundBytes = 2 << 20;

    private readonly ICommunicator ranks;
    private readonly FingerprintSorter sorter;
    private readonly FingerprintStore[] kept;
    private SpillFile? file;
    private long roomForBlocks;

    /// <param name="ranks">The ranks.</param>
    /// <param name="bytes">Memory for the pairs; where there are several ranks half of it is for those that are kept.</param>
    /// <param name="spill">Where they are put aside.</param>
    public SharedFingerprints(ICommunicator ranks, long bytes, SpillFolder spill)
    {
        this.ranks = ranks;
        sorter = new FingerprintSorter(ranks.Size == 1 ? bytes : bytes / 2, spill);
        roomForBlocks = bytes / 2 / (FingerprintStore.BlockPairs * Fingerprint.Bytes);
        kept = ranks.Size == 1 ? [] : [.. Enumerable.Range(0, ranks.Size).Select(_ => new FingerprintStore(() => roomForBlocks-- > 0, () => file ??= spill.Create()))];
    }

    public void Add(ulong hash, int number)
    {
        if (kept.Length == 0) sorter.Add(hash, number);
        else kept[OwnerOf(hash)].Add(new Fingerprint(hash, number));
    }

    /// <summary>Gives every pair to the rank that owns its hash; a collective, when every rank has added everything.</summary>
    /// <param name="first">Added to this rank's numbers.</param>
    /// <param name="cancellation">Stops it.</param>
    public void Share(int first, CancellationToken cancellation)
    {
        if (ranks.Size == 1) return;
        file?.Flush();
        var blocks = Math.Max(1, RoundBytes / (ranks.Size * FingerprintStore.BlockPairs * Fingerprint.Bytes));
        var rounds = (ranks.AllReduce(kept.Max(store => store.Blocks), Reduction.Maximum) + blocks - 1) / blocks;
        var pairs = new Fingerprint[ranks.Size * blocks * FingerprintStore.BlockPairs];
        var counts = new int[ranks.Size];
        for (var round = 0; round < rounds; round++)
        {
            cancellation.ThrowIfCancellationRequested();
            var filled = 0;
            for (var owner = 0; owner < ranks.Size; owner++)
            {
                var before = filled;
                for (var block = 0; block < blocks; block++) filled += kept[owner].Take(pairs.AsSpan(filled));
                counts[owner] = filled - before;
            }
            foreach (ref var pair in pairs.AsSpan(0, filled)) pair = pair with { Number = pair.Number + first };
            foreach (var theirs in ranks.AllToAll<Fingerprint>(pairs.AsSpan(0, filled), counts))
                foreach (var pair in theirs) sorter.Add(pair.Hash, pair.Number);
        }
    }

    /// <summary>The pairs of this rank's range, those of one hash one after the other, ascending by hash and then by number.</summary>
    public IEnumerable<(ulong Hash, int Number)> Sorted() => sorter.Sorted();

    private int OwnerOf(ulong hash) => (int)Math.BigMul(hash, (ulong)ranks.Size, out _);
}
