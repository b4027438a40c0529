using System.Text.Json.Nodes;
using GenreLab.Neural.Layers;
using GenreLab.Numerics;

namespace GenreLab.Neural.Recurrent;

/// <summary>Makes one step of a sequence: the last, the mean or the largest of each value over the steps a row has; zero for a row without any.</summary>
internal sealed class PoolingLayer(int steps, int width, Pooling pooling) : Layer
{
    private const int Panel = Gemm.PanelWidth;

    public override int Inputs => steps * width;

    public override int Outputs => width;

    // The step each value came from; the mean needs none.
    public override int ScratchFeatures => width;

    public override int WorkspaceFeatures(bool training) => width + 1;

    public override unsafe void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        var workspace = chunk.Workspaces[Index].Panel(0);
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            fixed (float* values = chunk.Values[Index].Panel(panel), pooled = chunk.Values[Index + 1].Panel(panel), lengths = workspace,
                sources = pass.Training ? chunk.Scratch[Index].Panel(panel) : workspace[Panel..])
            {
                ReadLengths(chunk, panel, workspace[..Panel]);
                var kernel = new Ascent { Pooling = pooling, Steps = steps, Width = width, Values = values, Pooled = pooled, Lengths = lengths, Sources = sources };
                Simd.Run(pass.Instructions, ref kernel);
            }
        }
    }

    public override unsafe void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass)
    {
        if (!NeedsInputGradient) return;
        var workspace = chunk.Workspaces[Index].Panel(0);
        for (var panel = 0; panel < chunk.Panels; panel++)
        {
            fixed (float* by = chunk.Gradients[Index + 1].Panel(panel), to = chunk.Gradients[Index].Panel(panel), lengths = workspace, sources = chunk.Scratch[Index].Panel(panel))
            {
                ReadLengths(chunk, panel, workspace[..Panel]);
                var kernel = new Descent { Pooling = pooling, Steps = steps, Width = width, Pooled = by, Values = to, Lengths = lengths, Sources = sources };
                Simd.Run(pass.Instructions, ref kernel);
            }
        }
    }

    public override JsonObject Describe() => new() { ["type"] = "pool", ["steps"] = steps, ["width"] = width, ["pooling"] = Word(pooling) };

    /// <summary>The pooling's word in a model file.</summary>
    public static string Word(Pooling pooling) => pooling.ToString().ToLowerInvariant();

    private void ReadLengths(Chunk chunk, int panel, Span<float> lengths)
    {
        var known = chunk.Lengths[Index];
        for (var row = 0; row < Panel; row++) lengths[row] = known.Differ ? known.Steps[panel * Panel + row] : steps;
    }

    private unsafe struct Ascent : IVectorKernel
    {
        public Pooling Pooling;
        public int Steps, Width;
        public float* Values, Pooled, Lengths, Sources;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            for (nint at = 0; at < Width * Panel; at += TOperations.Width)
            {
                var length = TOperations.Load(in *Lengths, at % Panel);
                TVector pooled = default, source = TOperations.Broadcast(-1f);
                for (var step = 0; step < Steps; step++)
                {
                    var value = TOperations.Load(in Values[(nint)step * Width * Panel], at);
                    var time = TOperations.Broadcast(step);
                    if (Pooling == Pooling.Mean)
                    {
                        pooled = TOperations.Add(pooled, TOperations.WhereLess(time, length, value, default));
                        continue;
                    }
                    var taken = Pooling == Pooling.Last || step == 0 ? value : TOperations.WhereLess(pooled, value, value, pooled);
                    var from = Pooling == Pooling.Last || step == 0 ? time : TOperations.WhereLess(pooled, value, time, source);
                    pooled = TOperations.WhereLess(time, length, taken, pooled);
                    source = TOperations.WhereLess(time, length, from, source);
                }
                if (Pooling == Pooling.Mean) pooled = TOperations.Divide(pooled, TOperations.Maximum(length, TOperations.Broadcast(1f)));
                TOperations.Store(pooled, ref *Pooled, at);
                TOperations.Store(source, ref *Sources, at);
            }
        }
    }

    private unsafe struct Descent : IVectorKernel
    {
        public Pooling Pooling;
        public int Steps, Width;
        public float* Pooled, Values, Lengths, Sources;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            var half = TOperations.Broadcast(0.5f);
            for (nint at = 0; at < Width * Panel; at += TOperations.Width)
            {
                var length = TOperations.Load(in *Lengths, at % Panel);
                var source = TOperations.Load(in *Sources, at);
                var gradient = TOperations.Load(in *Pooled, at);
                if (Pooling == Pooling.Mean) gradient = TOperations.Divide(gradient, TOperations.Maximum(length, TOperations.Broadcast(1f)));
                for (var step = 0; step < Steps; step++)
                {
                    var time = TOperations.Broadcast(step);
                    var value = Pooling == Pooling.Mean
                        ? TOperations.WhereLess(time, length, gradient, default)
                        : TOperations.WhereLess(TOperations.Absolute(TOperations.Subtract(source, time)), half, gradient, default);
                    TOperations.Store(value, ref Values[(nint)step * Width * Panel], at);
                }
            }
        }
    }
}
