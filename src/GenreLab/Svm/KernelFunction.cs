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

    // From the squared distance or the product to the kernel.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private TVector Finish<TOperations, TVector>(TVector sum)
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct
    {
        switch (Kernel)
        {
            case Kernel.Rbf:
                return VectorMath<TOperations, TVector>.Exp(TOperations.Multiply(sum, TOperations.Broadcast(-Gamma)));
            case Kernel.Linear:
                return sum;
            default:
                var inner = TOperations.MultiplyAdd(sum, TOperations.Broadcast(Gamma), TOperations.Broadcast(Constant));
                if (Kernel == Kernel.Sigmoid) return VectorMath<TOperations, TVector>.Tanh(inner);
                var power = inner;
                for (var i = 1; i < Degree; i++) power = TOperations.Multiply(power, inner);
                return power;
        }
    }

    private unsafe struct Evaluation : IVectorKernel
    {
        public KernelFunction Function;
        public float* Rows;
        public int RowStride, RowCount;
        public float* Panels;
        public int PanelCount, Features;
        public float* Destination;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            var distances = Function.Kernel == Kernel.Rbf;
            nint width = TOperations.Width;
            var to = Destination;
            for (var row = 0; row < RowCount; row++)
            {
                var x = Rows + (nint)row * RowStride;
                var panel = Panels;
                for (var i = 0; i < PanelCount; i++, panel += (nint)Features * Gemm.PanelWidth, to += Gemm.PanelWidth)
                {
                    for (nint column = 0; column < Gemm.PanelWidth; column += 2 * width)
                    {
                        var z = panel + column;
                        TVector first = default, second = default;
                        if (distances)
                        {
                            for (var feature = 0; feature < Features; feature++, z += Gemm.PanelWidth)
                            {
                                var value = TOperations.Broadcast(x[feature]);
                                var difference = TOperations.Subtract(TOperations.Load(in *z, 0), value);
                                first = TOperations.MultiplyAdd(difference, difference, first);
                                difference = TOperations.Subtract(TOperations.Load(in *z, width), value);
                                second = TOperations.MultiplyAdd(difference, difference, second);
                            }
                        }
                        else
                        {
                            for (var feature = 0; feature < Features; feature++, z += Gemm.PanelWidth)
                            {
                                var value = TOperations.Broadcast(x[feature]);
                                first = TOperations.MultiplyAdd(TOperations.Load(in *z, 0), value, first);
                                second = TOperations.MultiplyAdd(TOperations.Load(in *z, width), value, second);
                            }
                        }
                        TOperations.Store(Function.Finish<TOperations, TVector>(first), ref *to, column);
                        TOperations.Store(Function.Finish<TOperations, TVector>(second), ref *to, column + width);
                    }
                }
            }
        }
    }

    private unsafe struct SelfEvaluation : IVectorKernel
    {
        public KernelFunction Function;
        public float* Panels;
        public int PanelCount, Features;
        public float* Destination;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            var panel = Panels;
            var to = Destination;
            for (var i = 0; i < PanelCount; i++, panel += (nint)Features * Gemm.PanelWidth, to += Gemm.PanelWidth)
            {
                for (nint column = 0; column < Gemm.PanelWidth; column += TOperations.Width)
                {
                    TVector sum = default;
                    for (var feature = 0; feature < Features && Function.Kernel != Kernel.Rbf; feature++)
                    {
                        var value = TOperations.Load(in panel[feature * Gemm.PanelWidth], column);
                        sum = TOperations.MultiplyAdd(value, value, sum);
                    }
                    TOperations.Store(Function.Finish<TOperations, TVector>(sum), ref *to, column);
                }
            }
        }
    }
}
