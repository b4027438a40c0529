using GenreLab.Neural.Recurrent;
using GenreLab.Numerics;

namespace GenreLab.Neural;

/// <summary>
/// The rows of a batch that pass through the network together, and the memory they need on their way. Rows are stored
/// in panels of 32: feature f of row r is value <c>(r / 32 · features + f) · 32 + r % 32</c>. In this layout every
/// product reads its operands where they lie, activations and softmax run across rows without horizontal sums, and
/// no width needs padding.
/// </summary>
internal sealed class Chunk
{
    /// <summary>The most rows a chunk holds: large enough to amortise a pass over the weights, small enough for the second-level cache.</summary>
    public const int MaximumRows = 128;

    private Matrix? madeInputs;

    /// <summary>Makes the memory for up to <paramref name="rows"/> rows.</summary>
    public Chunk(Network network, int rows, bool training)
    {
        Capacity = (rows + Gemm.PanelWidth - 1) / Gemm.PanelWidth;
        Values = new PanelBuffer[network.Layers.Count + 1];
        Values[0] = new PanelBuffer(network.Inputs, Capacity);
        Gradients = new PanelBuffer[training ? network.Layers.Count + 1 : 0];
        Scratch = new PanelBuffer[network.Layers.Count];
        Workspaces = new PanelBuffer[network.Layers.Count];
        Lengths = new SequenceLengths[network.Layers.Count + 1];
        Lengths[0] = new SequenceLengths(Capacity * Gemm.PanelWidth);
        if (training) Gradients[0] = new PanelBuffer(0, Capacity);
        FeatureFactors = new float[3 * network.Layers.Max(layer => Matrix.PaddedLength(layer.Outputs))];
        for (var i = 0; i < network.Layers.Count; i++)
        {
            var layer = network.Layers[i];
            Values[i + 1] = new PanelBuffer(layer.Outputs, Capacity);
            Scratch[i] = new PanelBuffer(training ? layer.ScratchFeatures : 0, Capacity);
            Workspaces[i] = new PanelBuffer(layer.WorkspaceFeatures(training && !layer.Frozen), 1);
            Lengths[i + 1] = layer.MeasuresLengths ? new SequenceLengths(Capacity * Gemm.PanelWidth) : Lengths[layer.Sources[0].Value];
            if (training) Gradients[i + 1] = new PanelBuffer(network.Learns[i + 1] ? layer.Outputs : 0, Capacity);
        }
    }

    /// <summary>Panels there is room for.</summary>
    public int Capacity { get; }

    /// <summary>Rows in use.</summary>
    public int Rows { get; set; }

    /// <summary>Panels in use; the last one's rows beyond <see cref="Rows"/> hold harmless values and get no gradient.</summary>
    public int Panels => (Rows + Gemm.PanelWidth - 1) / Gemm.PanelWidth;

    /// <summary>Number of the chunk within its batch.</summary>
    public int Index { get; set; }

    /// <summary>Place of the first row within its batch.</summary>
    public int FirstRow { get; set; }

    /// <summary>Number of the training step, from which dropout's randomness follows.</summary>
    public long Step { get; set; }

    /// <summary>The network's inputs, then each layer's outputs.</summary>
    public PanelBuffer[] Values { get; }

    /// <summary>Gradients of the loss by <see cref="Values"/>; without features where nothing below learns.</summary>
    public PanelBuffer[] Gradients { get; }

    /// <summary>What a layer keeps between its forward and its backward pass.</summary>
    public PanelBuffer[] Scratch { get; }

    /// <summary>A layer's room for intermediate results, one panel whatever the number of rows.</summary>
    public PanelBuffer[] Workspaces { get; }

    /// <summary>Room for a panel's rows of inputs that are made on demand, rows × inputs.</summary>
    public Matrix MadeInputs => madeInputs ??= new Matrix(Gemm.PanelWidth, Values[0].Features);

    /// <summary>For each of <see cref="Values"/> how long the rows' sequences are; measured by the layer that knows, shared by those above it.</summary>
    public SequenceLengths[] Lengths { get; }

    /// <summary>What layers collect over a batch, by layer index: statistics of synchronised layers, gradients of token tables; set by the trainer.</summary>
    public object?[] Collected { get; set; } = [];

    /// <summary>Room for three factors a feature of the widest layer.</summary>
    public float[] FeatureFactors { get; }

    /// <summary>Randomness of this chunk; reseeded by whoever draws.</summary>
    public RandomSource Random { get; } = new(0);
}

/// <summary>Values of some features for some panels of 32 rows; see <see cref="Chunk"/> for the layout.</summary>
internal sealed class PanelBuffer
{
    private readonly float[] values;
    private readonly int offset;

    public PanelBuffer(int features, int panels)
    {
        Features = features;
        (values, offset) = AlignedBuffer.Allocate((long)features * panels * Gemm.PanelWidth);
    }

    public int Features { get; }

    /// <summary>The values of one panel: features × 32.</summary>
    public Span<float> Panel(int panel) => values.AsSpan(offset + panel * Features * Gemm.PanelWidth, Features * Gemm.PanelWidth);

    /// <summary>Some features of a panel that lie together: the values taken as panels of <paramref name="features"/> features, and of these the
    /// <paramref name="index"/>th. A row that is a sequence of steps × width features is steps such slabs.</summary>
    public Span<float> Slab(int index, int features) => values.AsSpan(offset + index * features * Gemm.PanelWidth, features * Gemm.PanelWidth);

    /// <summary>The values of the first panels.</summary>
    public Span<float> Panels(int count) => values.AsSpan(offset, count * Features * Gemm.PanelWidth);
}
