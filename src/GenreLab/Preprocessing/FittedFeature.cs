using GenreLab.Data;
using GenreLab.Numerics;

namespace GenreLab.Preprocessing;

/// <summary>A feature with all that was learnt about it.</summary>
/// <param name="Feature">The feature.</param>
/// <param name="Replacement">What stands in for a missing value; NaN when it stays missing.</param>
/// <param name="Encoders">Its encoders, whose outputs stand side by side.</param>
internal sealed record FittedFeature(Feature Feature, double Replacement, IColumnEncoder[] Encoders)
{
    private readonly int[] widths = [.. Encoders.Select(encoder => encoder.OutputNames("").Count())];

    /// <summary>Number of its output columns.</summary>
    public int Width => widths.Sum();

    /// <summary>Whether its values are names without an order, and reach the learner as they are.</summary>
    public bool IsBareCategory => Feature.Kind == FeatureKind.Category && Encoders is [PassThroughEncoder];

    /// <summary>Names of its output columns.</summary>
    public IEnumerable<string> OutputNames => Encoders.SelectMany(encoder => encoder.OutputNames(Feature.Name));

    /// <summary>Learns from the chosen rows of the column.</summary>
    /// <exception cref="DataException">None of them has a value, and one must stand in for missing values.</exception>
    public static FittedFeature Fit(Feature feature, NumberColumn column, int[] rows, PreprocessingOptions options)
    {
        var present = new double[rows.Length];
        column.CopyTo(rows, present);
        var count = 0;
        foreach (var value in present)
            if (IsUsable(value)) present[count++] = value;
        var keepsMissing = options.Imputation == Imputation.Learn;
        if (count == 0 && !keepsMissing) throw new DataException($"The feature '{feature.Name}' (column '{feature.Column}') has no value in any training row; leave it out of the features.");
        // A feature of which nothing is known is encoded as one that is always 0.
        if (count == 0) present[count++] = 0;

        var values = present.AsSpan(0, count);
        var moments = Moments.Of(values);
        values.Sort();
        var replacement = keepsMissing ? double.NaN
            : feature.Kind != FeatureKind.Numeric ? MostFrequent(values)
            : options.Imputation == Imputation.Mean ? moments.Mean
            : ColumnEncoder.QuantileOf(values, 0.5);
        return new FittedFeature(feature, replacement, ColumnEncoder.Fit(feature, values, moments, options));
    }

    /// <summary>Copies values from the column (the rows listed, or when none are the rows from <paramref name="firstRow"/> on), missing ones replaced (or NaN).</summary>
    public void Gather(NumberColumn column, ReadOnlySpan<int> rows, int firstRow, Span<double> values)
    {
        if (rows.IsEmpty) column.CopyTo(firstRow, values);
        else column.CopyTo(rows, values);
        Replace(values);
    }

    /// <summary>Replaces missing values.</summary>
    public void Replace(Span<double> values)
    {
        foreach (ref var value in values)
            if (!IsUsable(value)) value = Replacement;
    }

    /// <summary>Writes the outputs and returns how many columns they took.</summary>
    public int Encode(ReadOnlySpan<double> values, Matrix destination, int firstRow, int column)
    {
        var start = column;
        for (var i = 0; i < Encoders.Length; i++)
        {
            Encoders[i].Encode(values, destination, firstRow, column);
            column += widths[i];
        }
        return column - start;
    }

    // NaN fails the comparison too.
    private static bool IsUsable(double value) => Math.Abs(value) <= Preprocessor.LargestValue;

    private static double MostFrequent(ReadOnlySpan<double> sorted)
    {
        double best = sorted[0];
        var bestCount = 0;
        for (var i = 0; i < sorted.Length;)
        {
            var end = i;
            while (end < sorted.Length && sorted[end] == sorted[i]) end++;
            if (end - i > bestCount) (best, bestCount) = (sorted[i], end - i);
            i = end;
        }
        return best;
    }
}
