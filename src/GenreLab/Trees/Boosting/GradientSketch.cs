using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenreLab.Numerics;

namespace GenreLab.Trees.Boosting;

/// <summary>
/// A few numbers that stand for a row's gradient over all genres while splits are looked for (SketchBoost: Iosipoi and Vakhrushev,
/// NeurIPS 2022): seven random projections, drawn anew for each tree. Up to seven genres are their own projection, and nothing is lost.
/// The leaves are then fitted to all genres.
/// </summary>
internal sealed class GradientSketch
{
    private readonly float[] projection;
    private readonly int labelCount;

    /// <param name="labelCount">Number of genres.</param>
    public GradientSketch(int labelCount)
    {
        this.labelCount = labelCount;
        projection = new float[Matrix.PaddedLength(labelCount) * Vector256<float>.Count];
    }

    /// <summary>Draws the projections of the next tree: standard normal, of length one on average.</summary>
    public void Draw(RandomSource random)
    {
        for (var label = 0; label < labelCount; label++)
            for (var i = 0; i < SketchedRow.Projections; i++)
                projection[label * Vector256<float>.Count + i] = labelCount > SketchedRow.Projections ? (float)(random.NextNormal() / Math.Sqrt(SketchedRow.Projections))
                    : i == label ? 1 : 0;
    }

    /// <summary>The sketch of the log-loss' gradient by the scores, p − y, and in the last place the curvature Σ p(1 − p).</summary>
    /// <param name="scores">The row's scores, padded.</param>
    /// <param name="logSum">Their normalisation.</param>
    /// <param name="label">The row's genre.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Vector256<float> Of(ref readonly float scores, float logSum, int label)
    {
        ref var projected = ref MemoryMarshal.GetArrayDataReference(projection);
        var stride = projection.Length / Vector256<float>.Count;
        var shift = Vector512.Create(logSum);
        Vector256<float> a = default, b = default, c = default, d = default;
        var squares = Vector512<float>.Zero;
        Unsafe.SkipInit(out Vector512<float> probabilities);
        ref var p = ref Unsafe.As<Vector512<float>, float>(ref probabilities);
        for (nuint genre = 0; genre < (nuint)stride; genre += ScoreRow.Width)
        {
            probabilities = ScoreRow.Power(Vector512.LoadUnsafe(in scores, genre) - shift);
            squares = Vector512.FusedMultiplyAdd(probabilities, probabilities, squares);
            // Four sums, so that no addition waits for the one before it.
            for (nuint i = 0; i < ScoreRow.Width; i += 4)
            {
                var at = (genre + i) * (nuint)Vector256<float>.Count;
                a = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref p, i)), Vector256.LoadUnsafe(ref projected, at), a);
                b = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref p, i + 1)), Vector256.LoadUnsafe(ref projected, at + 8), b);
                c = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref p, i + 2)), Vector256.LoadUnsafe(ref projected, at + 16), c);
                d = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref p, i + 3)), Vector256.LoadUnsafe(ref projected, at + 24), d);
            }
        }
        var sketch = a + b + (c + d) - Vector256.LoadUnsafe(ref projected, (nuint)(label * Vector256<float>.Count));
        return sketch.WithElement(SketchedRow.Curvature, 1 - Vector512.Sum(squares));
    }
}
