using System.Text.Json.Nodes;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Neural.Tokens;

/// <summary>
/// In training, makes padding of some tokens (word dropout; Iyyer and others, Deep unordered composition rivals syntactic methods for text
/// classification, 2015) and of all tokens of some rows, so that the other branches learn to do without this one. Which ones follows from seed, step,
/// chunk and layer alone.
/// </summary>
/// <param name="size">Tokens of a row.</param>
/// <param name="rate">Share of the tokens that are dropped.</param>
/// <param name="rowRate">Share of the rows that lose all.</param>
internal sealed class TokenDropoutLayer(int size, double rate, double rowRate) : Layer
{
    private const float Padding = -1;

    public override int Inputs => size;

    public override int Outputs => size;

    // Which tokens stay, then, a row, whether any does.
    public override int ScratchFeatures => size + 1;

    public override bool TreatsEqualRowsAlike => rate == 0 && rowRate == 0;

    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        var tokens = chunk.Values[Index].Panels(chunk.Panels);
        var output = chunk.Values[Index + 1].Panels(chunk.Panels);
        tokens.CopyTo(output);
        if (!pass.Training) return;
        chunk.Random.Reseed(RandomSource.Mix(pass.Seed, (ulong)chunk.Step, (ulong)chunk.Index, (ulong)Index));
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            var mask = chunk.Scratch[Index].Panel(panel);
            Span<float> kept = mask[..^Gemm.PanelWidth], rows = mask[^Gemm.PanelWidth..];
            DropoutMask.Draw(rows, rowRate, chunk.Random);
            if (rate > 0) DropoutMask.Draw(kept, rate, chunk.Random);
            else kept.Fill(1);
            var to = chunk.Values[Index + 1].Panel(panel);
            for (var i = 0; i < to.Length; i++)
                if (kept[i] == 0 || rows[i % Gemm.PanelWidth] == 0) to[i] = Padding;
        }
    }

    public override void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass) { }

    public override JsonObject Describe() => new() { ["type"] = "tokenDropout", ["size"] = size, ["rate"] = rate, ["rowRate"] = rowRate };
}
