using System.Numerics;
using System.Numerics.Tensors;

namespace GenreLab.Distributed;

/// <summary>Merges place by place: <paramref name="earlier"/>[i] becomes both together. No place may look at another.</summary>
/// <param name="earlier">Of the chunks that come first; gets the result.</param>
/// <param name="later">Of the chunks that follow, as many.</param>
public delegate void MergeInto<T>(Span<T> earlier, ReadOnlySpan<T> later);

/// <summary>
/// What was gathered over a contiguous run of chunks, merged as a fixed binary tree over all chunks would: chunk 0 with 1,
/// 2 with 3, then both pairs, and so on. Each merge depends on the chunks alone, so ranks may hold any runs
/// and <see cref="ICommunicator.AllMerge"/> still ends with the same bits. Only complete subtrees are kept: 2 log₂(chunks)
/// of them at most. (The tree is pairwise summation, whose error grows with the logarithm of the chunks; Higham, 1993,
/// The accuracy of floating point summation, section 3.)
/// </summary>
/// <typeparam name="T">What is gathered in a place: a number, or a value with a merge such as <see cref="Preprocessing.Moments"/>.</typeparam>
public sealed class ChunkMerge<T> where T : unmanaged
{
    private readonly MergeInto<T> merge;
    private readonly List<ChunkNode> nodes = [];
    private readonly List<T[]> values = [];
    private readonly Stack<T[]> spare = new();

    /// <summary>Begins a run.</summary>
    /// <param name="firstChunk">Number of the first chunk of the run among all chunks.</param>
    /// <param name="length">How many values a chunk has.</param>
    /// <param name="merge">Merges those of two chunks.</param>
    public ChunkMerge(long firstChunk, int length, MergeInto<T> merge)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstChunk);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        NextChunk = firstChunk;
        Length = length;
        this.merge = merge;
    }

    /// <summary>How many values a chunk has.</summary>
    public int Length { get; }

    /// <summary>Number of the chunk that is to be added next.</summary>
    public long NextChunk { get; private set; }

    internal IReadOnlyList<ChunkNode> Nodes => nodes;

    internal MergeInto<T> Merge => merge;

    /// <summary>Adds the next chunk. One without rows is added too, with values that change nothing.</summary>
    /// <param name="chunk">Its <see cref="Length"/> values.</param>
    public void Add(ReadOnlySpan<T> chunk) => Add(new ChunkNode(NextChunk, 1), chunk);

    /// <summary>Adds a node, which must begin where the last one ended.</summary>
    internal void Add(ChunkNode node, ReadOnlySpan<T> chunk)
    {
        if (chunk.Length != Length) throw new ArgumentException($"A chunk has {Length} values, not {chunk.Length}.", nameof(chunk));
        if (node.First != NextChunk) throw new ArgumentException($"Chunk {NextChunk} comes next, not {node.First}.", nameof(node));
        var copy = spare.TryPop(out var used) ? used : new T[Length];
        chunk.CopyTo(copy);
        nodes.Add(node);
        values.Add(copy);
        NextChunk += node.Count;
        while (nodes.Count > 1 && nodes[^2].IsLeftSiblingOf(nodes[^1]))
        {
            merge(values[^2], values[^1]);
            nodes[^2] = nodes[^2] with { Count = 2 * nodes[^2].Count };
            spare.Push(values[^1]);
            nodes.RemoveAt(nodes.Count - 1);
            values.RemoveAt(values.Count - 1);
        }
    }

    internal ReadOnlySpan<T> ValuesOf(int node) => values[node];

    /// <summary>Everything together, the smallest (last) subtrees first; default values when nothing was added.</summary>
    internal void Fold(Span<T> destination)
    {
        destination.Clear();
        if (nodes.Count == 0) return;
        values[^1].CopyTo(destination);
        var earlier = new T[Length];
        for (var node = nodes.Count - 2; node >= 0; node--)
        {
            values[node].CopyTo(earlier, 0);
            merge(earlier, destination);
            earlier.CopyTo(destination);
        }
    }
}

/// <summary>The usual runs of chunks.</summary>
public static class ChunkMerge
{
    /// <summary>Adds chunks up.</summary>
    /// <param name="firstChunk">Number of the first chunk of the run among all chunks.</param>
    /// <param name="length">How many numbers a chunk has.</param>
    public static ChunkMerge<T> Sum<T>(long firstChunk, int length) where T : unmanaged, INumber<T> =>
        new(firstChunk, length, static (earlier, later) => TensorPrimitives.Add(earlier, later, earlier));
}
