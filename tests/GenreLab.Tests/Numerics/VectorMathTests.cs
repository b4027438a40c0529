using GenreLab.Numerics;

namespace GenreLab.Tests.Numerics;

/// <summary>Elementary functions against double precision, and the same bits at every width.</summary>
public class VectorMathTests
{
    public static TheoryData<string, double, double> Functions() => new()
    {
        { "exp", 2e-7, 0 }, { "sigmoid", 5e-7, 0 }, { "tanh", 5e-7, 1e-30 }, { "erf", 0, 6e-7 },
    };

    [Theory]
    [MemberData(nameof(Functions))]
    public void FunctionIsAccurate(string name, double relative, double absolute)
    {
        var x = new float[16 * 5000];
        for (var i = 0; i < x.Length; i++) x[i] = -87f + 175f * i / (x.Length - 1);
        // The middle gets half of the points.
        for (var i = 0; i < x.Length; i += 2) x[i] /= 40;
        float[]? first = null;
        foreach (var set in Enum.GetValues<InstructionSet>())
        {
            var y = new float[x.Length];
            var kernel = new Kernel { Name = name, X = x, Y = y };
            Simd.Run(set, ref kernel);
            first ??= y;
            Assert.Equal(first, y);
        }
        for (var i = 0; i < x.Length; i++)
        {
            double v = x[i];
            var expected = name switch { "exp" => Math.Exp(v), "sigmoid" => 1 / (1 + Math.Exp(-v)), "tanh" => Math.Tanh(v), _ => MathNet.Numerics.SpecialFunctions.Erf(v) };
            Assert.Equal(expected, first![i], Math.Abs(expected) * relative + absolute);
        }
    }

    [Fact]
    public void NegativePowersOfTwoAreAccurate()
    {
        var x = new float[16 * 5000];
        for (var i = 0; i < x.Length; i++) x[i] = 1 - 131f * i / (x.Length - 1);
        x[1] = 0;
        float[]? first = null;
        foreach (var set in Enum.GetValues<InstructionSet>())
        {
            var y = new float[x.Length];
            var kernel = new Kernel { Name = "negative power of two", X = x, Y = y };
            Simd.Run(set, ref kernel);
            first ??= y;
            Assert.Equal(first, y);
        }
        for (var i = 0; i < x.Length; i++)
        {
            var expected = Math.Pow(2, Math.Clamp(x[i], -126.0, 0));
            Assert.Equal(expected, first![i], expected * 2e-7);
        }
        Assert.Equal(1, first![1]);
    }

    [Fact]
    public void ExpOfExtremesIsFinite()
    {
        var x = new float[16];
        x[0] = float.NegativeInfinity;
        x[1] = float.PositiveInfinity;
        x[2] = -1000;
        x[3] = 1000;
        var y = new float[16];
        var kernel = new Kernel { Name = "exp", X = x, Y = y };
        Simd.Run(ref kernel);
        Assert.All(y, value => Assert.True(float.IsFinite(value)));
        Assert.True(y[0] < 1e-37 && y[1] > 1e38);
    }

    private struct Kernel : IVectorKernel
    {
        public string Name;
        public float[] X, Y;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            for (nint i = 0; i < X.Length; i += TOperations.Width)
            {
                var x = TOperations.Load(in X[0], i);
                TOperations.Store(Name switch
                {
                    "exp" => VectorMath<TOperations, TVector>.Exp(x),
                    "negative power of two" => VectorMath<TOperations, TVector>.NegativePowerOfTwo(x),
                    "sigmoid" => VectorMath<TOperations, TVector>.Sigmoid(x),
                    "tanh" => VectorMath<TOperations, TVector>.Tanh(x),
                    _ => VectorMath<TOperations, TVector>.Erf(x),
                }, ref Y[0], i);
            }
        }
    }
}
