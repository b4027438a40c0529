using GenreLab.Numerics;

namespace GenreLab.Tests.Numerics;

/// <summary>Tanh and sigmoid as quotients of polynomials: accuracy, bounds, and the same bits at every width.</summary>
public class RationalMathTests
{
    [Fact]
    public void TheyAreAccurateAndStayWithinTheirBounds()
    {
        var x = new float[16 * 8000];
        for (var i = 0; i < x.Length; i++) x[i] = -24f + 48f * i / (x.Length - 1);
        for (var i = 0; i < x.Length; i += 2) x[i] /= 50;
        for (var i = 1; i < 64; i++) x[i] = MathF.Pow(2, -i) * (i % 2 == 0 ? 1 : -1);
        (x[0], x[1], x[2], x[3]) = (float.PositiveInfinity, float.NegativeInfinity, 1e30f, 0);
        float[]? firstTanh = null, firstSigmoid = null;
        foreach (var set in Enum.GetValues<InstructionSet>())
        {
            float[] tanh = new float[x.Length], sigmoid = new float[x.Length];
            var kernel = new Kernel { X = x, Tanh = tanh, Sigmoid = sigmoid };
            Simd.Run(set, ref kernel);
            Assert.Equal(firstTanh ??= tanh, tanh);
            Assert.Equal(firstSigmoid ??= sigmoid, sigmoid);
        }
        for (var i = 0; i < x.Length; i++)
        {
            var expected = Math.Tanh(x[i]);
            Assert.Equal(expected, firstTanh![i], Math.Abs(expected) * 4e-7);
            Assert.InRange(firstTanh[i], -1f, 1f);
            Assert.Equal(1 / (1 + Math.Exp(-(double)x[i])), firstSigmoid![i], 2e-7);
            Assert.InRange(firstSigmoid[i], 0f, 1f);
        }
        Assert.Equal((0f, 0.5f), (firstTanh![3], firstSigmoid![3]));
    }

    private ref struct Kernel : IVectorKernel
    {
        public ReadOnlySpan<float> X;
        public Span<float> Tanh, Sigmoid;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            for (nint i = 0; i < X.Length; i += TOperations.Width)
            {
                var x = TOperations.Load(in X[0], i);
                TOperations.Store(RationalMath<TOperations, TVector>.Tanh(x), ref Tanh[0], i);
                TOperations.Store(RationalMath<TOperations, TVector>.Sigmoid(x), ref Sigmoid[0], i);
            }
        }
    }
}
