using System.Runtime.InteropServices;
using GenreLab.Joining;

namespace GenreLab.Surveying;

/// <summary>Pairs that are kept for a rank, in the order they came: blocks in memory while there is room, then in a file.</summary>
/// <param name="room">Says whether another block may be kept in memory.</param>
/// <param name="aside">Gives the file for blocks that may not.</param>
internal sealed class FingerprintStore(Func<bool> room, Func<SpillFile> aside)
{
    /// <summary>Pairs of a block.</summary>
    public const int BlockPairs = 1 << 10;

    private readonly Queue<(Fingerprint[]? Held, long Position, int Count)> blocks = new();
    private Fingerprint[] last = new Fingerprint[BlockPairs];
    private int filled;

    /// <summary>Blocks kept, a last one that is not full among them.</summary>
    public int Blocks => blocks.Count + (filled > 0 ? 1 : 0);

    public void Add(Fingerprint pair)
    {
        if (filled == BlockPairs) Keep();
        last[filled++] = pair;
    }

    /// <summary>Takes the next block out; the file must have been flushed.</summary>
    /// <param name="destination">Gets its pairs, <see cref="BlockPairs"/> at most.</param>
    /// <returns>How many; 0 when nothing is left.</returns>
    public int Take(Span<Fingerprint> destination)
    {
        if (!blocks.TryDequeue(out var block))
        {
            block = (last, 0, filled);
            filled = 0;
        }
        if (block.Held is { } held) held.AsSpan(0, block.Count).CopyTo(destination);
        else aside().ReadExactly(block.Position, MemoryMarshal.AsBytes(destination[..block.Count]));
        return block.Count;
    }

    private void Keep()
    {
        if (room())
        {
            blocks.Enqueue((last, 0, filled));
            last = new Fingerprint[BlockPairs];
        }
        else
        {
            var file = aside();
            blocks.Enqueue((null, file.Length, filled));
            file.Write(MemoryMarshal.AsBytes(last.AsSpan(0, filled)));
        }
        filled = 0;
    }
}
