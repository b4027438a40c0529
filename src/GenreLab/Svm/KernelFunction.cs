using System.Runtime.CompilerServices;
using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>A kernel with its numbers, evaluated for prepared rows against many. K(x, z) and K(z, x) are the same bits.</summary>
/// <param name="Kernel">Which kernel.</param>
/// <param name="Gamma">Its gamma, above 0.</param>
/// <param name="Constant">What polynomial and sigmoid add to the product.</param>
/// <param name="Degree">The polynomial's power, 1 or more.</param>
internal readonly record struct KernelFunction(Kernel Kernel, float Gamma, float Constant, int Degree)
{
    /// <summary>The columns of rows that are prepared.</summary>
    public int PreparedColumns(int features) => features + (Kernel == Kernel.Rbf ? 1 : 0);

    /// <summary>The mean row, around which rows are prepared: distances do not depend on it, rounding does.</summary>
    public static float[] Centre(Matrix x)
    {
        var sums = new double[x.Columns];
        for (var row = 0; row < x.Rows; row++)
        {
            var values = x.Row(row);
            for (var column = 0; column < sums.Length; column++) sums[column] += values[column];
        }
        return Array.ConvertAll(sums, sum => (float)(sum / Math.Max(1, x.Rows)));
    }

    /// <summary>
    /// Makes a row ready. For <see cref="Svm.Kernel.Rbf"/> −gamma · |x − z|² = u·v − ½|u|² − ½|v|² with u = √(2 gamma) · (x − centre) and v likewise; the
    /// row becomes u, scaled further so that the kernel is a power of two, and −½|u|². Half the arithmetic of a sum of squared differences.
    /// </summary>
    public void Prepare(ReadOnlySpan<float> x, ReadOnlySpan<float> centre, Span<float> destination)
    {
        if (Kernel != Kernel.Rbf)
        {
            x.CopyTo(destination);
            return;
        }
        var scale = (float)Math.Sqrt(2 * Gamma / Math.Log(2));
        var norm = 0f;
        for (var column = 0; column < x.Length; column++)
        {
            var value = scale * (x[column] - centre[column]);
            destination[column] = value;
            norm = MathF.FusedMultiplyAdd(value, value, norm);
        }
        destination[x.Length] = -0.5f * norm;
    }

    /// <summary>Makes all rows ready.</summary>
    public Matrix Prepare(Matrix x, ReadOnlySpan<float> centre)
    {
        var prepared = new Matrix(x.Rows, PreparedColumns(x.Columns));
        for (var row = 0; row < x.Rows; row++) Prepare(x.Row(row), centre, prepared.Row(row));
        return prepared;
    }

    /// <summary>Whether the kernel of a prepared row with itself is a number that single precision has.</summary>
    public bool IsFinite(ReadOnlySpan<float> prepared)
    {
        if (Kernel == Kernel.Rbf) return float.IsFinite(prepared[^1]);
        double sum = 0;
        foreach (var value in prepared) sum += (double)value * value;
        var inner = Gamma * sum + Constant;
        return Math.Abs(Kernel == Kernel.Linear ? sum : Kernel == Kernel.Polynomial ? Math.Pow(inner, Degree) : inner) <= float.MaxValue;
    }

    /// <summary>Writes the kernel of each of several rows with all rows of the panels.</summary>
    /// <param name="rows">First value of the first row.</param>
    /// <param name="rowStride">Distance between rows, in values.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="panels">The other rows.</param>
    /// <param name="destination">Row count × padded rows of the panels.</param>
    /// <param name="instructions">Vector width.</param>
    public unsafe void Evaluate(float* rows, int rowStride, int rowCount, RowPanels panels, float* destination, InstructionSet instructions)
    {
        var evaluation = new InForm<Evaluation>(this, new Evaluation
        {
            Rows = rows,
            RowStride = rowStride,
            RowCount = rowCount,
            Panels = panels.Values,
            PanelCount = panels.Count,
            Columns = panels.Columns,
            Destination = destination,
        });
        Simd.Run(instructions, ref evaluation);
        GC.KeepAlive(panels);
    }

    /// <summary>Writes the kernel of each row of the panels with itself.</summary>
    public unsafe void EvaluateSelf(RowPanels panels, float* destination, InstructionSet instructions)
    {
        var evaluation = new InForm<SelfEvaluation>(this, new SelfEvaluation { Panels = panels.Values, PanelCount = panels.Count, Columns = panels.Columns, Destination = destination });
        Simd.Run(instructions, ref evaluation);
        GC.KeepAlive(panels);
    }

    // What is summed over the features, and how the sum becomes the kernel: known when the loops are compiled.
    private interface IForm
    {
        static abstract bool HasNorms { get; }

        static abstract TVector Finish<TOperations, TVector>(TVector sum, in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct;
    }

    private readonly struct RbfForm : IForm
    {
        public static bool HasNorms => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Finish<TOperations, TVector>(TVector sum, in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct =>
            VectorMath<TOperations, TVector>.NegativePowerOfTwo(sum);
    }

    private readonly struct LinearForm : IForm
    {
        public static bool HasNorms => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Finish<TOperations, TVector>(TVector sum, in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct => sum;
    }

    private readonly struct PolynomialForm : IForm
    {
        public static bool HasNorms => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Finish<TOperations, TVector>(TVector sum, in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            var inner = TOperations.MultiplyAdd(sum, TOperations.Broadcast(function.Gamma), TOperations.Broadcast(function.Constant));
            var power = inner;
            for (var i = 1; i < function.Degree; i++) power = TOperations.Multiply(power, inner);
            return power;
        }
    }

    private readonly struct SigmoidForm : IForm
    {
        public static bool HasNorms => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Finish<TOperations, TVector>(TVector sum, in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct =>
            VectorMath<TOperations, TVector>.Tanh(TOperations.MultiplyAdd(sum, TOperations.Broadcast(function.Gamma), TOperations.Broadcast(function.Constant)));
    }

    private interface IFormKernel
    {
        void Run<TOperations, TVector, TForm>(in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
            where TForm : struct, IForm;
    }

    // Chooses the form.
    private struct InForm<TWork>(KernelFunction function, TWork work) : IVectorKernel where TWork : struct, IFormKernel
    {
        private TWork work = work;

        public void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            switch (function.Kernel)
            {
                case Kernel.Rbf:
                    work.Run<TOperations, TVector, RbfForm>(in function);
                    break;
                case Kernel.Linear:
                    work.Run<TOperations, TVector, LinearForm>(in function);
                    break;
                case Kernel.Polynomial:
                    work.Run<TOperations, TVector, PolynomialForm>(in function);
                    break;
                default:
                    work.Run<TOperations, TVector, SigmoidForm>(in function);
                    break;
            }
        }
    }

    private unsafe struct Evaluation : IFormKernel
    {
        public float* Rows;
        public int RowStride, RowCount;
        public float* Panels;
        public int PanelCount, Columns;
        public float* Destination;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TOperations, TVector, TForm>(in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
            where TForm : struct, IForm
        {
            nint width = TOperations.Width, columns = Columns, features = columns - (TForm.HasNorms ? 1 : 0);
            var to = Destination;
            for (var row = 0; row < RowCount; row++)
            {
                var x = Rows + (nint)row * RowStride;
                var panel = Panels;
                var left = PanelCount;
                for (; left >= 2; left -= 2, panel += 2 * columns * Gemm.PanelWidth, to += 2 * Gemm.PanelWidth)
                    for (nint column = 0; column < Gemm.PanelWidth; column += 2 * width)
                        Four<TOperations, TVector, TForm>(x, panel + column, panel + columns * Gemm.PanelWidth + column, to + column, to + Gemm.PanelWidth + column, features, in function);
                if (left > 0)
                {
                    for (nint column = 0; column < Gemm.PanelWidth; column += 2 * width)
                        Four<TOperations, TVector, TForm>(x, panel + column, panel + column, to + column, to + column, features, in function);
                    to += Gemm.PanelWidth;
                }
            }
        }

        // Four sums at once keep the multiply-add units busy.
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Four<TOperations, TVector, TForm>(float* x, float* z, float* next, float* to, float* toNext, nint features, in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
            where TForm : struct, IForm
        {
            nint width = TOperations.Width;
            TVector a = default, b = default, c = default, d = default;
            if (TForm.HasNorms)
            {
                var norm = TOperations.Broadcast(x[features]);
                nint norms = features * Gemm.PanelWidth;
                a = TOperations.Add(norm, TOperations.Load(in z[norms], 0));
                b = TOperations.Add(norm, TOperations.Load(in z[norms], width));
                c = TOperations.Add(norm, TOperations.Load(in next[norms], 0));
                d = TOperations.Add(norm, TOperations.Load(in next[norms], width));
            }
            for (nint feature = 0; feature < features; feature++, z += Gemm.PanelWidth, next += Gemm.PanelWidth)
            {
                var value = TOperations.Broadcast(x[feature]);
                a = TOperations.MultiplyAdd(value, TOperations.Load(in *z, 0), a);
                b = TOperations.MultiplyAdd(value, TOperations.Load(in *z, width), b);
                c = TOperations.MultiplyAdd(value, TOperations.Load(in *next, 0), c);
                d = TOperations.MultiplyAdd(value, TOperations.Load(in *next, width), d);
            }
            a = TForm.Finish<TOperations, TVector>(a, in function);
            b = TForm.Finish<TOperations, TVector>(b, in function);
            c = TForm.Finish<TOperations, TVector>(c, in function);
            d = TForm.Finish<TOperations, TVector>(d, in function);
            TOperations.Store(a, ref *to, 0);
            TOperations.Store(b, ref *to, width);
            TOperations.Store(c, ref *toNext, 0);
            TOperations.Store(d, ref *toNext, width);
        }
    }

    // A row is at no distance from itself; only products have to be summed.
    private unsafe struct SelfEvaluation : IFormKernel
    {
        public float* Panels;
        public int PanelCount, Columns;
        public float* Destination;

        public readonly void Run<TOperations, TVector, TForm>(in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
            where TForm : struct, IForm
        {
            var panel = Panels;
            var to = Destination;
            for (var i = PanelCount; i > 0; i--, panel += (nint)Columns * Gemm.PanelWidth, to += Gemm.PanelWidth)
            {
                for (nint column = 0; column < Gemm.PanelWidth; column += TOperations.Width)
                {
                    TVector sum = default;
                    for (nint feature = 0; feature < Columns && !TForm.HasNorms; feature++)
                    {
                        var value = TOperations.Load(in panel[feature * Gemm.PanelWidth], column);
                        sum = TOperations.MultiplyAdd(value, value, sum);
                    }
                    TOperations.Store(TForm.Finish<TOperations, TVector>(sum, in function), ref *to, column);
                }
            }
        }
    }
}
