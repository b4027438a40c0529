using System.Text.Json.Nodes;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Neural.Branches;

/// <summary>Ends branches: puts what several layers give side by side, and hands each its part of the gradient.</summary>
/// <param name="branches">The layers' outputs, in the order in which they are joined.</param>
internal sealed class JoinLayer(IReadOnlyList<LayerSource> branches) : Layer
{
    public override int Inputs { get; } = branches.Sum(branch => branch.Features);

    public override int Outputs => Inputs;

    public override IReadOnlyList<LayerSource> Sources => branches;

    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            var to = chunk.Values[Index + 1].Panel(panel);
            for (var i = 0; i < branches.Count; i++)
            {
                chunk.Values[branches[i].Value].Panel(panel).CopyTo(to);
                to = to[(branches[i].Features * Gemm.PanelWidth)..];
            }
        }
    }

    public override void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass)
    {
        if (!NeedsInputGradient) return;
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            var from = chunk.Gradients[Index + 1].Panel(panel);
            for (var i = 0; i < branches.Count; i++)
            {
                var part = from[..(branches[i].Features * Gemm.PanelWidth)];
                // Where nothing below learns there is no place for a gradient.
                if (chunk.Gradients[branches[i].Value].Features > 0) part.CopyTo(chunk.Gradients[branches[i].Value].Panel(panel));
                from = from[part.Length..];
            }
        }
    }

    public override JsonObject Describe() => new()
    {
        ["type"] = "join",
        ["layers"] = new JsonArray([.. branches.Select(branch => (JsonNode)(branch.Value - 1))]),
        ["sizes"] = new JsonArray([.. branches.Select(branch => (JsonNode)branch.Features)]),
    };
}
