using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural;
using GenreLab.Neural.Branches;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Recurrent;
using GenreLab.Neural.Tokens;
using GenreLab.Numerics;

namespace GenreLab.Tests.Neural.Branches;

/// <summary>Small networks with branches, rows for them, and tables with texts.</summary>
internal static class BranchSamples
{
    public const int Labels = 4, Words = 9, Parts = 15;

    /// <summary>Audio, 3 columns; lyrics, 8; names, 5; audio, 2.</summary>
    public const int Columns = 18;

    public static readonly string[] Kinds = ["bag", "bags", "twoSequences", "everything", "batchNorm", "scores"];

    public static Network Build(string kind) => new(kind switch
    {
        "bag" => [new SelectLayer(Columns, [(11, 16)]), new EmbeddingBagLayer(5, Parts, 20), Output(20)],
        "bags" =>
        [
            new SelectLayer(Columns, [(11, 16)]), new TokenDropoutLayer(5, 0.3, 0.2), new EmbeddingBagLayer(5, Parts, 3),
            new SelectLayer(Columns, [(3, 11)]), new EmbeddingBagLayer(8, Words, 4), new SelectLayer(Columns, [(0, 3), (16, 18)]),
            new JoinLayer([new LayerSource(6, 5), new LayerSource(3, 3), new LayerSource(5, 4)]), new DenseLayer(12, 6, Activation.Tanh), Output(6),
        ],
        "scores" =>
        [
            new SelectLayer(Columns, [(3, 11)]), new TokenDropoutLayer(8, 0, 0.2), new TermScoresLayer(8, Words, 3, ownGenres: false),
            new SelectLayer(Columns, [(0, 3), (16, 18)]), new DenseLayer(5, 6, Activation.Tanh),
            new JoinLayer([new LayerSource(3, 3), new LayerSource(5, 6)]), new DenseLayer(9, 7, Activation.Tanh), Output(7),
        ],
        // Of different lengths in the same rows: what one branch measures must not reach the other.
        "twoSequences" =>
        [
            new SelectLayer(Columns, [(3, 11)]), new EmbeddingLayer(8, Words, 4, frozen: false), Lstm(8, 4, 3), new PoolingLayer(8, 6, Pooling.Mean),
            new SelectLayer(Columns, [(11, 16)]), new EmbeddingLayer(5, Parts, 3, frozen: true), Lstm(5, 3, 4), new PoolingLayer(5, 8, Pooling.Last),
            new JoinLayer([new LayerSource(4, 6), new LayerSource(8, 8)]), Output(14),
        ],
        _ =>
        [
            new SelectLayer(Columns, [(3, 11)]), new TokenDropoutLayer(8, 0.1, 0.1), new EmbeddingLayer(8, Words, 4, frozen: false), Lstm(8, 4, 5), new PoolingLayer(8, 10, Pooling.Mean),
            new SelectLayer(Columns, [(0, 3), (16, 18)]), new DenseLayer(5, 6, kind == "batchNorm" ? Activation.None : Activation.Tanh),
            kind == "batchNorm" ? new BatchNormalizationLayer(6, Activation.Tanh) : new DropoutLayer(6, 0.2),
            new SelectLayer(Columns, [(11, 16)]), new EmbeddingBagLayer(5, Parts, 7),
            new JoinLayer([new LayerSource(5, 10), new LayerSource(8, 6), new LayerSource(10, 7)]), new DenseLayer(23, 9, Activation.Tanh),
            kind == "batchNorm" ? new BatchNormalizationLayer(9, Activation.None) : new DropoutLayer(9, 0.1), Output(9),
        ],
    });

    public static Dataset Rows(int rows, ulong seed = 3)
    {
        var random = new RandomSource(seed);
        var x = new Matrix(rows, Columns);
        for (var row = 0; row < rows; row++)
        {
            var values = x.Row(row);
            // Texts end somewhere, now and then at once; a part of a name may be missing in between.
            int words = row % 7 == 0 ? 0 : 1 + random.NextInt32(8), parts = row % 5 == 0 ? 0 : 1 + random.NextInt32(5);
            for (var i = 0; i < Columns; i++)
                values[i] = i is >= 3 and < 11 ? i - 3 < words ? random.NextInt32(Words) : -1
                    : i is >= 11 and < 16 ? i - 11 < parts && i != row % 16 ? random.NextInt32(Parts) : -1
                    : (float)random.NextNormal();
        }
        var y = new int[rows];
        foreach (ref var label in y.AsSpan()) label = random.NextInt32(Labels);
        return new Dataset(x, y, [.. Enumerable.Range(0, Labels).Select(label => $"genre {label}")], []);
    }

    public static NetworkWeights Initialized(Network network, Initialization initialization = Initialization.UniformFanIn)
    {
        var weights = network.CreateWeights();
        network.Initialize(weights, initialization, 5);
        // Scores are learnt beforehand, which networks made by hand go without.
        foreach (var layer in network.Layers.OfType<TermScoresLayer>())
            layer.Import("", new Dictionary<string, Tensor> { ["inverse-document-frequency"] = Tensor.From<float>([0, 1, 1.5f, 2, 0, 1, 3, 1, 1]), ["weight"] = Tensor.From<float>([.. Enumerable.Range(0, 3 * Words).Select(i => MathF.Sin(i))], Words, 3) },
                default, network.StateOf(layer.Index, weights.State));
        return weights;
    }

    /// <summary>The gradient by all parameters after a step with one lane or with clipping: the dense ones, and the tables' from their tokens.</summary>
    public static float[] Gradient(Network network, NetworkTraining training)
    {
        var gradient = new float[network.ParameterCount];
        training.Gradient.CopyTo(gradient);
        foreach (var layer in network.Layers.Where(layer => layer is ITokenTable))
        {
            var tokens = training.TokenGradients(layer.Index);
            var table = network.ParametersOf(layer.Index, gradient.AsSpan());
            for (var i = 0; i < tokens.Count; i++) tokens.OfToken(i).CopyTo(table[(tokens.TokenOf(i) * tokens.Stride)..]);
        }
        return gradient;
    }

    /// <summary>
    /// A table of three genres: which genre it is says, in each row, only one of the lyrics (a word, or with <paramref name="inOrder"/> the order of two),
    /// the audio features and the name; the others are noise or missing. A row's number modulo 3 says which.
    /// </summary>
    public static Dataset Table(int rows, ulong seed, bool inOrder = false)
    {
        var random = new RandomSource(seed);
        var x = new Matrix(rows, 26);
        var y = new int[rows];
        for (var row = 0; row < rows; row++)
        {
            var genre = y[row] = random.NextInt32(3);
            var values = x.Row(row);
            for (var i = 0; i < 4; i++) values[i] = (float)random.NextNormal() + (row % 3 == 0 && i == genre ? 4 : 0);
            values[4..].Fill(-1);
            // Lyrics of up to 12 words, of which 0 to 5 tell genres.
            var words = row % 3 == 1 ? 4 + random.NextInt32(9) : row % 2 == 0 ? 0 : random.NextInt32(13);
            for (var i = 0; i < words; i++) values[4 + i] = 6 + random.NextInt32(30);
            if (row % 3 == 1)
            {
                var at = 4 + random.NextInt32(words - 1);
                (values[at], values[at + 1]) = !inOrder ? (genre, genre) : genre switch { 0 => (0, 1), 1 => (1, 0), _ => (0, 0) };
            }
            // A name of up to 10 parts, of which 0 to 2 tell genres.
            var parts = row % 3 == 2 ? 3 + random.NextInt32(8) : row % 4 == 0 ? 0 : random.NextInt32(11);
            for (var i = 0; i < parts; i++) values[16 + i] = 3 + random.NextInt32(40);
            if (row % 3 == 2) values[16 + random.NextInt32(parts)] = genre;
        }
        return new Dataset(x, y, ["a", "b", "c"], [.. Enumerable.Range(0, 26).Select(column => $"column {column}")])
        {
            Texts = [new TextInputs("lyrics", 4..16, 36, Ordered: true), new TextInputs("track_name", 16..26, 43, Ordered: false)],
        };
    }

    private static DenseLayer Output(int inputs) => new(inputs, Labels, Activation.None);

    private static LstmLayer Lstm(int steps, int width, int units) => new(new LstmShape(steps, width, units) { Bidirectional = true, Sequences = true });
}
