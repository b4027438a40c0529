using GenreLab.Data;
using GenreLab.Neural;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Recurrent;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural.Recurrent;

/// <summary>Small networks that use every part of the recurrent layers, and rows for them.</summary>
internal static class RecurrentSamples
{
    public const int Labels = 4, Tokens = 9;

    public static readonly string[] Kinds = ["plain", "folded", "inputDropout", "recurrentDropout", "everything", "words", "wordsDropout", "frozenWords"];

    /// <summary>Layers of that kind; inputs are 6 steps of one value, or 8 words of the kinds that read words.</summary>
    public static Network Build(string kind) => new(kind switch
    {
        "plain" => [Lstm(6, 2, 5), Output(5)],
        "folded" => [Lstm(6, 1, 5, dense: 7, sequences: true), Lstm(6, 5, 4), Output(4)],
        "inputDropout" => [new DenseLayer(1, 6, Activation.Tanh, 6), Lstm(6, 6, 5, inputDropout: 0.3, bidirectional: true), Output(10)],
        "recurrentDropout" => [Lstm(6, 2, 9, recurrentDropout: 0.3), Output(9)],
        "everything" =>
        [
            Lstm(6, 1, 6, dense: 5, bidirectional: true, sequences: true, recurrentDropout: 0.25), new LayerNormalizationLayer(6, 12), new DropoutLayer(72, 0.2),
            Lstm(6, 12, 4, bidirectional: true, sequences: true, inputDropout: 0.2, recurrentDropout: 0.25), new PoolingLayer(6, 8, Pooling.Mean), Output(8),
        ],
        "words" => [new EmbeddingLayer(8, Tokens, 4, frozen: false), Lstm(8, 4, 5, bidirectional: true, sequences: true), Lstm(8, 10, 6, bidirectional: true), Output(12)],
        "wordsDropout" =>
        [
            new EmbeddingLayer(8, Tokens, 4, frozen: false), Lstm(8, 4, 5, bidirectional: true, sequences: true, inputDropout: 0.2, recurrentDropout: 0.3),
            new LayerNormalizationLayer(8, 10), new PoolingLayer(8, 10, Pooling.Mean), Output(10),
        ],
        _ => [new EmbeddingLayer(8, Tokens, 4, frozen: true), Lstm(8, 4, 5, dense: 3, sequences: true), new PoolingLayer(8, 5, Pooling.Last), Output(5)],
    });

    public static Dataset Rows(string kind, int rows, ulong seed = 3)
    {
        var random = new RandomSource(seed);
        var words = kind.Contains("words", StringComparison.OrdinalIgnoreCase);
        var x = new Matrix(rows, words ? 8 : kind is "plain" or "recurrentDropout" ? 12 : 6);
        for (var row = 0; row < rows; row++)
        {
            // Words end somewhere, now and then at once, and one of them may be missing.
            var length = row % 11 == 0 ? 0 : 1 + random.NextInt32(8);
            for (var i = 0; i < x.Columns; i++) x[row, i] = !words ? (float)random.NextNormal() : i < length && i != row % 16 ? random.NextInt32(Tokens) : -1;
        }
        var y = new int[rows];
        foreach (ref var label in y.AsSpan()) label = random.NextInt32(Labels);
        return new Dataset(x, y, [.. Enumerable.Range(0, Labels).Select(label => $"genre {label}")], []);
    }

    private static DenseLayer Output(int inputs) => new(inputs, Labels, Activation.None);

    private static LstmLayer Lstm(int steps, int width, int units, int dense = 0, bool bidirectional = false, bool sequences = false, double inputDropout = 0, double recurrentDropout = 0) =>
        new(new LstmShape(steps, width, units) { Dense = dense, Bidirectional = bidirectional, Sequences = sequences, InputDropout = inputDropout, RecurrentDropout = recurrentDropout });
}
