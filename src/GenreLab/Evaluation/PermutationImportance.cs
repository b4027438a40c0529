using System.Numerics.Tensors;
using GenreLab.Numerics;

namespace GenreLab.Evaluation;

/// <summary>Measures how much accuracy falls when a feature is shuffled; what that means says <see cref="PermutationOptions"/>.</summary>
internal static class PermutationImportance
{
    private const int ChunkRows = 2048;

    /// <summary>At most the number of rows asked for, drawn at random.</summary>
    public static int[] Draw(int[] rows, PermutationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Rows, 1, nameof(options));
        if (rows.Length <= options.Rows) return rows;
        var drawn = (int[])rows.Clone();
        RandomSource.For(options.Seed, 0x696D7072).Shuffle<int>(drawn);
        Array.Resize(ref drawn, options.Rows);
        Array.Sort(drawn);
        return drawn;
    }

    /// <summary>Measures every feature.</summary>
    /// <param name="predict">Writes the probabilities (rows × genres) of inputs (rows × columns); called by several threads at once.</param>
    /// <param name="inputs">The inputs of the rows to score.</param>
    /// <param name="labels">Their true genres.</param>
    /// <param name="labelCount">Number of genres.</param>
    /// <param name="features">The features and the input columns each fills.</param>
    /// <param name="groups">For each row its track.</param>
    /// <param name="options">How to measure.</param>
    public static IReadOnlyList<FeatureImportance> Measure(
        Action<Matrix, Matrix> predict, Matrix inputs, int[] labels, int labelCount,
        IReadOnlyList<(string Name, Range Columns)> features, IReadOnlyList<int> groups, PermutationOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Repeats, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.Resamples, 1, nameof(options));
        var hits = Hits(predict, inputs, labels, labelCount, options);
        // Every feature gets the same shuffles, so that they are compared on equal terms.
        var orders = Orders(labels.Length, options);
        var falls = features.Select(_ => new int[labels.Length]).ToArray();
        // A row's shuffles are predicted side by side: they take much the same way through a forest, whose nodes are then at hand.
        var shuffles = (long)features.Count * options.Repeats;
        Run(labels.Length * shuffles, inputs.Columns, labelCount, options, (first, count, scratch) =>
        {
            var filled = 0;
            for (var shuffle = first; shuffle < first + count; shuffle++)
            {
                var row = (int)(shuffle / shuffles);
                var (feature, repeat) = Math.DivRem((int)(shuffle % shuffles), options.Repeats);
                var columns = features[feature].Columns;
                var drawn = inputs.Row(orders[repeat][row])[columns];
                // The value drawn is often the row's own, as it is of flags: then nothing changes.
                if (drawn.SequenceEqual(inputs.Row(row)[columns])) continue;
                var shuffled = scratch.Inputs.Row(filled);
                inputs.Row(row).CopyTo(shuffled);
                drawn.CopyTo(shuffled[columns]);
                scratch.Places[filled++] = (feature, row);
            }
            var probabilities = scratch.Probabilities.SliceRows(0, filled);
            predict(scratch.Inputs.SliceRows(0, filled), probabilities);
            for (var i = 0; i < filled; i++)
            {
                var (feature, row) = scratch.Places[i];
                Interlocked.Add(ref falls[feature][row], hits[row] - Hit(probabilities, i, labels[row]));
            }
        });
        return [.. features.Select((feature, i) => Importance(feature.Name, falls[i], groups, options))];
    }

    private static FeatureImportance Importance(string name, int[] falls, IReadOnlyList<int> groups, PermutationOptions options)
    {
        long sum = 0;
        foreach (var fall in falls) sum += fall;
        var interval = MeanBootstrap.Interval(falls, groups, options.Resamples, options.Seed);
        return new FeatureImportance(name, (double)sum / falls.Length / options.Repeats, interval[0] / options.Repeats, interval[1] / options.Repeats);
    }

    private static int[] Hits(Action<Matrix, Matrix> predict, Matrix inputs, int[] labels, int labelCount, PermutationOptions options)
    {
        var hits = new int[labels.Length];
        Run(labels.Length, 0, labelCount, options, (start, count, scratch) =>
        {
            var first = (int)start;
            var probabilities = scratch.Probabilities.SliceRows(0, count);
            predict(inputs.SliceRows(first, count), probabilities);
            for (var row = 0; row < count; row++) hits[first + row] = Hit(probabilities, row, labels[first + row]);
        });
        return hits;
    }

    private static int Hit(Matrix probabilities, int row, int label) => TensorPrimitives.IndexOfMax<float>(probabilities.Row(row)) == label ? 1 : 0;

    private static int[][] Orders(int rows, PermutationOptions options)
    {
        var orders = new int[options.Repeats][];
        for (var repeat = 0; repeat < orders.Length; repeat++)
        {
            orders[repeat] = [.. Enumerable.Range(0, rows)];
            RandomSource.For(options.Seed, 0x696D7073, (ulong)repeat).Shuffle<int>(orders[repeat]);
        }
        return orders;
    }

    /// <summary>Does numbered work in chunks (first number, how many) on all threads.</summary>
    private static void Run(long count, int columns, int labelCount, PermutationOptions options, Action<long, int, Scratch> work) => Parallel.For(
        0, (count + ChunkRows - 1) / ChunkRows, new ParallelOptions { MaxDegreeOfParallelism = options.Threads, CancellationToken = options.Cancellation },
        () => new Scratch(new Matrix(ChunkRows, columns), new Matrix(ChunkRows, labelCount), new (int, int)[ChunkRows]),
        (chunk, _, scratch) =>
        {
            var first = chunk * ChunkRows;
            work(first, (int)Math.Min(ChunkRows, count - first), scratch);
            return scratch;
        },
        _ => { });

    private sealed record Scratch(Matrix Inputs, Matrix Probabilities, (int Feature, int Row)[] Places);
}
