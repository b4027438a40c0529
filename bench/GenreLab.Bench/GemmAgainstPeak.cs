using System.Diagnostics;
using System.Runtime.CompilerServices;
using GenreLab.Numerics;

namespace GenreLab.Bench;

/// <summary>Products of 512 × 512 matrices against what the machine's multiply-add units can do, measured in turn in the same run.</summary>
internal static class GemmAgainstPeak
{
    private const int Size = 512, Rounds = 25;

    public static void Print()
    {
        var random = new RandomSource(1);
        Matrix a = Random(random), b = Random(random), c = new(Size, Size);
        var peaks = new List<double>();
        var one = new List<double>();
        var two = new List<double>();
        for (var round = 0; round < Rounds; round++)
        {
            peaks.Add(Peak());
            one.Add(Product(a, b, c, 1));
            two.Add(Product(a, b, c, 2));
        }
        Console.WriteLine($"{Simd.Widest}, 512 x 512 x 512, GFLOP/s, median of {Rounds} rounds in turn");
        Console.WriteLine($"multiply-add peak, one core   {Median(peaks):F1}");
        Console.WriteLine($"product, one thread           {Median(one):F1}   {Median(Ratios(one, peaks)):P1} of the peak");
        Console.WriteLine($"product, two threads          {Median(two):F1}   {Median(Ratios(two, one)):F2} times one thread");
    }

    private static double Product(Matrix a, Matrix b, Matrix c, int threads)
    {
        const int repeats = 40;
        var started = Stopwatch.GetTimestamp();
        for (var i = 0; i < repeats; i++) Gemm.Multiply(a, b, c, threads);
        return 2.0 * Size * Size * Size * repeats / Stopwatch.GetElapsedTime(started).TotalSeconds / 1e9;
    }

    private static double Peak()
    {
        var kernel = new PeakKernel { Repeats = 2_000_000 };
        var started = Stopwatch.GetTimestamp();
        Simd.Run(ref kernel);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return kernel.Operations / seconds / 1e9;
    }

    private static IEnumerable<double> Ratios(List<double> x, List<double> y) => x.Zip(y, (first, second) => first / second);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static Matrix Random(RandomSource random)
    {
        var matrix = new Matrix(Size, Size);
        for (var row = 0; row < Size; row++)
            foreach (ref var value in matrix.Row(row)) value = random.NextSingle() - 0.5f;
        return matrix;
    }

    // Twelve independent chains hide the latency of a multiply-add; nothing touches memory.
    private struct PeakKernel : IVectorKernel
    {
        public int Repeats;
        public double Operations;
        public float Result;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            TVector x = TOperations.Broadcast(0.999f), y = TOperations.Broadcast(0.001f);
            TVector a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y, i = y, j = y, k = y, l = y;
            for (var n = 0; n < Repeats; n++)
            {
                a = TOperations.MultiplyAdd(a, x, y);
                b = TOperations.MultiplyAdd(b, x, y);
                c = TOperations.MultiplyAdd(c, x, y);
                d = TOperations.MultiplyAdd(d, x, y);
                e = TOperations.MultiplyAdd(e, x, y);
                f = TOperations.MultiplyAdd(f, x, y);
                g = TOperations.MultiplyAdd(g, x, y);
                h = TOperations.MultiplyAdd(h, x, y);
                i = TOperations.MultiplyAdd(i, x, y);
                j = TOperations.MultiplyAdd(j, x, y);
                k = TOperations.MultiplyAdd(k, x, y);
                l = TOperations.MultiplyAdd(l, x, y);
            }
            var sum = TOperations.Add(TOperations.Add(TOperations.Add(a, b), TOperations.Add(c, d)), TOperations.Add(TOperations.Add(e, f), TOperations.Add(g, h)));
            sum = TOperations.Add(sum, TOperations.Add(TOperations.Add(i, j), TOperations.Add(k, l)));
            var result = new float[16];
            TOperations.Store(sum, ref result[0], 0);
            Result = result[0];
            Operations = 2.0 * 12 * TOperations.Width * Repeats;
        }
    }
}
