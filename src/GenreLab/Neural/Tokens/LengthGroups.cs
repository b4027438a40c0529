using GenreLab.Data;
using GenreLab.Neural.Branches;
using GenreLab.Numerics;

namespace GenreLab.Neural.Tokens;

/// <summary>
/// Puts rows whose sequences are of alike length into the same batch, so that little padding is computed, and leaves the rest to chance: shuffled rows
/// are sorted by length within windows of some batches, and the batches are shuffled.
/// </summary>
/// <param name="lengths">The length of each row.</param>
/// <param name="batchSize">Rows a batch.</param>
internal sealed class LengthGroups(int[] lengths, int batchSize)
{
    private const int WindowBatches = 50;

    private readonly long[] keys = new long[lengths.Length];
    private readonly int[] batches = new int[lengths.Length / batchSize];

    /// <summary>Those of rows of a network that reads sequences; null where there are none, or all are of one length.</summary>
    public static LengthGroups? Of(Network network, InputRows rows, int batchSize) => Measure(network, rows) is { } lengths ? new(lengths, batchSize) : null;

    /// <summary>Rows from the shortest to the longest; null where there are no sequences, or all are of one length.</summary>
    public static int[]? ByLength(Network network, InputRows rows)
    {
        if (Measure(network, rows) is not { } lengths) return null;
        int[] order = [.. Enumerable.Range(0, lengths.Length)];
        Array.Sort(Array.ConvertAll(order, row => Key(lengths[row], row)), order);
        return order;
    }

    /// <summary>Arranges the rows of an epoch. A last batch that is not full stays the last.</summary>
    /// <param name="order">All rows, in random order.</param>
    /// <param name="arranged">Gets all rows, batch after batch.</param>
    /// <param name="random">What the batches are shuffled by.</param>
    public void Arrange(ReadOnlySpan<int> order, Span<int> arranged, RandomSource random)
    {
        for (var place = 0; place < order.Length; place++) keys[place] = Key(lengths[order[place]], place);
        for (var first = 0; first < order.Length; first += WindowBatches * batchSize)
            keys.AsSpan(first, Math.Min(WindowBatches * batchSize, order.Length - first)).Sort();
        for (var batch = 0; batch < batches.Length; batch++) batches[batch] = batch;
        random.Shuffle<int>(batches);
        for (var place = 0; place < order.Length; place++)
        {
            var (batch, row) = Math.DivRem(place, batchSize);
            var from = batch < batches.Length ? batches[batch] * batchSize + row : place;
            arranged[place] = order[(int)keys[from]];
        }
    }

    // Where lengths are equal, the place decides.
    private static long Key(int length, int place) => ((long)length << 32) | (uint)place;

    // The tokens up to a row's last one, of all its sequences together.
    private static int[]? Measure(Network network, InputRows inputs)
    {
        var sequences = network.Layers.Where(layer => layer.MeasuresLengths).Select(layer => ColumnsOf(network, layer)).ToList();
        if (sequences.Count == 0) return null;
        var rows = inputs.Matrix;
        var lengths = new int[rows.Rows];
        for (var row = 0; row < lengths.Length; row++)
            foreach (var columns in sequences)
            {
                int place = 0, end = 0;
                foreach (var (first, last) in columns)
                    foreach (var token in rows.Row(row)[first..last])
                    {
                        place++;
                        if (token >= 0) end = place;
                    }
                lengths[row] += end;
            }
        return lengths.Length > 0 && lengths.AsSpan().ContainsAnyExcept(lengths[0]) ? lengths : null;
    }

    private static IReadOnlyList<(int First, int End)> ColumnsOf(Network network, Layers.Layer layer)
    {
        while (layer.Sources[0].Value is > 0 and var value)
        {
            layer = network.Layers[value - 1];
            if (layer is SelectLayer select) return select.Columns;
        }
        return [(0, network.Inputs)];
    }
}
