namespace GenreLab.Distributed;

/// <summary>A node of the binary tree over all chunks: a power of two of chunks, beginning at a multiple of their number.</summary>
/// <param name="First">Number of its first chunk.</param>
/// <param name="Count">How many chunks.</param>
internal readonly record struct ChunkNode(long First, long Count)
{
    public bool IsLeftSiblingOf(ChunkNode other) => Count == other.Count && First % (2 * Count) == 0 && other.First == First + Count;
}
