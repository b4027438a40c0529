using System.Text.Json.Nodes;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Neural.Branches;

/// <summary>Begins a branch: copies some of the network's input columns. No gradient goes further back.</summary>
/// <param name="inputs">The network's inputs.</param>
/// <param name="columns">Runs of columns, first and end, one after the other in the outputs.</param>
internal sealed class SelectLayer(int inputs, IReadOnlyList<(int First, int End)> columns) : Layer
{
    public override int Inputs => inputs;

    public override int Outputs { get; } = columns.Sum(run => run.End - run.First);

    public override IReadOnlyList<LayerSource> Sources => [new LayerSource(0, inputs)];

    /// <summary>Runs of columns, first and end.</summary>
    public IReadOnlyList<(int First, int End)> Columns => columns;

    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            var from = chunk.Values[0].Panel(panel);
            var to = chunk.Values[Index + 1].Panel(panel);
            for (var i = 0; i < columns.Count; i++)
            {
                var run = from[(columns[i].First * Gemm.PanelWidth)..(columns[i].End * Gemm.PanelWidth)];
                run.CopyTo(to);
                to = to[run.Length..];
            }
        }
    }

    public override void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass) { }

    public override JsonObject Describe() => new()
    {
        ["type"] = "select",
        ["inputs"] = inputs,
        ["columns"] = new JsonArray([.. columns.Select(run => (JsonNode)new JsonArray(run.First, run.End))]),
    };
}
