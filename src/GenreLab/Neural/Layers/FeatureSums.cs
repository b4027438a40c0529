using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenreLab.Numerics;

namespace GenreLab.Neural.Layers;

/// <summary>What <see cref="FeatureSums"/> adds up, given a value x, its feature's centre c and a gradient g.</summary>
internal interface ISummand
{
    static abstract TVector Of<TOperations, TVector>(TVector x, TVector centre, TVector gradient)
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct;
}

/// <summary>x − c.</summary>
internal readonly struct Deviation : ISummand
{
    public static TVector Of<TOperations, TVector>(TVector x, TVector centre, TVector gradient)
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct => TOperations.Subtract(x, centre);
}

/// <summary>(x − c)².</summary>
internal readonly struct SquaredDeviation : ISummand
{
    public static TVector Of<TOperations, TVector>(TVector x, TVector centre, TVector gradient)
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct
    {
        var deviation = TOperations.Subtract(x, centre);
        return TOperations.Multiply(deviation, deviation);
    }
}

/// <summary>g (x − c).</summary>
internal readonly struct GradientDeviation : ISummand
{
    public static TVector Of<TOperations, TVector>(TVector x, TVector centre, TVector gradient)
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct => TOperations.Multiply(gradient, TOperations.Subtract(x, centre));
}

/// <summary>Sums over a chunk's rows, feature by feature, in the same order of addition at every vector width.</summary>
internal static class FeatureSums
{
    /// <summary>Writes Σ summand for each feature.</summary>
    /// <param name="values">The values x.</param>
    /// <param name="gradients">The gradients g, or <paramref name="values"/> again where the summand needs none.</param>
    /// <param name="rows">Rows to sum over.</param>
    /// <param name="centres">A centre for each feature.</param>
    /// <param name="sums">A sum for each feature, overwritten.</param>
    /// <param name="instructions">Vector width.</param>
    public static void Compute<TSummand>(PanelBuffer values, PanelBuffer gradients, int rows, ReadOnlySpan<float> centres, Span<float> sums, InstructionSet instructions)
        where TSummand : struct, ISummand
    {
        var panels = (rows + Gemm.PanelWidth - 1) / Gemm.PanelWidth;
        var kernel = new Kernel<TSummand>
        {
            Values = values.Panels(panels),
            Gradients = gradients.Panels(panels),
            Rows = rows,
            Centres = centres,
            Sums = sums,
        };
        Simd.Run(instructions, ref kernel);
    }

    /// <summary>The sum of sixteen numbers: elements 8, 4, 2 and 1 apart, in this order at every vector width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static float OfSixteen(ref float partial)
    {
        var four = Vector128.LoadUnsafe(ref partial, 0) + Vector128.LoadUnsafe(ref partial, 8) + (Vector128.LoadUnsafe(ref partial, 4) + Vector128.LoadUnsafe(ref partial, 12));
        var two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    private ref struct Kernel<TSummand> : IVectorKernel where TSummand : struct, ISummand
    {
        public ReadOnlySpan<float> Values, Gradients, Centres;
        public Span<float> Sums;
        public int Rows;

        public readonly void Run<TOperations, TVector>()
            where TOperations : struct, IVectorOperations<TVector>
            where TVector : struct
        {
            const int panelWidth = Gemm.PanelWidth;
            ref var values = ref MemoryMarshal.GetReference(Values);
            ref var gradients = ref MemoryMarshal.GetReference(Gradients);
            Span<float> partial = stackalloc float[16];
            Span<float> last = stackalloc float[panelWidth];
            ref var sixteen = ref MemoryMarshal.GetReference(partial);
            ref var lastTerms = ref MemoryMarshal.GetReference(last);
            int fullPanels = Rows / panelWidth, rest = Rows % panelWidth;
            nint panelSize = (nint)Sums.Length * panelWidth;
            for (var feature = 0; feature < Sums.Length; feature++)
            {
                var centre = TOperations.Broadcast(Centres[feature]);
                for (nint i = 0; i < 16; i += TOperations.Width)
                {
                    TVector sum = default;
                    for (var panel = 0; panel < fullPanels; panel++)
                    {
                        var at = panel * panelSize + feature * panelWidth + i;
                        sum = TOperations.Add(sum, TSummand.Of<TOperations, TVector>(TOperations.Load(in values, at), centre, TOperations.Load(in gradients, at)));
                        sum = TOperations.Add(sum, TSummand.Of<TOperations, TVector>(TOperations.Load(in values, at + 16), centre, TOperations.Load(in gradients, at + 16)));
                    }
                    TOperations.Store(sum, ref sixteen, i);
                }
                var total = OfSixteen(ref sixteen);
                if (rest > 0)
                {
                    var at = fullPanels * panelSize + feature * panelWidth;
                    for (nint i = 0; i < panelWidth; i += TOperations.Width)
                        TOperations.Store(TSummand.Of<TOperations, TVector>(TOperations.Load(in values, at + i), centre, TOperations.Load(in gradients, at + i)), ref lastTerms, i);
                    for (var i = 0; i < rest; i++) total += last[i];
                }
                Sums[feature] = total;
            }
        }
    }
}
