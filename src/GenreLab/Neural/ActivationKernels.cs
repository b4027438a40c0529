using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GenreLab.Numerics;

namespace GenreLab.Neural;

/// <summary>Activations and their derivatives over spans whose length is a multiple of 32.</summary>
internal static class ActivationKernels
{
    /// <summary>Whether the derivative needs the layer's values before the activation (ReLU's and tanh's follow from the output).</summary>
    public static bool NeedsInput(Activation activation) => activation is Activation.Gelu or Activation.Silu;

    /// <summary>Writes the activation of <paramref name="values"/> to <paramref name="destination"/>, which may be the same span.</summary>
    public static void Apply(Activation activation, ReadOnlySpan<float> values, Span<float> destination, InstructionSet instructions)
    {
        if (activation == Activation.None)
        {
            if (!Unsafe.AreSame(ref MemoryMarshal.GetReference(values), ref MemoryMarshal.GetReference(destination))) values.CopyTo(destination);
            return;
        }
        var kernel = new Forward { Activation = activation, Values = values, Destination = destination };
        Simd.Run(instructions, ref kernel);
    }

    /// <summary>Multiplies <paramref name="gradient"/> by the activation's derivative.</summary>
    /// <param name="activation">The activation.</param>
    /// <param name="saved">The layer's values before the activation where <see cref="NeedsInput"/> says so, else its outputs.</param>
    /// <param name="gradient">Gradient of the loss by the outputs; becomes that by the values before the activation.</param>
    /// <param name="instructions">Vector width.</param>
    public static void ApplyDerivative(Activation activation, ReadOnlySpan<float> saved, Span<float> gradient, InstructionSet instructions)
    {
        if (activation == Activation.None) return;
        var kernel = new Backward { Activation = activation, Saved = saved, Gradient = gradient };
        Simd.Run(instructions, ref kernel);
    }

    private ref struct Forward : IVectorKernel
    {
        public Activation Activation;
        public ReadOnlySpan<float> Values;
        public Span<float> Destination;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var from = ref MemoryMarshal.GetReference(Values);
            ref var to = ref MemoryMarshal.GetReference(Destination);
            for (nint i = 0; i < Values.Length; i += TOperations.Width)
            {
                var x = TOperations.Load(in from, i);
                var y = Activation switch
                {
                    Activation.Relu => TOperations.Maximum(x, default),
                    Activation.Tanh => VectorMath<TOperations, TVector>.Tanh(x),
                    Activation.Silu => TOperations.Multiply(x, VectorMath<TOperations, TVector>.Sigmoid(x)),
                    _ => TOperations.Multiply(x, NormalDistribution<TOperations, TVector>(x)),
                };
                TOperations.Store(y, ref to, i);
            }
        }
    }

    private ref struct Backward : IVectorKernel
    {
        public Activation Activation;
        public ReadOnlySpan<float> Saved;
        public Span<float> Gradient;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var saved = ref MemoryMarshal.GetReference(Saved);
            ref var gradient = ref MemoryMarshal.GetReference(Gradient);
            for (nint i = 0; i < Gradient.Length; i += TOperations.Width)
            {
                var x = TOperations.Load(in saved, i);
                var g = TOperations.Load(in gradient, i);
                g = Activation switch
                {
                    Activation.Relu => TOperations.WherePositive(x, g),
                    Activation.Tanh => TOperations.Multiply(g, TOperations.Subtract(TOperations.Broadcast(1f), TOperations.Multiply(x, x))),
                    Activation.Silu => TOperations.Multiply(g, SiluDerivative<TOperations, TVector>(x)),
                    _ => TOperations.Multiply(g, GeluDerivative<TOperations, TVector>(x)),
                };
                TOperations.Store(g, ref gradient, i);
            }
        }
    }

    // σ(x) (1 + x (1 − σ(x)))
    private static TVector SiluDerivative<TOperations, TVector>(TVector x)
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct
    {
        var one = TOperations.Broadcast(1f);
        var sigmoid = VectorMath<TOperations, TVector>.Sigmoid(x);
        return TOperations.Multiply(sigmoid, TOperations.MultiplyAdd(x, TOperations.Subtract(one, sigmoid), one));
    }

    // Φ(x) + x φ(x)
    private static TVector GeluDerivative<TOperations, TVector>(TVector x)
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct
    {
        var density = TOperations.Multiply(
            VectorMath<TOperations, TVector>.Exp(TOperations.Multiply(TOperations.Multiply(x, x), TOperations.Broadcast(-0.5f))),
            TOperations.Broadcast(0.3989422804f));
        return TOperations.MultiplyAdd(x, density, NormalDistribution<TOperations, TVector>(x));
    }

    // Φ(x) = (1 + erf(x ÷ √2)) ÷ 2
    private static TVector NormalDistribution<TOperations, TVector>(TVector x)
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct
    {
        var half = TOperations.Broadcast(0.5f);
        return TOperations.MultiplyAdd(VectorMath<TOperations, TVector>.Erf(TOperations.Multiply(x, TOperations.Broadcast(0.70710678f))), half, half);
    }
}
