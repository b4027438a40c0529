using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using GenreLab.Numerics;

namespace GenreLab.Neural.Layers;

/// <summary>
/// In training, sets each value to zero with a probability and scales the others so that their sum stays the same on average
/// (Srivastava et al., 2014, in its inverted form). Which ones follows from seed, step, chunk and layer alone.
/// </summary>
internal sealed class DropoutLayer(int size, double rate) : Layer
{
    public override int Inputs => size;

    public override int Outputs => size;

    public override int ScratchFeatures => size;

    public override bool TreatsEqualRowsAlike => rate == 0;

    public override void Forward(ReadOnlySpan<float> parameters, ReadOnlySpan<float> state, Chunk chunk, in Pass pass)
    {
        var values = chunk.Values[Index].Panels(chunk.Panels);
        var output = chunk.Values[Index + 1].Panels(chunk.Panels);
        if (!pass.Training)
        {
            values.CopyTo(output);
            return;
        }
        var mask = chunk.Scratch[Index].Panels(chunk.Panels);
        chunk.Random.Reseed(RandomSource.Mix(pass.Seed, (ulong)chunk.Step, (ulong)chunk.Index, (ulong)Index));
        DropoutMask.Draw(mask, rate, chunk.Random);
        var kernel = new Product { X = values, Y = mask, Destination = output };
        Simd.Run(pass.Instructions, ref kernel);
    }

    public override void Backward(ReadOnlySpan<float> parameters, Span<float> gradient, bool accumulate, Chunk chunk, in Pass pass)
    {
        if (!NeedsInputGradient) return;
        var kernel = new Product
        {
            X = chunk.Gradients[Index + 1].Panels(chunk.Panels),
            Y = chunk.Scratch[Index].Panels(chunk.Panels),
            Destination = chunk.Gradients[Index].Panels(chunk.Panels),
        };
        Simd.Run(pass.Instructions, ref kernel);
    }

    public override JsonObject Describe() => new() { ["type"] = "dropout", ["size"] = size, ["rate"] = rate };

    private ref struct Product : IVectorKernel
    {
        public ReadOnlySpan<float> X, Y;
        public Span<float> Destination;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var x = ref MemoryMarshal.GetReference(X);
            ref var y = ref MemoryMarshal.GetReference(Y);
            ref var to = ref MemoryMarshal.GetReference(Destination);
            for (nint i = 0; i < Destination.Length; i += TOperations.Width)
                TOperations.Store(TOperations.Multiply(TOperations.Load(in x, i), TOperations.Load(in y, i)), ref to, i);
        }
    }
}
