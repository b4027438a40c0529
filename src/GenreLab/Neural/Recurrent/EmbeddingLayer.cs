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
    private const int Panel = Gemm.PanelWidth;
    private readonly int stride = Matrix.PaddedLength(width);

    public override int Inputs => steps;

    public override int Outputs => steps * width;

    public override int ParameterCount => frozen ? 0 : tokens * stride;

    public override bool MeasuresLengths => true;

    // Looking up multiplies nothing.
    public override long RowOperations => 0;

    // 32 vectors' parts, as they come and turned over.
    public override int WorkspaceFeatures(bool training) => 2 * Panel;

    /// <summary>What the table starts from, tokens × width; null for random numbers.</summary>
    public Matrix? Vectors { get; init; }

    public override int StateCount => frozen ? tokens * stride : 0;

    public override void Initialize(Span<float> parameters, Span<float> state, Initialization initialization, RandomSource random)
    {
        // Uniform in ±0.05 as Keras, or PyTorch's standard normal.
        var table = frozen ? state : parameters;
        table.Clear();
        for (var token = 0; token < tokens && Vectors is not null; token++) Vectors.Row(token).CopyTo(table[(token * stride)..]);
        if (Vectors is not null) return;
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
            var longest = chunk.Lengths[Index + 1].Longest(panel);
            for (var step = 0; step < steps; step++)
            {
                var to = chunk.Values[Index + 1].Slab(panel * steps + step, width);
                if (step < longest) LookUp(table, words, step, panel, chunk, to);
                else to.Clear();
            }
        }
    }

    // 32 numbers of the 32 rows' vectors at a time: copied as rows, then turned over.
    private unsafe void LookUp(ReadOnlySpan<float> table, ReadOnlySpan<float> words, int step, int panel, Chunk chunk, Span<float> to)
    {
        var room = chunk.Workspaces[Index].Panel(0);
        Span<float> rows = room[..(Panel * Panel)], turned = room[(Panel * Panel)..];
        for (var first = 0; first < width; first += Panel)
        {
            var length = Math.Min(Panel, width - first);
            for (var row = 0; row < Panel; row++)
            {
                var token = Token(words, step, row, panel, chunk);
                var part = rows.Slice(row * Panel, length);
                if (token < 0) part.Clear();
                else table.Slice(token * stride + first, length).CopyTo(part);
            }
            fixed (float* from = rows, features = turned) PanelTranspose.Block(from, Panel, features, Panel);
            turned[..(length * Panel)].CopyTo(to[(first * Panel)..]);
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
                for (var row = 0; row < Panel; row++)
                {
                    var token = Token(words, step, row, panel, chunk);
                    if (token < 0) continue;
                    var to = gradient.Slice(token * stride, width);
                    for (var i = 0; i < to.Length; i++) to[i] += by[i * Panel + row];
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
        var lengths = chunk.Lengths[Index + 1];
        lengths.Differ = false;
        for (var row = 0; row < chunk.Panels * Panel; row++)
        {
            var words = chunk.Values[Index].Panel(row / Panel)[(row % Panel)..];
            var length = row < chunk.Rows ? steps : 0;
            while (length > 0 && words[(length - 1) * Panel] < 0) length--;
            lengths.Steps[row] = length;
            lengths.Differ |= length < steps;
        }
    }

    // Rows that only fill up the last panel have no tokens.
    private int Token(ReadOnlySpan<float> words, int step, int row, int panel, Chunk chunk)
    {
        if (step >= chunk.Lengths[Index + 1].Steps[panel * Panel + row]) return -1;
        var token = words[step * Panel + row];
        return token < tokens ? (int)token : -1;
    }
}
