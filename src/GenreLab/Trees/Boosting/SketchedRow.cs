using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace GenreLab.Trees.Boosting;

/// <summary>What a boosted tree is to tell of a row: its gradient in a few numbers.</summary>
/// <param name="Sketch">Seven random projections of the row's gradient over all genres, then its curvature, the sum of p(1 − p).</param>
/// <param name="Row">The row's number.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly record struct SketchedRow(Vector256<float> Sketch, int Row)
{
    /// <summary>Number of projections.</summary>
    public const int Projections = 7;

    /// <summary>The element that holds the curvature.</summary>
    public const int Curvature = 7;
}
