using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GenreLab.Trees.Binning;
using GenreLab.Trees.Splitting;

namespace GenreLab.Trees.Boosting;

/// <summary>Finds the split whose sides' gradients agree most: squared sum ÷ curvature of each side (Chen and Guestrin, 2016, equation 7),
/// the square being that of the sketch and the curvature that of all genres together.</summary>
internal static class SketchSplitFinder
{
    // A side whose curvature is below this has no rows: subtraction leaves rounding where nothing is.
    private const float NoRows = 1e-3f;

    /// <summary>Tries every split of one feature.</summary>
    /// <param name="histogram">The sums of its bins.</param>
    /// <param name="bins">Bins of values.</param>
    /// <param name="hasMissing">Whether the histogram has a bin of missing values.</param>
    /// <param name="feature">The feature.</param>
    /// <param name="l2">What each side's curvature is increased by.</param>
    /// <param name="minChildWeight">Least curvature of a side.</param>
    /// <param name="best">Replaced when a split gains more than it.</param>
    public static void FindBest(ReadOnlySpan<Vector256<float>> histogram, int bins, bool hasMissing, int feature, float l2, float minChildWeight, ref SplitChoice best)
    {
        minChildWeight = Math.Max(minChildWeight, NoRows);
        var missing = hasMissing ? histogram[FeatureBins.Missing] : default;
        hasMissing = missing[SketchedRow.Curvature] > NoRows;
        var all = missing;
        foreach (var sum in histogram[..bins]) all += sum;
        var unsplit = Score(all, l2);
        Scan(histogram[..bins], default, all, hasMissing, l2, minChildWeight, unsplit, feature, ref best);
        if (hasMissing) Scan(histogram[..(bins - 1)], missing, all, true, l2, minChildWeight, unsplit, feature, ref best);
    }

    /// <summary>Tries the splits after each of the bins.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scan(ReadOnlySpan<Vector256<float>> bins, Vector256<float> left, Vector256<float> all, bool hasMissing, float l2, float minChildWeight, float unsplit, int feature, ref SplitChoice best)
    {
        var missingLeft = left[SketchedRow.Curvature] > 0;
        for (var bin = 0; bin < bins.Length; bin++)
        {
            left += bins[bin];
            var right = all - left;
            if (left[SketchedRow.Curvature] < minChildWeight || right[SketchedRow.Curvature] < minChildWeight) continue;
            var gain = Score(left, l2) + Score(right, l2) - unsplit;
            if (gain <= best.Score) continue;
            best = new SplitChoice
            {
                Score = gain,
                Feature = feature,
                LastLeftBin = bin,
                // Without missing values in the node, those to come go with the heavier side.
                MissingLeft = hasMissing ? missingLeft : 2 * left[SketchedRow.Curvature] > all[SketchedRow.Curvature],
            };
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Score(Vector256<float> sum, float l2)
    {
        var projections = Vector256.ConditionalSelect(Vector256.Create(-1, -1, -1, -1, -1, -1, -1, 0).AsSingle(), sum, default);
        return Vector256.Sum(projections * projections) / (sum[SketchedRow.Curvature] + l2);
    }
}
