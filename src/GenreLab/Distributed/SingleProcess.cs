using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Numerics.Tensors;

namespace GenreLab.Distributed;

/// <summary>Rank 0 of 1: the usual case, in which a collective has nothing to do.</summary>
public sealed class SingleProcess : ICommunicator
{
    private SingleProcess() { }

    /// <summary>The only one.</summary>
    public static SingleProcess Instance { get; } = new();

    /// <inheritdoc/>
    public int Rank => 0;

    /// <inheritdoc/>
    public int Size => 1;

    /// <inheritdoc/>
    public string HostOf(int rank) => rank == 0 ? Environment.MachineName : throw new ArgumentOutOfRangeException(nameof(rank));

    /// <inheritdoc/>
    public void Barrier() { }

    /// <inheritdoc/>
    public void Broadcast<T>(Span<T> values, int root = 0) where T : unmanaged => ArgumentOutOfRangeException.ThrowIfNotEqual(root, 0);

    /// <inheritdoc/>
    public T[][] Gather<T>(ReadOnlySpan<T> values, int root = 0) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(root, 0);
        return [values.ToArray()];
    }

    /// <inheritdoc/>
    public T[][] AllGather<T>(ReadOnlySpan<T> values) where T : unmanaged => [values.ToArray()];

    /// <inheritdoc/>
    public T[][] AllToAll<T>(ReadOnlySpan<T> values, ReadOnlySpan<int> counts) where T : unmanaged => [values[..counts[0]].ToArray()];

    /// <inheritdoc/>
    public void AllReduce<T>(Span<T> values, Reduction reduction = Reduction.Sum) where T : unmanaged, INumber<T> { }

    /// <inheritdoc/>
    public void AllMerge<T>(ChunkMerge<T> mine, Span<T> merged) where T : unmanaged
    {
        if (merged.Length != mine.Length) throw new ArgumentException($"The result has {mine.Length} values, not {merged.Length}.", nameof(merged));
        var all = new ChunkMerge<T>(0, merged.Length, mine.Merge);
        for (var node = 0; node < mine.Nodes.Count; node++) all.Add(mine.Nodes[node], mine.ValuesOf(node));
        all.Fold(merged);
    }

    /// <inheritdoc/>
    public void AllAdd<T>(int parts, PartValues<T> part, Span<T> sum) where T : unmanaged, INumber<T>
    {
        part(0).CopyTo(sum);
        for (var next = 1; next < parts; next++) TensorPrimitives.Add(sum, part(next), sum);
    }

    /// <inheritdoc/>
    public AgreedCancellation Agree(CancellationToken wanted) => new(wanted);

    /// <inheritdoc/>
    [DoesNotReturn]
    public void Abort(string message) => throw new CommunicationException(message);
}
