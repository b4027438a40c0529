using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GenreLab.Numerics;

namespace GenreLab.Trees.Boosting;

/// <summary>
/// One row's scores (logits), padded to whole vectors of 16 genres. The vectors are 512 bits wide whatever the machine has, so
/// that sums over genres are the same bits on all of them.
/// </summary>
internal static class ScoreRow
{
    /// <summary>Genres a vector.</summary>
    public const int Width = 16;

    /// <summary>Score of a genre that is only padding: its probability comes to nothing.</summary>
    public const float Padding = -1e4f;

    /// <summary>Adds a leaf's scores.</summary>
    public static void Add(ref float row, ref readonly float leaf, int stride)
    {
        for (nuint genre = 0; genre < (nuint)stride; genre += Width)
            (Vector512.LoadUnsafe(ref row, genre) + Vector512.LoadUnsafe(in leaf, genre)).StoreUnsafe(ref row, genre);
    }

    /// <summary>The largest score, and the logarithm of the sum of the scores' powers of e.</summary>
    public static (float Largest, float LogSum) Normalization(ref readonly float row, int stride)
    {
        var largest = Vector512.LoadUnsafe(in row);
        for (nuint genre = Width; genre < (nuint)stride; genre += Width) largest = Vector512.Max(largest, Vector512.LoadUnsafe(in row, genre));
        var half = Vector256.Max(largest.GetLower(), largest.GetUpper());
        var quarter = Vector128.Max(half.GetLower(), half.GetUpper());
        var top = MathF.Max(MathF.Max(quarter[0], quarter[1]), MathF.Max(quarter[2], quarter[3]));
        var shift = Vector512.Create(top);
        var sum = Vector512<float>.Zero;
        for (nuint genre = 0; genre < (nuint)stride; genre += Width) sum += Power(Vector512.LoadUnsafe(in row, genre) - shift);
        return (top, top + MathF.Log(Vector512.Sum(sum)));
    }

    /// <summary>e to the power of each element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Power(Vector512<float> x) => VectorMath<Vector512Operations, Vector512<float>>.Exp(x);
}
