using GenreLab.Numerics;

namespace GenreLab.Preprocessing;

/// <summary>
/// Piecewise-linear encoding (Gorishniy, Rubachev and Babenko, 2022, "On Embeddings for Numerical Features in Tabular Deep
/// Learning", section 3.2) over quantile bins: a bin's output is 1 when the value lies above the bin, 0 when below, and its share
/// of the way through the bin inside; below the first and above the last bin the line goes on. Quantiles that coincide make fewer
/// bins; a constant feature has none.
/// </summary>
internal sealed class PiecewiseLinearEncoder : IColumnEncoder
{
    public const string Word = "bins";

    private const int MaximumBins = 256;

    private readonly double[] edges;

    private PiecewiseLinearEncoder(double[] edges) => this.edges = edges;

    public string Kind => Word;

    public IReadOnlyList<double> Parameters => edges;

    public static PiecewiseLinearEncoder Fit(ReadOnlySpan<double> sorted, int bins)
    {
        var edges = new List<double>(bins + 1);
        for (var i = 0; i <= bins; i++)
        {
            var edge = ColumnEncoder.QuantileOf(sorted, (double)i / bins);
            if (edges.Count == 0 || edge > edges[^1]) edges.Add(edge);
        }
        return new PiecewiseLinearEncoder([.. edges]);
    }

    public static PiecewiseLinearEncoder Restore(double[] parameters)
    {
        if (parameters.Length is 0 or > MaximumBins + 1)
            throw new ModelFileException($"The model file's piecewise-linear encoding has {parameters.Length} edges instead of 1 to {MaximumBins + 1}; the file is damaged.");
        for (var i = 1; i < parameters.Length; i++)
            if (parameters[i] <= parameters[i - 1]) throw new ModelFileException("The edges of the model file's piecewise-linear encoding do not ascend; the file is damaged.");
        return new PiecewiseLinearEncoder(parameters);
    }

    public IEnumerable<string> OutputNames(string feature) => Enumerable.Range(1, edges.Length - 1).Select(bin => $"{feature}[{bin}]");

    public void Encode(ReadOnlySpan<double> values, Matrix destination, int firstRow, int column)
    {
        var bins = edges.Length - 1;
        if (bins == 0) return;
        for (var i = 0; i < values.Length; i++)
        {
            var row = destination.Row(firstRow + i).Slice(column, bins);
            if (double.IsNaN(values[i]))
            {
                row.Fill(float.NaN);
                continue;
            }
            var bin = BinOf(values[i]);
            row[..bin].Fill(1);
            var share = (values[i] - edges[bin]) / (edges[bin + 1] - edges[bin]);
            row[bin] = (float)Math.Clamp(share, -Preprocessor.LargestValue, Preprocessor.LargestValue);
        }
    }

    private int BinOf(double value)
    {
        int bin = 0, above = edges.Length - 1;
        while (above - bin > 1)
        {
            var middle = (bin + above) >>> 1;
            if (edges[middle] <= value) bin = middle;
            else above = middle;
        }
        return bin;
    }
}
