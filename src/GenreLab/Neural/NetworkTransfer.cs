using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Neural.Layers;
using GenreLab.Neural.Recurrent;
using GenreLab.Numerics;

namespace GenreLab.Neural;

/// <summary>Gives a network that is to be trained the numbers of one that is trained already: layer by layer, the output layer genre by genre.</summary>
internal sealed class NetworkTransfer
{
    // What only training knows of; it may differ from one training to the next.
    private static readonly string[] TrainingWords = ["rate", "inputDropout", "recurrentDropout", "frozen", "ownGenres"];

    private readonly NetworkClassifier old;
    // The layers that hold numbers: place in the new network, place in the old one.
    private readonly (int New, int Old)[] pairs;
    // For each genre its output in the old network, or −1.
    private readonly int[] outputs;

    /// <summary>Checks that the networks fit each other, and freezes layers of the new one.</summary>
    /// <param name="transfer">The trained model.</param>
    /// <param name="trainer">What is trained.</param>
    /// <param name="layers">Its layers.</param>
    /// <param name="genres">The genres to be told apart.</param>
    /// <exception cref="OptionException">The models are of different kinds or sizes, or more layers are to be frozen than there are.</exception>
    public NetworkTransfer(Transfer transfer, IClassifierTrainer trainer, IReadOnlyList<Layer> layers, IReadOnlyList<string> genres)
    {
        transfer.Require(trainer);
        old = (NetworkClassifier)transfer.Model.Classifier;
        int[] own = [.. Holding(layers)], others = [.. Holding(old.Network.Layers)];
        for (var i = 0; i < Math.Max(own.Length, others.Length); i++)
        {
            string ours = Words(layers, own, i), theirs = Words(old.Network.Layers, others, i);
            if (ours != theirs)
                throw new OptionException($"The network of {transfer.Name} has {theirs} as layer {i + 1}, where these options make {ours}; leave out the options that shape the network, which is taken over.");
        }
        pairs = [.. own.Zip(others)];
        outputs = [.. genres.Select(genre => transfer.Model.LabelNames.ToList().IndexOf(genre))];
        Freeze(transfer, layers);
    }

    /// <summary>The training rows with the word vectors of the trained network, if it was given any: its options do not tell their size, and their file may be gone.</summary>
    public static Dataset WithVectors(Transfer transfer, Dataset train)
    {
        if (transfer.Model.Classifier is not NetworkClassifier old) return train;
        var given = transfer.Model.Preprocessor.Options.Text?.Vectors is not null;
        var tables = Enumerable.Range(0, old.Network.Layers.Count).Where(i => old.Network.Layers[i] is EmbeddingLayer).Select(i => (Layer: i, Given: given || old.Network.Layers[i].StateCount > 0)).ToList();
        var next = 0;
        return train with
        {
            Texts = [.. train.Texts.Select(text => text.Ordered && next < tables.Count && tables[next++] is { Given: true } table ? text with { Vectors = TableOf(old, table.Layer) } : text)],
        };
    }

    private static Matrix TableOf(NetworkClassifier old, int layer)
    {
        var table = Export(old.Network, old.Members[0], layer)["table"];
        var vectors = new Matrix((int)table.Shape[0], (int)table.Shape[1]);
        var values = table.Read<float>();
        for (var token = 0; token < vectors.Rows; token++) values.Slice(token * vectors.Columns, vectors.Columns).CopyTo(vectors.Row(token));
        return vectors;
    }

    /// <summary>Puts the trained numbers into weights that have their starting values.</summary>
    /// <param name="network">The new network.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="member">Which of several averaged networks it is; when the trained model has fewer, they are taken in turn.</param>
    public void Begin(Network network, NetworkWeights weights, int member)
    {
        var from = old.Members[member % old.Members.Count];
        foreach (var (index, oldIndex) in pairs)
        {
            var trained = Export(old.Network, from, oldIndex);
            if (index == network.Layers.Count - 1)
            {
                var fresh = Export(network, weights, index);
                trained = fresh.ToDictionary(pair => pair.Key, pair => ByGenre(pair.Value, trained[pair.Key]));
            }
            network.Layers[index].Import("", trained, network.ParametersOf(index, weights.Parameters), network.StateOf(index, weights.State));
        }
    }

    private static Dictionary<string, Tensor> Export(Network network, NetworkWeights weights, int layer)
    {
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        network.Layers[layer].Export("", network.ParametersOf(layer, weights.Parameters), network.StateOf(layer, weights.State), tensors);
        return tensors;
    }

    // The last dimension of an output layer's tensors is the genre.
    private Tensor ByGenre(Tensor fresh, Tensor trained)
    {
        var values = fresh.Read<float>().ToArray();
        var from = trained.Read<float>();
        var width = (int)trained.Shape[^1];
        for (var i = 0; i < values.Length; i++)
            if (outputs[i % outputs.Length] is >= 0 and var output) values[i] = from[i / outputs.Length * width + output];
        return Tensor.From<float>(values, [.. fresh.Shape]);
    }

    private static void Freeze(Transfer transfer, IReadOnlyList<Layer> layers)
    {
        int[] learning = [.. Enumerable.Range(0, layers.Count).Where(i => layers[i].ParameterCount > 0)];
        var below = learning.Length - 1;
        var frozen = transfer.Freeze.Layers ?? below;
        if (frozen > below)
            throw new OptionException($"{frozen:N0} layers cannot be frozen: the network of {transfer.Name} has {(below == 1 ? "1 layer" : $"{below} layers")} with parameters below its output layer, which must learn.");
        for (var i = 0; frozen > 0 && i <= learning[frozen - 1]; i++) layers[i].Frozen = true;
    }

    private static IEnumerable<int> Holding(IReadOnlyList<Layer> layers) => Enumerable.Range(0, layers.Count).Where(i => layers[i].ParameterCount + layers[i].StateCount > 0);

    // "dense (inputs 14, outputs 128, activation relu)"; the output layer's genres may differ.
    private static string Words(IReadOnlyList<Layer> layers, int[] holding, int place)
    {
        if (place >= holding.Length) return "none";
        var settings = layers[holding[place]].Describe();
        var output = holding[place] == layers.Count - 1;
        var said = settings.Where(pair => pair.Key != "type" && !TrainingWords.Contains(pair.Key) && !(output && pair.Key == "outputs"));
        return $"{settings["type"]} ({string.Join(", ", said.Select(pair => $"{pair.Key} {pair.Value}"))})";
    }
}
