using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural.Branches;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Recurrent;
using GenreLab.Neural.Tokens;
using GenreLab.Numerics;

namespace GenreLab.Neural;

/// <summary>A trained network whose last layer's outputs go through softmax.</summary>
internal sealed class NetworkClassifier : ITextClassifier
{
    private readonly Network network;
    private readonly NetworkWeights[] members;

    /// <summary>Takes ownership of <paramref name="members"/>, one set of weights or several whose probabilities are averaged.</summary>
    public NetworkClassifier(string kind, Network network, params NetworkWeights[] members)
    {
        Kind = kind;
        this.network = network;
        this.members = members;
    }

    /// <summary>The layers.</summary>
    internal Network Network => network;

    /// <summary>The weights of each of the networks that are averaged.</summary>
    internal IReadOnlyList<NetworkWeights> Members => members;

    /// <inheritdoc/>
    public string Kind { get; }

    /// <inheritdoc/>
    public int FeatureCount => network.Inputs;

    /// <inheritdoc/>
    public int LabelCount => network.Outputs;

    /// <inheritdoc/>
    public void PredictProbabilities(Matrix x, Matrix destination)
    {
        ClassifierShapes.Require(this, x, destination);
        var chunk = new Chunk(network, Math.Min(Chunk.MaximumRows, Math.Max(1, x.Rows)), training: false);
        var pass = new Pass(false, 0, Simd.Widest);
        // Sequences of alike length together: a panel takes as long as its longest.
        var inputs = InputRows.Of(x);
        var order = LengthGroups.ByLength(network, inputs) ?? [.. Enumerable.Range(0, x.Rows)];
        for (var first = 0; first < x.Rows; first += Chunk.MaximumRows)
        {
            chunk.Rows = Math.Min(Chunk.MaximumRows, x.Rows - first);
            var rows = order.AsSpan(first, chunk.Rows);
            foreach (var member in members)
            {
                ChunkInput.Fill(chunk, inputs, rows);
                network.Forward(member, chunk, 0, network.Layers.Count, pass);
                Put(chunk, destination, rows, add: member != members[0], pass);
            }
        }
        if (members.Length > 1) Average(destination);
    }

    /// <inheritdoc/>
    public IReadOnlyList<WeightedTokens> Strongest(int label, int count) =>
    [
        .. network.Layers.OfType<TermScoresLayer>().Where(layer => layer.OwnGenres && label < layer.Outputs)
            .SelectMany(layer => layer.Strongest(network.StateOf(layer.Index, members[0].State), label, count))
            .Select(one => new WeightedTokens(TextSource.Lyrics, [one.Token], one.Weight)),
    ];

    // Softmax, and panels back to rows.
    private static void Put(Chunk chunk, Matrix destination, ReadOnlySpan<int> rows, bool add, in Pass pass)
    {
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            var probabilities = chunk.Values[^1].Panel(panel);
            SoftmaxCrossEntropy.Softmax(probabilities, pass.Instructions);
            var first = panel * Gemm.PanelWidth;
            for (var row = first; row < Math.Min(chunk.Rows, first + Gemm.PanelWidth); row++)
            {
                var to = destination.Row(rows[row]);
                for (var label = 0; label < to.Length; label++)
                    to[label] = (add ? to[label] : 0) + probabilities[label * Gemm.PanelWidth + row - first];
            }
        }
    }

    private void Average(Matrix probabilities)
    {
        for (var row = 0; row < probabilities.Rows; row++)
            foreach (ref var probability in probabilities.Row(row)) probability /= members.Length;
    }

    /// <inheritdoc/>
    public StoredState Export()
    {
        var layers = new JsonArray();
        var tensors = new Dictionary<string, Tensor>();
        for (var i = 0; i < network.Layers.Count; i++)
        {
            layers.Add(network.Layers[i].Describe());
            for (var member = 0; member < members.Length; member++)
                network.Layers[i].Export(Prefix(member, members.Length, i), network.ParametersOf(i, members[member].Parameters), network.StateOf(i, members[member].State), tensors);
        }
        var settings = new JsonObject { ["layers"] = layers };
        if (members.Length > 1) settings["members"] = members.Length;
        return new StoredState(settings, tensors);
    }

    /// <summary>Rebuilds a network from its stored form, trusting nothing.</summary>
    /// <exception cref="ModelFileException">The settings or tensors are incomplete, impossible or do not fit each other.</exception>
    public static NetworkClassifier Import(string kind, StoredState state)
    {
        if (state.Settings["layers"] is not JsonArray { Count: > 0 and <= 1000 } described)
            throw new ModelFileException("The model's settings have no list of 1 to 1,000 'layers'; the model file is damaged.");
        var layers = new List<Layer>();
        var read = new HashSet<int>();
        foreach (var node in described)
        {
            var layer = CreateLayer(node as JsonObject ?? throw new ModelFileException($"Layer {layers.Count} of the model's settings is not an object; the model file is damaged."), layers.Count);
            layer.Index = layers.Count;
            RequireSources(layer, layers, read);
            layers.Add(layer);
        }
        var members = new NetworkWeights[MemberCount(state.Settings)];
        // No tensor may be missing, so sizes beyond what the file holds are refused before memory is asked for.
        if (members.Length * layers.Sum(layer => (long)layer.ParameterCount + layer.StateCount) > 2 * state.Tensors.Values.Sum(tensor => tensor.Count) + 1_000_000)
            throw new ModelFileException("The model's settings describe a network far larger than the weights in the file; the model file is damaged.");
        var network = new Network(layers);
        for (var member = 0; member < members.Length; member++)
        {
            var weights = members[member] = network.CreateWeights();
            for (var i = 0; i < layers.Count; i++)
                layers[i].Import(Prefix(member, members.Length, i), state.Tensors, network.ParametersOf(i, weights.Parameters), network.StateOf(i, weights.State));
        }
        return new NetworkClassifier(kind, network, members);
    }

    // What a layer reads must be there, and no two layers may read the same: both would hand back a gradient.
    private static void RequireSources(Layer layer, List<Layer> before, HashSet<int> read)
    {
        foreach (var (value, features) in layer.Sources)
        {
            if (value > before.Count) throw new ModelFileException($"Layer {layer.Index} reads layer {value - 1}, which does not come before it; the model file is damaged.");
            var given = value > 0 ? before[value - 1].Outputs : before.Count > 0 ? before[0].Inputs : features;
            if (given != features)
                throw new ModelFileException($"Layer {layer.Index} takes {features} inputs where {(value == 0 ? "the network" : $"layer {value - 1}")} has {given} {(value == 0 ? "inputs" : "outputs")}; the model file is damaged.");
            if (value > 0 && !read.Add(value)) throw new ModelFileException($"Layer {layer.Index} reads layer {value - 1}, which another layer reads already; the model file is damaged.");
        }
    }

    private static string Prefix(int member, int members, int layer) => members == 1 ? $"layers.{layer}." : $"members.{member}.layers.{layer}.";

    private static int MemberCount(JsonObject settings) => settings["members"] switch
    {
        null => 1,
        JsonValue value when value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int count) && count is >= 2 and <= 100 => count,
        _ => throw new ModelFileException("The model's settings give a number of 'members' that is not from 2 to 100; the model file is damaged."),
    };

    /// <summary>The layer that <see cref="Layer.Describe"/> described.</summary>
    /// <exception cref="ModelFileException">The settings are incomplete or impossible.</exception>
    internal static Layer CreateLayer(JsonObject settings, int index)
    {
        var type = Word(settings, "type", index);
        return type switch
        {
            "dense" when settings["steps"] is null => new DenseLayer(Size(settings, "inputs", index), Size(settings, "outputs", index), ActivationOf(settings, index)),
            "dense" => new DenseLayer(SizeBeside(settings, "inputs", "steps", index), SizeBeside(settings, "outputs", "steps", index), ActivationOf(settings, index), Size(settings, "steps", index)),
            "batchNorm" => new BatchNormalizationLayer(Size(settings, "size", index), ActivationOf(settings, index)),
            "dropout" => new DropoutLayer(Size(settings, "size", index), Rate(settings, "rate", index)),
            "lstm" => new LstmLayer(LstmOf(settings, index)),
            "layerNorm" => new LayerNormalizationLayer(Size(settings, "steps", index), SizeBeside(settings, "size", "steps", index)),
            "pool" => new PoolingLayer(Size(settings, "steps", index), SizeBeside(settings, "width", "steps", index), PoolingOf(settings, index)),
            "embedding" => EmbeddingOf(settings, index),
            "embeddingBag" => EmbeddingBagOf(settings, index),
            "termScores" => TermScoresOf(settings, index),
            "tokenDropout" => new TokenDropoutLayer(Size(settings, "size", index), Rate(settings, "rate", index), Rate(settings, "rowRate", index)),
            "select" => SelectOf(settings, index),
            "join" => JoinOf(settings, index),
            _ => throw new ModelFileException($"Layer {index} is of the unknown type '{type}'; the file needs a newer GenreLab or is damaged."),
        };
    }

    private static Activation ActivationOf(JsonObject settings, int index)
    {
        var word = Word(settings, "activation", index);
        foreach (var activation in Enum.GetValues<Activation>())
            if (DenseLayer.ActivationWord(activation) == word) return activation;
        throw new ModelFileException($"Layer {index} has the unknown activation '{word}'; the file needs a newer GenreLab or is damaged.");
    }

    private static Pooling PoolingOf(JsonObject settings, int index)
    {
        var word = Word(settings, "pooling", index);
        foreach (var pooling in Enum.GetValues<Pooling>())
            if (PoolingLayer.Word(pooling) == word) return pooling;
        throw new ModelFileException($"Layer {index} has the unknown pooling '{word}'; the file needs a newer GenreLab or is damaged.");
    }

    private static EmbeddingLayer EmbeddingOf(JsonObject settings, int index)
    {
        int steps = Size(settings, "steps", index), tokens = Size(settings, "tokens", index), width = SizeBeside(settings, "width", "steps", index);
        return (long)tokens * Matrix.PaddedLength(width) <= 1 << 29
            ? new EmbeddingLayer(steps, tokens, width, Flag(settings, "frozen", index))
            : throw new ModelFileException($"Layer {index} is an embedding larger than GenreLab trains; the model file is damaged.");
    }

    private static EmbeddingBagLayer EmbeddingBagOf(JsonObject settings, int index)
    {
        int tokens = WholeNumber(settings, "tokens", index, EmbeddingBagLayer.MostTokens), width = Size(settings, "width", index);
        return (long)tokens * Matrix.PaddedLength(width) <= EmbeddingBagLayer.LargestTable
            ? new EmbeddingBagLayer(Size(settings, "steps", index), tokens, width)
            : throw new ModelFileException($"Layer {index} is a bag of embeddings larger than GenreLab trains; the model file is damaged.");
    }

    private static TermScoresLayer TermScoresOf(JsonObject settings, int index)
    {
        int tokens = WholeNumber(settings, "tokens", index, TermScoresLayer.MostTokens), genres = Size(settings, "genres", index);
        return (long)tokens * Matrix.PaddedLength(genres) <= TermScoresLayer.LargestTable
            ? new TermScoresLayer(Size(settings, "steps", index), tokens, genres, Flag(settings, "ownGenres", index))
            : throw new ModelFileException($"Layer {index} is a table of scores larger than GenreLab trains; the model file is damaged.");
    }

    private static SelectLayer SelectOf(JsonObject settings, int index)
    {
        var inputs = Size(settings, "inputs", index);
        var columns = new List<(int First, int End)>();
        foreach (var node in List(settings, "columns", index))
        {
            if (node is not JsonArray { Count: 2 } pair || Number(pair[0]) is not { } first || Number(pair[1]) is not { } end || first < 0 || end <= first || end > inputs)
                throw new ModelFileException($"Layer {index} selects 'columns' that are not pairs of a first column and an end among {inputs:N0}; the model file is damaged.");
            columns.Add((first, end));
        }
        return columns.Sum(run => (long)run.End - run.First) <= 1_000_000
            ? new SelectLayer(inputs, columns)
            : throw new ModelFileException($"Layer {index} selects more than 1,000,000 columns; the model file is damaged.");
    }

    private static JoinLayer JoinOf(JsonObject settings, int index)
    {
        JsonArray layers = List(settings, "layers", index), sizes = List(settings, "sizes", index);
        var branches = new List<LayerSource>();
        for (var i = 0; i < layers.Count; i++)
        {
            if (layers.Count != sizes.Count || Number(layers[i]) is not { } layer || layer < 0 || layer >= index || Number(sizes[i]) is not (>= 1 and <= 1_000_000 and var size))
                throw new ModelFileException($"Layer {index} joins 'layers' that do not come before it or have no 'sizes'; the model file is damaged.");
            branches.Add(new LayerSource(layer + 1, size));
        }
        return branches.Sum(branch => (long)branch.Features) <= 1_000_000
            ? new JoinLayer(branches)
            : throw new ModelFileException($"Layer {index} joins more than 1,000,000 values; the model file is damaged.");
    }

    private static LstmShape LstmOf(JsonObject settings, int index)
    {
        var shape = new LstmShape(Size(settings, "steps", index), Size(settings, "width", index), Size(settings, "units", index))
        {
            Dense = Number(settings["dense"]) == 0 ? 0 : Size(settings, "dense", index),
            Bidirectional = Flag(settings, "bidirectional", index),
            Sequences = Flag(settings, "sequences", index),
            InputDropout = Rate(settings, "inputDropout", index),
            RecurrentDropout = Rate(settings, "recurrentDropout", index),
        };
        return shape.IsPossible ? shape : throw new ModelFileException($"Layer {index} is an LSTM larger than GenreLab trains; the model file is damaged.");
    }

    private static string Word(JsonObject settings, string name, int index) =>
        settings[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String
            ? value.GetValue<string>()
            : throw new ModelFileException($"Layer {index} of the model's settings lacks the word '{name}'; the model file is damaged.");

    private static int Size(JsonObject settings, string name, int index) =>
        Number(settings[name]) is >= 1 and <= 1_000_000 and var size
            ? size
            : throw new ModelFileException($"Layer {index} of the model's settings lacks the size '{name}' (1 to 1,000,000); the model file is damaged.");

    private static int WholeNumber(JsonObject settings, string name, int index, int most) =>
        Number(settings[name]) is { } number && number >= 1 && number <= most
            ? number
            : throw new ModelFileException($"Layer {index} of the model's settings lacks the number '{name}' (1 to {most:N0}); the model file is damaged.");

    private static JsonArray List(JsonObject settings, string name, int index) =>
        settings[name] is JsonArray { Count: >= 1 and <= 1000 } list
            ? list
            : throw new ModelFileException($"Layer {index} of the model's settings lacks the list '{name}' (1 to 1,000 entries); the model file is damaged.");

    private static int? Number(JsonNode? node) =>
        node is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out int number) ? number : null;

    // A size whose product with another is still a size.
    private static int SizeBeside(JsonObject settings, string name, string other, int index) =>
        (long)Size(settings, name, index) * Size(settings, other, index) <= 1_000_000
            ? Size(settings, name, index)
            : throw new ModelFileException($"Layer {index} of the model's settings has more than 1,000,000 values in '{other}' times '{name}'; the model file is damaged.");

    private static bool Flag(JsonObject settings, string name, int index) =>
        settings[name] is JsonValue value && value.GetValueKind() is JsonValueKind.True or JsonValueKind.False
            ? settings[name]!.GetValue<bool>()
            : throw new ModelFileException($"Layer {index} of the model's settings lacks '{name}' (true or false); the model file is damaged.");

    private static double Rate(JsonObject settings, string name, int index) =>
        settings[name] is JsonValue value && value.GetValueKind() == JsonValueKind.Number && value.TryGetValue(out double rate) && rate is >= 0 and < 1
            ? rate
            : throw new ModelFileException($"Layer {index} of the model's settings lacks a dropout '{name}' of at least 0 and below 1; the model file is damaged.");
}
