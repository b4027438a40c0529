namespace GenreLab.Data;

/// <summary>Gathers what a report says about the data.</summary>
public static class DataSummarizer
{
    /// <summary>Summarises a table over the rows of a split; rows in no fold do not count.</summary>
    /// <exception cref="DataException">The table has no label column.</exception>
    public static DataSummary Summarize(GenreTable table, Split split)
    {
        var label = table.Schema.Label ?? throw new DataException($"{table.Table.Name} has no label column, so there are no genres to summarise.");
        var names = table.LabelNames;
        var labels = table.Labels(names);
        var counts = new int[names.Count, 3];
        Count(split.Train, 0);
        Count(split.Validation, 1);
        Count(split.Test, 2);
        int[] rows = [.. split.Train, .. split.Validation, .. split.Test];
        return new DataSummary
        {
            Name = table.Table.Name,
            Shape = table.Schema.Shape,
            Synthetic = table.Synthetic,
            Label = label,
            Cleaning = table.Cleaning,
            Split = split.Description,
            Genres = [.. names.Select((name, i) => new GenreCount(name, counts[i, 0], counts[i, 1], counts[i, 2]))],
            Features = [.. table.Schema.Features.Select(feature => Summarize(feature, ((NumberColumn)table.Table[feature.Column]).Values, rows))],
        };

        void Count(int[] fold, int index)
        {
            foreach (var row in fold)
                if (labels[row] >= 0) counts[labels[row], index]++;
        }
    }

    private static FeatureSummary Summarize(Feature feature, ReadOnlySpan<double> values, int[] rows)
    {
        var present = new double[rows.Length];
        var count = 0;
        foreach (var row in rows)
            if (!double.IsNaN(values[row])) present[count++] = values[row];
        var sorted = present.AsSpan(0, count);
        if (count == 0) return new FeatureSummary(feature.Name, feature.Column, feature.Kind, rows.Length, 0, 0, 0, 0, 0);
        sorted.Sort();
        var mean = 0.0;
        foreach (var value in sorted) mean += value;
        mean /= count;
        var squares = 0.0;
        foreach (var value in sorted) squares += (value - mean) * (value - mean);
        var median = (sorted[(count - 1) / 2] + sorted[count / 2]) / 2;
        return new FeatureSummary(feature.Name, feature.Column, feature.Kind, rows.Length - count, sorted[0], median, mean, sorted[^1], Math.Sqrt(squares / count));
    }
}
