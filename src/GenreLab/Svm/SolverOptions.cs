using GenreLab.Numerics;

namespace GenreLab.Svm;

/// <summary>How pairs are solved.</summary>
/// <param name="Kernel">The kernel.</param>
/// <param name="Tolerance">How far the conditions of the optimum may be missed.</param>
/// <param name="Instructions">Vector width.</param>
/// <param name="Cancellation">Ends solving early.</param>
internal sealed record SolverOptions(KernelFunction Kernel, double Tolerance, InstructionSet Instructions, CancellationToken Cancellation)
{
    /// <summary>Whether rows that will probably stay at a bound are put aside.</summary>
    public bool Shrinking { get; init; } = true;
}
