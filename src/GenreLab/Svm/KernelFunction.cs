using System.Runtime.CompilerServices;
using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>A kernel with its numbers, evaluated for one row against many. Distances are sums of squared differences, not the difference of
/// norms and products: near rows lose nothing, and K(x, z) and K(z, x) are the same bits.</summary>
/// <param name="Kernel">Which kernel.</param>
/// <param name="Gamma">Its gamma, above 0.</param>
/// <param name="Constant">What polynomial and sigmoid add to the product.</param>
/// <param name="Degree">The polynomial's power, 1 or more.</param>
internal readonly record struct KernelFunction(Kernel Kernel, float Gamma, float Constant, int Degree)
{
    /// <summary>Writes the kernel of each of several rows with all rows of the panels.</summary>
    /// <param name="rows">First value of the first row.</param>
    /// <param name="rowStride">Distance between rows, in values.</param>
    /// <param name="rowCount">Number of rows.</param>
    /// <param name="panels">The other rows.</param>
    /// <param name="destination">Row count × padded rows of the panels.</param>
    /// <param name="instructions">Vector width.</param>
    public unsafe void Evaluate(float* rows, int rowStride, int rowCount, RowPanels panels, float* destination, InstructionSet instructions)
    {
        var evaluation = new Evaluation
        {
            Function = this,
            Rows = rows,
            RowStride = rowStride,
            RowCount = rowCount,
            Panels = panels.Values,
            PanelCount = panels.Count,
            Features = panels.Features,
            Destination = destination,
        };
        Simd.Run(instructions, ref evaluation);
        GC.KeepAlive(panels);
    }

    /// <summary>Writes the kernel of each row of the panels with itself.</summary>
    public unsafe void EvaluateSelf(RowPanels panels, float* destination, InstructionSet instructions)
    {
        var evaluation = new SelfEvaluation { Function = this, Panels = panels.Values, PanelCount = panels.Count, Features = panels.Features, Destination = destination };
        Simd.Run(instructions, ref evaluation);
        GC.KeepAlive(panels);
    }

    // What is summed over the features, and how the sum becomes the kernel: known when the loops are compiled.
    private interface IForm
    {
        static abstract bool OfDistance { get; }

        static abstract TVector Finish<TOperations, TVector>(TVector sum, in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct;
    }

    private readonly struct RbfForm : IForm
    {
        public static bool OfDistance => true;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Finish<TOperations, TVector>(TVector sum, in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct =>
            VectorMath<TOperations, TVector>.Exp(TOperations.Multiply(sum, TOperations.Broadcast(-function.Gamma)));
    }

    private readonly struct LinearForm : IForm
    {
        public static bool OfDistance => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Finish<TOperations, TVector>(TVector sum, in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct => sum;
    }

    private readonly struct PolynomialForm : IForm
    {
        public static bool OfDistance => false;

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
        public static bool OfDistance => false;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TVector Finish<TOperations, TVector>(TVector sum, in KernelFunction function)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct =>
            VectorMath<TOperations, TVector>.Tanh(TOperations.MultiplyAdd(sum, TOperations.Broadcast(function.Gamma), TOperations.Broadcast(function.Constant)));
    }

    private unsafe struct Evaluation : IVectorKernel
    {
        public KernelFunction Function;
        public float* Rows;
        public int RowStride, RowCount;
        public float* Panels;
        public int PanelCount, Features;
        public float* Destination;

        public void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            switch (Function.Kernel)
            {
                case Kernel.Rbf:
                    Run<TOperations, TVector, RbfForm>(in this);
                    break;
                case Kernel.Linear:
                    Run<TOperations, TVector, LinearForm>(in this);
                    break;
                case Kernel.Polynomial:
                    Run<TOperations, TVector, PolynomialForm>(in this);
                    break;
                default:
                    Run<TOperations, TVector, SigmoidForm>(in this);
                    break;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static void Run<TOperations, TVector, TForm>(in Evaluation evaluation)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
            where TForm : struct, IForm
        {
            nint width = TOperations.Width, features = evaluation.Features;
            var function = evaluation.Function;
            var to = evaluation.Destination;
            for (var row = 0; row < evaluation.RowCount; row++)
            {
                var x = evaluation.Rows + (nint)row * evaluation.RowStride;
                var panel = evaluation.Panels;
                for (var i = evaluation.PanelCount; i > 0; i--, panel += features * Gemm.PanelWidth, to += Gemm.PanelWidth)
                {
                    for (nint column = 0; column < Gemm.PanelWidth; column += 2 * width)
                    {
                        var z = panel + column;
                        TVector first = default, second = default;
                        for (nint feature = 0; feature < features; feature++, z += Gemm.PanelWidth)
                        {
                            TVector value = TOperations.Broadcast(x[feature]), other = TOperations.Load(in *z, 0), next = TOperations.Load(in *z, width);
                            if (TForm.OfDistance)
                            {
                                other = TOperations.Subtract(other, value);
                                next = TOperations.Subtract(next, value);
                                first = TOperations.MultiplyAdd(other, other, first);
                                second = TOperations.MultiplyAdd(next, next, second);
                            }
                            else
                            {
                                first = TOperations.MultiplyAdd(other, value, first);
                                second = TOperations.MultiplyAdd(next, value, second);
                            }
                        }
                        TOperations.Store(TForm.Finish<TOperations, TVector>(first, in function), ref *to, column);
                        TOperations.Store(TForm.Finish<TOperations, TVector>(second, in function), ref *to, column + width);
                    }
                }
            }
        }
    }

    // For distances every row is at zero from itself; only products have to be summed.
    private unsafe struct SelfEvaluation : IVectorKernel
    {
        public KernelFunction Function;
        public float* Panels;
        public int PanelCount, Features;
        public float* Destination;

        public void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            switch (Function.Kernel)
            {
                case Kernel.Rbf:
                    Run<TOperations, TVector, RbfForm>(in this);
                    break;
                case Kernel.Linear:
                    Run<TOperations, TVector, LinearForm>(in this);
                    break;
                case Kernel.Polynomial:
                    Run<TOperations, TVector, PolynomialForm>(in this);
                    break;
                default:
                    Run<TOperations, TVector, SigmoidForm>(in this);
                    break;
            }
        }

        private static void Run<TOperations, TVector, TForm>(in SelfEvaluation evaluation)
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
            where TForm : struct, IForm
        {
            var panel = evaluation.Panels;
            var to = evaluation.Destination;
            for (var i = evaluation.PanelCount; i > 0; i--, panel += (nint)evaluation.Features * Gemm.PanelWidth, to += Gemm.PanelWidth)
            {
                for (nint column = 0; column < Gemm.PanelWidth; column += TOperations.Width)
                {
                    TVector sum = default;
                    for (nint feature = 0; feature < evaluation.Features && !TForm.OfDistance; feature++)
                    {
                        var value = TOperations.Load(in panel[feature * Gemm.PanelWidth], column);
                        sum = TOperations.MultiplyAdd(value, value, sum);
                    }
                    TOperations.Store(TForm.Finish<TOperations, TVector>(sum, in evaluation.Function), ref *to, column);
                }
            }
        }
    }
}
