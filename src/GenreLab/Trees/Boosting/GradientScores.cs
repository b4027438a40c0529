using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenreLab.Numerics;

namespace GenreLab.Trees.Boosting;

/// <summary>The scores (logits) of rows as boosting goes on, and how wrong they are.</summary>
internal sealed class GradientScores
{
    private readonly Matrix scores;
    private readonly float[] logSums;
    private readonly int[] labels;

    /// <param name="labels">The rows' genres.</param>
    /// <param name="start">The scores all rows start with, one a genre.</param>
    public GradientScores(int[] labels, ReadOnlySpan<float> start)
    {
        this.labels = labels;
        scores = new Matrix(labels.Length, start.Length);
        logSums = new float[labels.Length];
        for (var row = 0; row < labels.Length; row++)
        {
            var values = scores.Values.Slice(row * scores.Stride, scores.Stride);
            values.Fill(ScoreRow.Padding);
            start.CopyTo(values);
        }
    }

    /// <summary>Genres a row, padded to whole vectors.</summary>
    public int Stride => scores.Stride;

    /// <summary>Adds a leaf's scores to a row's.</summary>
    public void Add(int row, ReadOnlySpan<float> leaf) => ScoreRow.Add(ref Of(row), ref MemoryMarshal.GetReference(leaf), Stride);

    /// <summary>Normalises a row, after which its sketch and probabilities are those of its present scores.</summary>
    /// <returns>The row's log-loss, and whether no genre has a larger score than its own.</returns>
    public (float Loss, bool Right) Normalize(int row)
    {
        var (largest, logSum) = ScoreRow.Normalization(ref Of(row), Stride);
        logSums[row] = logSum;
        var own = Unsafe.Add(ref Of(row), labels[row]);
        return (logSum - own, own == largest);
    }

    /// <summary>The sketch of a normalised row.</summary>
    public SketchedRow Sketch(int row, GradientSketch sketch) => new(sketch.Of(ref Of(row), logSums[row], labels[row]), row);

    /// <summary>Adds a normalised row's gradient by the scores, p − y, and curvature, p(1 − p), to sums over rows.</summary>
    /// <param name="row">The row.</param>
    /// <param name="gradients">Sums of the gradient, one a genre, padded.</param>
    /// <param name="curvatures">Sums of the curvature, likewise.</param>
    public void AddDerivatives(int row, Span<float> gradients, Span<float> curvatures)
    {
        ref var own = ref Of(row);
        ref var gradient = ref MemoryMarshal.GetReference(gradients);
        ref var curvature = ref MemoryMarshal.GetReference(curvatures);
        var shift = Vector512.Create(logSums[row]);
        for (nuint genre = 0; genre < (nuint)Stride; genre += ScoreRow.Width)
        {
            var p = ScoreRow.Power(Vector512.LoadUnsafe(ref own, genre) - shift);
            (Vector512.LoadUnsafe(ref gradient, genre) + p).StoreUnsafe(ref gradient, genre);
            (Vector512.LoadUnsafe(ref curvature, genre) + (p - p * p)).StoreUnsafe(ref curvature, genre);
        }
        gradients[labels[row]] -= 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref float Of(int row) => ref Unsafe.Add(ref MemoryMarshal.GetReference(scores.Values), (nint)row * scores.Stride);
}
