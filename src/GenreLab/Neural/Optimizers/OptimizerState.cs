using System.Runtime.InteropServices;
using GenreLab.Numerics;

namespace GenreLab.Neural.Optimizers;

/// <summary>What an optimiser remembers between steps, and the step itself on any range of the parameters.</summary>
internal sealed class OptimizerState
{
    private const float FirstDecay = 0.9f, SecondDecay = 0.999f;
    private readonly OptimizerOptions options;
    private readonly float[] first, second, decay;
    private readonly int firstOffset, secondOffset, decayOffset, count;
    private float rate, firstCorrection, secondCorrection;

    /// <summary>Makes the memory for a network's parameters.</summary>
    public OptimizerState(Network network, OptimizerOptions options)
    {
        this.options = options;
        count = network.ParameterCount;
        (first, firstOffset) = AlignedBuffer.Allocate(count);
        (second, secondOffset) = AlignedBuffer.Allocate(options.Optimizer == Optimizer.Sgd ? 0 : count);
        // A factor a parameter: 1 for weights, 0 for biases, scales and padding.
        (decay, decayOffset) = AlignedBuffer.Allocate(options.WeightDecay == 0 ? 0 : count);
        if (options.WeightDecay != 0)
            for (var i = 0; i < network.Layers.Count; i++)
            {
                // A frozen layer's gradient is zero, and without decay nothing moves it.
                if (network.Layers[i].Frozen) continue;
                network.ParametersOf(i, decay.AsSpan(decayOffset, count))[..network.Layers[i].DecayedParameterCount].Fill(options.WeightDecay);
            }
    }

    /// <summary>Steps begun.</summary>
    public long Step { get; set; }

    /// <summary>The momentum, or Adam's first moments, one a parameter.</summary>
    public Span<float> First => first.AsSpan(firstOffset, count);

    /// <summary>Adam's second moments, one a parameter; empty for an optimiser without them.</summary>
    public Span<float> Second => options.Optimizer == Optimizer.Sgd ? default : second.AsSpan(secondOffset, count);

    /// <summary>Remembers what another optimiser of the same network and options remembers.</summary>
    public void CopyFrom(OptimizerState other)
    {
        other.First.CopyTo(First);
        other.Second.CopyTo(Second);
        Step = other.Step;
    }

    /// <summary>Whether every number is finite.</summary>
    public bool IsFinite() => NetworkWeights.AreFinite(First) && NetworkWeights.AreFinite(Second);

    /// <summary>Starts a step; every range of the parameters is then updated once.</summary>
    public void BeginStep(double learningRate)
    {
        Step++;
        rate = (float)learningRate;
        firstCorrection = (float)(1 - Math.Pow(FirstDecay, Step));
        secondCorrection = (float)(1 - Math.Pow(SecondDecay, Step));
    }

    /// <summary>Updates the parameters from <paramref name="start"/> on; lengths are multiples of 16.</summary>
    public void Update(int start, Span<float> parameters, ReadOnlySpan<float> gradient, InstructionSet instructions)
    {
        var kernel = new Kernel
        {
            Kind = options.Optimizer,
            Nesterov = options.Nesterov,
            Momentum = options.Momentum,
            Rate = rate,
            // m̂ ÷ (√v̂ + ε) with both corrections drawn into two factors.
            StepSize = rate / firstCorrection,
            SecondFactor = 1 / MathF.Sqrt(secondCorrection),
            Epsilon = options.Epsilon,
            Parameters = parameters,
            Gradient = gradient,
            First = first.AsSpan(firstOffset + start, parameters.Length),
            Second = options.Optimizer == Optimizer.Sgd ? default : second.AsSpan(secondOffset + start, parameters.Length),
            Decay = options.WeightDecay == 0 ? default : decay.AsSpan(decayOffset + start, parameters.Length),
        };
        Simd.Run(instructions, ref kernel);
    }

    private ref struct Kernel : IVectorKernel
    {
        public Optimizer Kind;
        public bool Nesterov;
        public float Momentum, Rate, StepSize, SecondFactor, Epsilon;
        public Span<float> Parameters, First, Second;
        public ReadOnlySpan<float> Gradient, Decay;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            if (Kind == Optimizer.Sgd) Descend<TOperations, TVector>();
            else Adapt<TOperations, TVector>();
        }

        private readonly void Descend<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var parameters = ref MemoryMarshal.GetReference(Parameters);
            ref var gradient = ref MemoryMarshal.GetReference(Gradient);
            ref var velocity = ref MemoryMarshal.GetReference(First);
            ref var decay = ref MemoryMarshal.GetReference(Decay);
            TVector momentum = TOperations.Broadcast(Momentum), rate = TOperations.Broadcast(-Rate);
            for (nint i = 0; i < Parameters.Length; i += TOperations.Width)
            {
                var p = TOperations.Load(in parameters, i);
                var g = TOperations.Load(in gradient, i);
                if (!Decay.IsEmpty) g = TOperations.MultiplyAdd(TOperations.Load(in decay, i), p, g);
                var v = TOperations.MultiplyAdd(momentum, TOperations.Load(in velocity, i), g);
                TOperations.Store(v, ref velocity, i);
                TOperations.Store(TOperations.MultiplyAdd(rate, Nesterov ? TOperations.MultiplyAdd(momentum, v, g) : v, p), ref parameters, i);
            }
        }

        private readonly void Adapt<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            ref var parameters = ref MemoryMarshal.GetReference(Parameters);
            ref var gradient = ref MemoryMarshal.GetReference(Gradient);
            ref var first = ref MemoryMarshal.GetReference(First);
            ref var second = ref MemoryMarshal.GetReference(Second);
            ref var decay = ref MemoryMarshal.GetReference(Decay);
            TVector firstGain = TOperations.Broadcast(1 - FirstDecay), secondDecay = TOperations.Broadcast(SecondDecay), secondGain = TOperations.Broadcast(1 - SecondDecay);
            TVector epsilon = TOperations.Broadcast(Epsilon), secondFactor = TOperations.Broadcast(SecondFactor), stepSize = TOperations.Broadcast(-StepSize), rate = TOperations.Broadcast(-Rate);
            var decoupled = Kind == Optimizer.AdamW;
            for (nint i = 0; i < Parameters.Length; i += TOperations.Width)
            {
                var p = TOperations.Load(in parameters, i);
                var g = TOperations.Load(in gradient, i);
                if (!Decay.IsEmpty)
                {
                    var pull = TOperations.Multiply(TOperations.Load(in decay, i), p);
                    if (decoupled) p = TOperations.MultiplyAdd(rate, pull, p);
                    else g = TOperations.Add(g, pull);
                }
                var m = TOperations.Load(in first, i);
                m = TOperations.MultiplyAdd(firstGain, TOperations.Subtract(g, m), m);
                var v = TOperations.Multiply(secondDecay, TOperations.Load(in second, i));
                v = TOperations.MultiplyAdd(secondGain, TOperations.Multiply(g, g), v);
                TOperations.Store(m, ref first, i);
                TOperations.Store(v, ref second, i);
                var size = TOperations.MultiplyAdd(TOperations.SquareRoot(v), secondFactor, epsilon);
                TOperations.Store(TOperations.MultiplyAdd(stepSize, TOperations.Divide(m, size), p), ref parameters, i);
            }
        }
    }
}

/// <summary>An optimiser's hyper-parameters.</summary>
internal sealed record OptimizerOptions(Optimizer Optimizer, float Momentum, bool Nesterov, float Epsilon, float WeightDecay);
