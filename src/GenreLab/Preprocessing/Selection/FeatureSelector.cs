using GenreLab.Data;

namespace GenreLab.Preprocessing.Selection;

/// <summary>Finds the features that tell most about the genre of the training rows.</summary>
internal static class FeatureSelector
{
    /// <summary>The features to keep, in their usual order; ties go to the earlier ones.</summary>
    /// <param name="table">A cleaned table.</param>
    /// <param name="schema">Names its features and its label.</param>
    /// <param name="columns">The features' columns.</param>
    /// <param name="rows">The training rows.</param>
    /// <param name="selection">What to keep.</param>
    /// <param name="threads">Threads to use, null for all processors; it never changes the result.</param>
    /// <exception cref="OptionException">More features are asked for than there are.</exception>
    /// <exception cref="DataException">The table has no label column.</exception>
    public static IReadOnlyList<int> Select(Table table, Schema schema, NumberColumn[] columns, int[] rows, FeatureSelection selection, int? threads)
    {
        if (selection.Count is not { } count) return [.. Enumerable.Range(0, columns.Length)];
        if (count > columns.Length)
            throw new OptionException($"Selecting {selection} asks for {count} of {columns.Length} features; {table.Name} has {string.Join(", ", schema.Features.Select(feature => feature.Name))}.");
        if (schema.Label is not { } label || table.Find(label) is not TextColumn labels)
            throw new DataException($"{table.Name} has no label column, so features cannot be selected by what they tell about the genre; name it with --label, or select all.");

        var groups = Array.ConvertAll(rows, row => labels.Codes[row]);
        var scores = new double[columns.Length];
        Parallel.For(0, columns.Length, new ParallelOptions { MaxDegreeOfParallelism = threads ?? -1 }, i =>
            scores[i] = Score(selection.Score, schema.Features[i].Kind, Values(columns[i], rows), groups, labels.Distinct.Length));
        return [.. Enumerable.Range(0, columns.Length).OrderByDescending(i => scores[i]).Take(count).Order()];
    }

    /// <summary>A number that is the higher the more the feature tells; −∞ when it tells nothing.</summary>
    private static double Score(FeatureScore score, FeatureKind kind, double[] values, int[] groups, int groupCount)
    {
        var grouped = GroupedValues.From(values, groups, groupCount);
        if (grouped.Sorted.IsEmpty || grouped.Sorted[0] == grouped.Sorted[^1]) return double.NegativeInfinity;
        if (score == FeatureScore.MutualInformation)
            return kind == FeatureKind.Numeric ? MutualInformation.OfContinuous(values, groups, groupCount) : MutualInformation.OfDiscrete(grouped);
        var logP = AnalysisOfVariance.Of(grouped).LogP;
        return double.IsNaN(logP) ? double.NegativeInfinity : -logP;
    }

    private static double[] Values(NumberColumn column, int[] rows)
    {
        var all = column.Values;
        var values = new double[rows.Length];
        for (var i = 0; i < rows.Length; i++) values[i] = Math.Abs(all[rows[i]]) <= Preprocessor.LargestValue ? all[rows[i]] : double.NaN;
        return values;
    }
}
