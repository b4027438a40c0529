using System.Numerics.Tensors;
using GenreLab.Preprocessing;
using GenreLab.Streaming;

namespace GenreLab.Surveying;

/// <summary>The moments of a piece's features, genre by genre, and of their pairs.</summary>
internal sealed class PieceMoments(int features, int groups)
{
    private readonly double[] sums = new double[groups];
    private readonly double[] squares = new double[groups];
    private readonly double[] minima = new double[groups];
    private readonly double[] maxima = new double[groups];
    private readonly long[] counts = new long[groups];
    private readonly double[] means = new double[features];
    private readonly double[] squaresOf = new double[features];
    private readonly bool[] complete = new bool[features];
    private readonly double[][] centered = new double[features][];

    /// <summary>Groups × features.</summary>
    public Moments[] ByGroup { get; } = new Moments[groups * features];

    /// <summary>Pairs of features: 0 and 1, 0 and 2, …, 1 and 2, ….</summary>
    public CoMoments[] Pairs { get; } = new CoMoments[features * (features - 1) / 2];

    /// <summary>Gathers them.</summary>
    /// <param name="block">The piece's values.</param>
    /// <param name="groupOf">For each row its group.</param>
    public void Gather(FeatureBlock block, ReadOnlySpan<int> groupOf)
    {
        for (var feature = 0; feature < features; feature++)
        {
            ByGenre(block[feature], groupOf, feature);
            Center(block[feature], feature);
        }
        var pair = 0;
        for (var one = 0; one < features; one++)
        {
            for (var two = one + 1; two < features; two++)
            {
                Pairs[pair++] = block.Rows == 0 ? default
                    : complete[one] && complete[two]
                        ? new CoMoments(block.Rows, means[one], means[two], squaresOf[one], squaresOf[two], TensorPrimitives.Dot<double>(centered[one].AsSpan(0, block.Rows), centered[two].AsSpan(0, block.Rows)))
                        : CoMoments.Of(block[one], block[two]);
            }
        }
    }

    private void ByGenre(ReadOnlySpan<double> values, ReadOnlySpan<int> groupOf, int feature)
    {
        Array.Clear(sums);
        Array.Clear(squares);
        Array.Clear(counts);
        Array.Fill(minima, double.PositiveInfinity);
        Array.Fill(maxima, double.NegativeInfinity);
        for (var row = 0; row < values.Length; row++)
        {
            var value = values[row];
            if (double.IsNaN(value)) continue;
            var group = groupOf[row];
            counts[group]++;
            sums[group] += value;
            if (value < minima[group]) minima[group] = value;
            if (value > maxima[group]) maxima[group] = value;
        }
        // Equal values have themselves for a mean, to the bit.
        for (var group = 0; group < groups; group++)
            if (counts[group] > 0) sums[group] = minima[group] == maxima[group] ? minima[group] : sums[group] / counts[group];
        for (var row = 0; row < values.Length; row++)
        {
            if (double.IsNaN(values[row])) continue;
            var distance = values[row] - sums[groupOf[row]];
            squares[groupOf[row]] += distance * distance;
        }
        for (var group = 0; group < groups; group++)
            ByGroup[group * features + feature] = Moments.Restore(counts[group], sums[group], squares[group], minima[group], maxima[group]);
    }

    private void Center(ReadOnlySpan<double> values, int feature)
    {
        if (centered[feature] is null || centered[feature].Length < values.Length) centered[feature] = new double[Math.Max(8192, values.Length)];
        complete[feature] = !values.Contains(double.NaN);
        if (!complete[feature] || values.IsEmpty) return;
        var target = centered[feature].AsSpan(0, values.Length);
        means[feature] = TensorPrimitives.Sum(values) / values.Length;
        TensorPrimitives.Subtract(values, means[feature], target);
        squaresOf[feature] = TensorPrimitives.Dot<double>(target, target);
    }
}
