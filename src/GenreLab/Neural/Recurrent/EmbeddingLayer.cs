using System.Text.Json.Nodes;
using GenreLab.Models;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Neural.Recurrent;

/// <summary>
/// Replaces tokens by rows of a table. The inputs are token numbers, 0 to tokens − 1, held as floats; a negative number is padding, and what
/// follows a row's last token is its end: the layer tells the chunk each row's length. Padding in between, and numbers beyond the table, become zeros. The table
/// (tokens × width) is a parameter, or, when frozen, a state that training leaves as it is.
/// </summary>
internal sealed class EmbeddingLayer(int steps, int tokens, int width, bool frozen) : Layer
{
    private readonly int stride = Matrix.PaddedLength(width);

    public override int Inputs => steps;

    public override int Outputs => steps * width;

    public override int ParameterCount => frozen ? 0 : tokens * stride;

    public override int StateCount => frozen ? tokens * stride : 0;

    public override void Initialize(Span<float> parameters, Span<float> state, Initialization initialization, RandomSource random)
    {
        // Uniform in ±0.05 as Keras, or PyTorch's standard normal.
        var table = frozen ? state : parameters;
        table.Clear();
        for (var token = 0; token < tokens; token++)
            foreach (ref var value in table.Slice(token * stride, width))
                value = (float)(initialization == Initialization.UniformFanIn ? random.NextNormal() : 0.1 * random.NextDouble() - 0.05);
    }

    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        var table = frozen ? state : parameters;
        Measure(chunk);
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            ReadOnlySpan<float> words = chunk.Values[Index].Panel(panel);
            for (var step = 0; step < steps; step++)
            {
                var to = chunk.Values[Index + 1].Slab(panel * steps + step, width);
                for (var row = 0; row < Gemm.PanelWidth; row++)
                {
                    var token = Token(words, step, row, panel, chunk);
                    if (token < 0)
                        for (var i = 0; i < width; i++) to[i * Gemm.PanelWidth + row] = 0;
                    else
                        Scatter(table.Slice(token * stride, width), to[row..]);
                }
            }
        }
    }

    public override void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass)
    {
        if (frozen) return;
        if (!accumulate) gradient.Clear();
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            ReadOnlySpan<float> words = chunk.Values[Index].Panel(panel);
            for (var step = 0; step < steps; step++)
            {
                ReadOnlySpan<float> by = chunk.Gradients[Index + 1].Slab(panel * steps + step, width);
                for (var row = 0; row < Gemm.PanelWidth; row++)
                {
                    var token = Token(words, step, row, panel, chunk);
                    if (token < 0) continue;
                    var to = gradient.Slice(token * stride, width);
                    for (var i = 0; i < to.Length; i++) to[i] += by[i * Gemm.PanelWidth + row];
                }
            }
        }
    }

    public override JsonObject Describe() => new() { ["type"] = "embedding", ["steps"] = steps, ["tokens"] = tokens, ["width"] = width, ["frozen"] = frozen };

    public override void Export(string prefix, ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, IDictionary<string, Tensor> tensors) =>
        tensors[prefix + "table"] = StoredTensors.Rows(frozen ? state : parameters, tokens, width, stride);

    public override void Import(string prefix, IReadOnlyDictionary<string, Tensor> tensors, Span<float> parameters, Span<float> state)
    {
        var table = frozen ? state : parameters;
        table.Clear();
        StoredTensors.ReadRows(tensors, prefix + "table", tokens, width, table, stride);
    }

    private void Measure(Chunk chunk)
    {
        chunk.HasLengths = false;
        for (var row = 0; row < chunk.Panels * Gemm.PanelWidth; row++)
        {
            var words = chunk.Values[Index].Panel(row / Gemm.PanelWidth)[(row % Gemm.PanelWidth)..];
            var length = row < chunk.Rows ? steps : 0;
            while (length > 0 && words[(length - 1) * Gemm.PanelWidth] < 0) length--;
            chunk.Lengths[row] = length;
            chunk.HasLengths |= length < steps;
        }
    }

    // Rows that only fill up the last panel have no tokens.
    private int Token(ReadOnlySpan<float> words, int step, int row, int panel, Chunk chunk)
    {
        if (step >= chunk.Lengths[panel * Gemm.PanelWidth + row]) return -1;
        var token = (int)words[step * Gemm.PanelWidth + row];
        return token < tokens ? token : -1;
    }

    private static void Scatter(ReadOnlySpan<float> values, Span<float> to)
    {
        for (var i = 0; i < values.Length; i++) to[i * Gemm.PanelWidth] = values[i];
    }
}
