using GenreLab.Neural.Layers;
using GenreLab.Neural.Tokens;
using GenreLab.Numerics;

namespace GenreLab.Neural;

/// <summary>
/// Layers in a row, each reading what the one before it gives, but for those that begin or join branches; where each one's parameters lie in the flat
/// buffers. Tables that each step changes a few rows of lie behind all other parameters.
/// </summary>
internal sealed class Network
{
    public Network(IReadOnlyList<Layer> layers)
    {
        Layers = layers;
        ParameterOffsets = new int[layers.Count];
        StateOffsets = new int[layers.Count + 1];
        Learns = new bool[layers.Count + 1];
        for (var i = 0; i < layers.Count; i++)
        {
            layers[i].Index = i;
            layers[i].NeedsInputGradient = layers[i].Sources.Any(source => Learns[source.Value]);
            Learns[i + 1] = layers[i].NeedsInputGradient || (layers[i].ParameterCount > 0 && !layers[i].Frozen);
            StateOffsets[i + 1] = StateOffsets[i] + layers[i].StateCount;
        }
        ParameterCount = DenseParameterCount = Place(0, layers.Where(layer => layer is not ITokenTable));
        ParameterCount = Place(ParameterCount, layers.Where(layer => layer is ITokenTable));
    }

    public IReadOnlyList<Layer> Layers { get; }

    public int Inputs => Layers[0].Inputs;

    public int Outputs => Layers[^1].Outputs;

    public int ParameterCount { get; }

    /// <summary>Parameters that every step changes; those of token tables follow.</summary>
    public int DenseParameterCount { get; }

    public int StateCount => StateOffsets[^1];

    /// <summary>Whether rows of the same inputs have the same outputs in training too.</summary>
    public bool TreatsEqualRowsAlike => Layers.All(layer => layer.TreatsEqualRowsAlike);

    /// <summary>Which of the inputs and the layers' outputs depend on parameters, so that there are gradients by them.</summary>
    public bool[] Learns { get; }

    private int[] ParameterOffsets { get; }

    private int[] StateOffsets { get; }

    /// <summary>Zeroed buffers for parameters and state.</summary>
    public NetworkWeights CreateWeights() => new(ParameterCount, StateCount);

    /// <summary>Starting values from a seed.</summary>
    public void Initialize(NetworkWeights weights, Initialization initialization, ulong seed)
    {
        for (var i = 0; i < Layers.Count; i++)
            Layers[i].Initialize(ParametersOf(i, weights.Parameters), StateOf(i, weights.State), initialization, RandomSource.For(seed, 1, (ulong)i));
    }

    public Span<float> ParametersOf(int layer, Span<float> all) => all.Slice(ParameterOffsets[layer], Layers[layer].ParameterCount);

    public ReadOnlySpan<float> ParametersOf(int layer, ReadOnlySpan<float> all) => all.Slice(ParameterOffsets[layer], Layers[layer].ParameterCount);

    /// <summary>A layer's part of a gradient by the dense parameters; nothing for a token table.</summary>
    public Span<float> GradientOf(int layer, Span<float> gradient) => Layers[layer] is ITokenTable ? default : ParametersOf(layer, gradient);

    /// <summary>Where a layer's parameters begin.</summary>
    public int ParametersAt(int layer) => ParameterOffsets[layer];

    public Span<float> StateOf(int layer, Span<float> all) => all[StateOffsets[layer]..StateOffsets[layer + 1]];

    public ReadOnlySpan<float> StateOf(int layer, ReadOnlySpan<float> all) => all[StateOffsets[layer]..StateOffsets[layer + 1]];

    /// <summary>Runs layers <paramref name="first"/> to <paramref name="end"/> − 1 on a chunk.</summary>
    public void Forward(NetworkWeights weights, Chunk chunk, int first, int end, in Pass pass)
    {
        for (var i = first; i < end; i++)
            Layers[i].Forward(ParametersOf(i, (ReadOnlySpan<float>)weights.Parameters), StateOf(i, (ReadOnlySpan<float>)weights.State), chunk, Layers[i].Frozen ? pass with { Training = false } : pass);
    }

    /// <summary>Runs the backward pass of layers <paramref name="end"/> − 1 down to <paramref name="first"/>.</summary>
    public void Backward(NetworkWeights weights, Span<float> gradient, bool accumulate, Chunk chunk, int first, int end, in Pass pass)
    {
        for (var i = end - 1; i >= first && !Layers[i].Frozen; i--)
            Layers[i].Backward(ParametersOf(i, (ReadOnlySpan<float>)weights.Parameters), GradientOf(i, gradient), accumulate, chunk, pass);
    }

    // Gives layers their place in the flat buffer, from a place on.
    private int Place(int next, IEnumerable<Layer> layers)
    {
        foreach (var layer in layers)
        {
            ParameterOffsets[layer.Index] = next;
            next = checked(next + layer.ParameterCount);
        }
        return next;
    }
}

/// <summary>All numbers a network has learnt: trainable parameters and running state, each in one aligned buffer.</summary>
internal sealed class NetworkWeights
{
    private readonly float[] parameters, state;
    private readonly int parameterOffset, stateOffset, parameterCount, stateCount;

    public NetworkWeights(int parameterCount, int stateCount)
    {
        this.parameterCount = parameterCount;
        this.stateCount = stateCount;
        (parameters, parameterOffset) = AlignedBuffer.Allocate(parameterCount);
        (state, stateOffset) = AlignedBuffer.Allocate(stateCount);
    }

    public Span<float> Parameters => parameters.AsSpan(parameterOffset, parameterCount);

    public Span<float> State => state.AsSpan(stateOffset, stateCount);

    public void CopyFrom(NetworkWeights other)
    {
        other.Parameters.CopyTo(Parameters);
        other.State.CopyTo(State);
    }

    /// <summary>Whether every number is finite.</summary>
    public bool AreFinite() => AreFinite(Parameters) && AreFinite(State);

    /// <summary>Whether every number is finite.</summary>
    public static bool AreFinite(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
            if (!float.IsFinite(value)) return false;
        return true;
    }
}
