using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Neural.Tokens;

/// <summary>
/// The mean of the vectors of a row's tokens (Joulin and others, Bag of tricks for efficient text classification, 2016). The inputs are token numbers, 0 to
/// tokens − 1, held as floats; other numbers are padding. A row without tokens gives zeros.
/// </summary>
/// <param name="steps">The most tokens of a row.</param>
/// <param name="tokens">Rows of the table.</param>
/// <param name="width">Numbers of a vector.</param>
internal sealed class EmbeddingBagLayer(int steps, int tokens, int width) : Layer, ITokenTable
{
    /// <summary>The most rows of a table, and the most numbers of one.</summary>
    public const int MostTokens = 1 << 24, LargestTable = 1 << 29;

    private readonly int stride = Matrix.PaddedLength(width);

    /// <summary>Whether vectors begin at zero, so that parts of names that training never sees say nothing. Where nothing else feeds the layers above they must not: a rectifier
    /// over nothing but zeros passes no gradient. They then begin as fastText's, even between ± 1 / width.</summary>
    public bool StartsAtZero { get; init; } = true;

    public override int Inputs => steps;

    public override int Outputs => width;

    public override int ParameterCount => tokens * stride;

    public override int DecayedParameterCount => ParameterCount;

    public override long RowOperations => (long)steps * width;

    // A row's tokens, and the sum of their vectors.
    public override int WorkspaceFeatures(bool training) => TokenFeatures + (stride + Gemm.PanelWidth - 1) / Gemm.PanelWidth;

    private int TokenFeatures => (steps + Gemm.PanelWidth - 1) / Gemm.PanelWidth;

    public TokenGradients CreateGradients(int rows) => new(tokens, stride, rows, steps);

    public override void Initialize(Span<float> parameters, Span<float> state, Initialization initialization, RandomSource random)
    {
        parameters.Clear();
        // UniformFanIn is PyTorch's way, which begins embeddings with standard normal numbers.
        var normal = initialization == Initialization.UniformFanIn;
        if (StartsAtZero && !normal) return;
        for (var token = 0; token < tokens; token++)
            foreach (ref var value in parameters.Slice(token * stride, width)) value = (float)(normal ? random.NextNormal() : (2 * random.NextDouble() - 1) / width);
    }

    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        var room = chunk.Workspaces[Index].Panel(0);
        var row = MemoryMarshal.Cast<float, int>(room[..(TokenFeatures * Gemm.PanelWidth)]);
        var sum = room.Slice(TokenFeatures * Gemm.PanelWidth, stride);
        for (var place = 0; place < chunk.Panels * Gemm.PanelWidth; place++)
        {
            var count = Read(chunk, place, row);
            var kernel = new Mean { Tokens = row[..count], Table = parameters, Destination = sum };
            Simd.Run(pass.Instructions, ref kernel);
            var to = chunk.Values[Index + 1].Panel(place / Gemm.PanelWidth)[(place % Gemm.PanelWidth)..];
            for (var i = 0; i < width; i++) to[i * Gemm.PanelWidth] = sum[i];
        }
    }

    public override void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass)
    {
        var gradients = (TokenGradients)chunk.Collected[Index]!;
        for (var place = 0; place < chunk.Rows; place++)
        {
            var row = chunk.FirstRow + place;
            var count = Read(chunk, place, gradients.TokensOfRow(row));
            gradients.SetCount(row, count);
            if (count == 0) continue;
            ReadOnlySpan<float> from = chunk.Gradients[Index + 1].Panel(place / Gemm.PanelWidth)[(place % Gemm.PanelWidth)..];
            var to = gradients.OfRow(row);
            for (var i = 0; i < width; i++) to[i] = from[i * Gemm.PanelWidth] / count;
        }
    }

    public override JsonObject Describe() => new() { ["type"] = "embeddingBag", ["steps"] = steps, ["tokens"] = tokens, ["width"] = width };

    public override void Export(string prefix, ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, IDictionary<string, Tensor> tensors) =>
        tensors[prefix + "table"] = StoredTensors.Rows(parameters, tokens, width, stride);

    public override void Import(string prefix, IReadOnlyDictionary<string, Tensor> tensors, Span<float> parameters, Span<float> state)
    {
        parameters.Clear();
        StoredTensors.ReadRows(tensors, prefix + "table", tokens, width, parameters, stride);
    }

    // A row's tokens without padding; rows that only fill up the last panel have none.
    private int Read(Chunk chunk, int place, Span<int> row)
    {
        if (place >= chunk.Rows) return 0;
        ReadOnlySpan<float> inputs = chunk.Values[Index].Panel(place / Gemm.PanelWidth)[(place % Gemm.PanelWidth)..];
        var count = 0;
        for (var step = 0; step < steps; step++)
        {
            var token = inputs[step * Gemm.PanelWidth];
            if (token >= 0 && token < tokens) row[count++] = (int)token;
        }
        return count;
    }

    private ref struct Mean : IVectorKernel
    {
        public ReadOnlySpan<int> Tokens;
        public ReadOnlySpan<float> Table;
        // As long as a row of the table.
        public Span<float> Destination;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var table = ref MemoryMarshal.GetReference(Table);
            ref var to = ref MemoryMarshal.GetReference(Destination);
            var factor = TOperations.Broadcast(1f / Math.Max(1, Tokens.Length));
            for (nint column = 0; column < Destination.Length; column += TOperations.Width)
            {
                TVector sum = default;
                foreach (var token in Tokens) sum = TOperations.Add(sum, TOperations.Load(in table, (nint)token * Destination.Length + column));
                TOperations.Store(TOperations.Multiply(sum, factor), ref to, column);
            }
        }
    }
}
