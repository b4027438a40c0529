using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Growing;

namespace GenreLab.Trees.Boosting;

/// <summary>
/// Where the sums of each feature's bins stand in a node's histogram: one vector a bin, as many bins as the feature has, and all
/// 256 where values are missing.
/// </summary>
internal sealed class HistogramLayout
{
    private readonly int[] starts;

    public HistogramLayout(TrainingRows rows)
    {
        var features = rows.Binning.Features;
        Bins = new int[features.Length];
        HasMissing = new bool[features.Length];
        starts = new int[features.Length + 1];
        var stride = rows.Binning.Stride;
        for (var feature = 0; feature < features.Length; feature++)
        {
            Bins[feature] = features[feature].Count;
            for (var row = 0; row < rows.Count && !HasMissing[feature]; row++) HasMissing[feature] = rows.Bins[row * stride + feature] == FeatureBins.Missing;
            starts[feature + 1] = starts[feature] + (HasMissing[feature] ? FeatureBins.Missing + 1 : Bins[feature]);
        }
    }

    /// <summary>Bins of values a feature.</summary>
    public int[] Bins { get; }

    /// <summary>Whether a feature has missing values in any row.</summary>
    public bool[] HasMissing { get; }

    /// <summary>Vectors a node.</summary>
    public int Length => starts[^1];

    /// <summary>A feature's part of a node's histogram.</summary>
    public Span<Vector256<float>> Of(Vector256<float>[] histogram, int feature) => histogram.AsSpan(starts[feature], starts[feature + 1] - starts[feature]);
}

/// <summary>Sums of row sketches by bin: a bin takes one vector, so a row's share in a feature is one addition.</summary>
internal static class SketchHistogram
{
    /// <summary>Sums a run of records by the bins of one feature.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Fill(RowRecords<SketchedRow> records, int first, int count, int feature, Span<Vector256<float>> histogram)
    {
        histogram.Clear();
        ref var bin = ref Unsafe.Add(ref records.BinsOf(first), feature);
        ref var sums = ref MemoryMarshal.GetReference(histogram);
        ref var target = ref MemoryMarshal.GetReference(records.Targets.Slice(first, count));
        var stride = records.Stride;
        for (var i = 0; i < count; i++)
        {
            Unsafe.Add(ref sums, (nint)Unsafe.Add(ref bin, (nint)i * stride)) += Unsafe.Add(ref target, i).Sketch;
        }
    }

    /// <summary>Takes one child's sums from the parent's, which leaves the other child's.</summary>
    public static void Subtract(Span<Vector256<float>> parent, ReadOnlySpan<Vector256<float>> child)
    {
        for (var i = 0; i < parent.Length; i++) parent[i] -= child[i];
    }
}
