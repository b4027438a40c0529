using GenreLab.Numerics;
using MathNet.Numerics.Distributions;

namespace GenreLab.Preprocessing;

/// <summary>
/// A value's rank among the training values, mapped to the normal distribution, as scikit-learn's QuantileTransformer with normal
/// output does it: at most 1,000 reference quantiles, linear between them, the middle of the ranks where training values tie,
/// clipped at ±5.2. A constant feature becomes 0.
/// </summary>
internal sealed class QuantileEncoder : IColumnEncoder
{
    public const string Word = "quantile";

    private const int MaximumQuantiles = 1000;
    private const double BoundsThreshold = 1e-7;
    private const double ClipLow = -5.199337582605575;
    private const double ClipHigh = 5.19933758270342;

    private readonly double[] quantiles;

    private QuantileEncoder(double[] quantiles) => this.quantiles = quantiles;

    public string Kind => Word;

    public IReadOnlyList<double> Parameters => quantiles;

    public static QuantileEncoder Fit(ReadOnlySpan<double> sorted)
    {
        var quantiles = new double[Math.Min(MaximumQuantiles, sorted.Length)];
        for (var i = 0; i < quantiles.Length; i++)
        {
            quantiles[i] = ColumnEncoder.QuantileOf(sorted, quantiles.Length == 1 ? 0 : (double)i / (quantiles.Length - 1));
            if (i > 0) quantiles[i] = Math.Max(quantiles[i], quantiles[i - 1]);
        }
        return new QuantileEncoder(quantiles);
    }

    public static QuantileEncoder Restore(double[] parameters)
    {
        if (parameters.Length is 0 or > MaximumQuantiles)
            throw new ModelFileException($"The model file's quantile scaling has {parameters.Length} quantiles instead of 1 to {MaximumQuantiles}; the file is damaged.");
        for (var i = 1; i < parameters.Length; i++)
            if (parameters[i] < parameters[i - 1]) throw new ModelFileException("The model file's quantiles do not ascend; the file is damaged.");
        return new QuantileEncoder(parameters);
    }

    public IEnumerable<string> OutputNames(string feature) => [feature];

    public void Encode(ReadOnlySpan<double> values, Matrix destination, int firstRow, int column)
    {
        for (var i = 0; i < values.Length; i++) destination.Row(firstRow + i)[column] = (float)NormalScore(values[i]);
    }

    private double NormalScore(double value)
    {
        if (double.IsNaN(value)) return double.NaN;
        var last = quantiles.Length - 1;
        if (quantiles[0] == quantiles[last]) return 0;
        if (value - BoundsThreshold < quantiles[0]) return ClipLow;
        if (value + BoundsThreshold > quantiles[last]) return ClipHigh;

        // The last quantile not above the value and the first not below it.
        int atMost = 0, above = last;
        while (above - atMost > 1)
        {
            var middle = (atMost + above) >>> 1;
            if (quantiles[middle] <= value) atMost = middle;
            else above = middle;
        }
        double position;
        if (quantiles[atMost] == value)
        {
            var first = atMost > 0 && quantiles[atMost - 1] == value ? FirstOf(value) : atMost;
            position = 0.5 * (first + atMost);
        }
        else
        {
            position = atMost + (value - quantiles[atMost]) / (quantiles[above] - quantiles[atMost]);
        }
        return Math.Clamp(Normal.InvCDF(0, 1, position / last), ClipLow, ClipHigh);
    }

    private int FirstOf(double value)
    {
        int below = -1, atLeast = quantiles.Length - 1;
        while (atLeast - below > 1)
        {
            var middle = (below + atLeast) >> 1;
            if (quantiles[middle] < value) below = middle;
            else atLeast = middle;
        }
        return atLeast;
    }
}
