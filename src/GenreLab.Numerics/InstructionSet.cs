using System.Runtime.Intrinsics;

namespace GenreLab.Numerics;

/// <summary>The vector widths kernels can run with. Results are the same bits with each: a lane never depends on its neighbours.</summary>
public enum InstructionSet
{
    /// <summary>128-bit vectors, or their emulation.</summary>
    Portable = 128,
    /// <summary>256-bit vectors.</summary>
    Vector256 = 256,
    /// <summary>512-bit vectors.</summary>
    Vector512 = 512,
}

/// <summary>A piece of hot code written once for all vector widths.</summary>
public interface IVectorKernel
{
    /// <summary>Does the work with one vector width.</summary>
    void Run<TOperations, TVector>()
        where TOperations : struct, IVectorOperations<TVector>
        where TVector : struct;
}

/// <summary>Chooses the vector width and runs kernels with it.</summary>
public static class Simd
{
    /// <summary>The widest set this machine accelerates.</summary>
    public static InstructionSet Widest { get; } =
        Vector512.IsHardwareAccelerated ? InstructionSet.Vector512
        : Vector256.IsHardwareAccelerated ? InstructionSet.Vector256
        : InstructionSet.Portable;

    /// <summary>Runs a kernel with the widest set.</summary>
    public static void Run<TKernel>(ref TKernel kernel) where TKernel : struct, IVectorKernel, allows ref struct => Run(Widest, ref kernel);

    /// <summary>Runs a kernel with a chosen set; tests force each.</summary>
    public static void Run<TKernel>(InstructionSet set, ref TKernel kernel) where TKernel : struct, IVectorKernel, allows ref struct
    {
        switch (set)
        {
            case InstructionSet.Vector512:
                kernel.Run<Vector512Operations, Vector512<float>>();
                break;
            case InstructionSet.Vector256:
                kernel.Run<Vector256Operations, Vector256<float>>();
                break;
            default:
                kernel.Run<Vector128Operations, Vector128<float>>();
                break;
        }
    }

    /// <summary>Runs a kernel over double-precision numbers with a chosen set.</summary>
    internal static void RunDoubles<TKernel>(InstructionSet set, ref TKernel kernel) where TKernel : struct, IDoubleVectorKernel, allows ref struct
    {
        switch (set)
        {
            case InstructionSet.Vector512:
                kernel.Run<DoubleVector512Operations, Vector512<double>>();
                break;
            case InstructionSet.Vector256:
                kernel.Run<DoubleVector256Operations, Vector256<double>>();
                break;
            default:
                kernel.Run<DoubleVector128Operations, Vector128<double>>();
                break;
        }
    }
}
