using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Numerics;

namespace GenreLab.Neural.Layers;

/// <summary>
/// One step of a network, with an explicit forward and backward pass. A layer knows sizes and options and holds no
/// numbers: its parameters are a part of the network's one flat buffer, its activations a part of a <see cref="Chunk"/>.
/// </summary>
internal abstract class Layer
{
    /// <summary>Features in.</summary>
    public abstract int Inputs { get; }

    /// <summary>Features out.</summary>
    public abstract int Outputs { get; }

    /// <summary>Place of the layer in the network.</summary>
    public int Index { get; set; }

    /// <summary>What the layer reads, one after the other: what the layer before it gives, unless it begins or joins branches.</summary>
    public virtual IReadOnlyList<LayerSource> Sources => [new LayerSource(Index, Inputs)];

    /// <summary>Whether a layer below has parameters, so that the gradient by the inputs is wanted.</summary>
    public bool NeedsInputGradient { get; set; }

    /// <summary>Whether the layer stays as it is in training: it runs as in prediction and gets no gradient, and so do all layers below it.</summary>
    public bool Frozen { get; set; }

    /// <summary>Whether the layer finds out how long each row's sequence is (<see cref="Chunk.Lengths"/>), for those above it.</summary>
    public virtual bool MeasuresLengths => false;

    /// <summary>Trainable numbers; a multiple of 16.</summary>
    public virtual int ParameterCount => 0;

    /// <summary>Multiply-adds a row, roughly: whether a small batch is worth a second thread.</summary>
    public virtual long RowOperations => ParameterCount;

    /// <summary>Numbers learnt without a gradient, such as running means; a multiple of 16.</summary>
    public virtual int StateCount => 0;

    /// <summary>Features a row that the layer keeps from its forward to its backward pass.</summary>
    public virtual int ScratchFeatures => 0;

    /// <summary>Features of 32 values that a chunk keeps ready for the layer's intermediate results, whatever the number of rows.</summary>
    public virtual int WorkspaceFeatures(bool training) => 0;

    /// <summary>Which of the parameters are weights, to which weight decay applies (not biases and scales).</summary>
    public virtual int DecayedParameterCount => 0;

    /// <summary>Whether rows of the same inputs have the same outputs in training too: no dropout, and nothing depends on the batch's other rows.</summary>
    public virtual bool TreatsEqualRowsAlike => true;

    /// <summary>Sets the starting values.</summary>
    public virtual void Initialize(Span<float> parameters, Span<float> state, Initialization initialization, RandomSource random) { }

    /// <summary>Computes the chunk's values after this layer from those before it.</summary>
    public abstract void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass);

    /// <summary>Adds to the parameters' gradient (or starts it when <paramref name="accumulate"/> is false) and computes the gradient by
    /// the layer's inputs where it is wanted. May overwrite the gradient by its outputs.</summary>
    public abstract void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass);

    /// <summary>The layer's structure for the model file.</summary>
    public abstract JsonObject Describe();

    /// <summary>Puts the layer's numbers under names that start with <paramref name="prefix"/>.</summary>
    public virtual void Export(string prefix, ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, IDictionary<string, Tensor> tensors) { }

    /// <summary>Reads back what <see cref="Export"/> wrote.</summary>
    /// <exception cref="ModelFileException">A tensor is missing or of another shape.</exception>
    public virtual void Import(string prefix, IReadOnlyDictionary<string, Tensor> tensors, Span<float> parameters, Span<float> state) { }
}

/// <summary>Values that a layer reads.</summary>
/// <param name="Value">Which of <see cref="Chunk.Values"/>: 0 for the network's inputs, i + 1 for what layer i gives.</param>
/// <param name="Features">How many.</param>
internal readonly record struct LayerSource(int Value, int Features);

/// <summary>What all layers of a pass share.</summary>
/// <param name="Training">Whether dropout drops and batch normalisation uses the batch's own statistics.</param>
/// <param name="Seed">Seed of the training run's randomness.</param>
/// <param name="Instructions">Vector width.</param>
internal readonly record struct Pass(bool Training, ulong Seed, InstructionSet Instructions);
