using GenreLab.Data;
using GenreLab.Preprocessing;
using GenreLab.Preprocessing.Selection;

namespace GenreLab.Exploration;

/// <summary>Finds out what a table looks like: its features, its genres, and how the one tells of the other.</summary>
public static class Explorer
{
    /// <summary>Explores a table.</summary>
    /// <param name="file">The table as it was read, for what cleaning may have removed.</param>
    /// <param name="tracks">The cleaned table; it may have one genre or no label column.</param>
    /// <param name="options">How; null for the defaults.</param>
    /// <exception cref="OptionException">An option is outside its range.</exception>
    /// <exception cref="DataException">The table has no rows.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ExplorationResult Explore(Table file, GenreTable tracks, ExplorationOptions? options = null)
    {
        options ??= new ExplorationOptions();
        options.Validate();
        tracks.RequireFeatures();
        var rows = tracks.Table.RowCount;
        if (rows == 0) throw new DataException($"{tracks.Table.Name} has no rows, so there is nothing to explore.");

        var genres = tracks.Labels(tracks.LabelNames);
        var sizes = new int[tracks.LabelNames.Count];
        foreach (var genre in genres)
            if (genre >= 0) sizes[genre]++;
        var entropy = Entropy(sizes);
        int[] shown = [.. Enumerable.Range(0, sizes.Length).OrderByDescending(genre => sizes[genre]).Take(options.MostGenres).Order()];

        var columns = tracks.Schema.Features.Select(feature => Values((NumberColumn)tracks.Table[feature.Column])).ToArray();
        var ranks = new double[columns.Length][];
        var features = new ExploredFeature[columns.Length];
        // A work item more beside the features: what takes as long as one of them and depends on none.
        var (counts, repeated, audit) = (new List<ColumnCount>(), 0, (IReadOnlyList<AuditFinding>)[]);
        Parallel.For(0, columns.Length + 1, new ParallelOptions { MaxDegreeOfParallelism = options.Threads ?? -1, CancellationToken = options.Cancellation }, item =>
        {
            if (item == 0)
            {
                (counts, repeated) = Count(file, tracks.Schema);
                audit = Auditor.Audit(tracks);
                return;
            }
            var grouped = GroupedValues.From(columns[item - 1], genres, sizes.Length);
            ranks[item - 1] = Correlation.Ranks(grouped.Sorted, grouped.Order, rows);
            features[item - 1] = Explore(tracks.Schema.Features[item - 1], columns[item - 1], grouped, genres, sizes, shown, entropy, options.DensityPoints);
        });

        var places = new int[sizes.Length];
        Array.Fill(places, -1);
        for (var place = 0; place < shown.Length; place++) places[shown[place]] = place;
        var shownGenres = Array.ConvertAll(genres, genre => genre < 0 ? -1 : places[genre]);
        var standardized = StandardizedFeatures.Of(features, columns);
        var means = standardized.GenreMeans(shownGenres, shown.Length);
        return new ExplorationResult
        {
            Name = tracks.Table.Name,
            Shape = tracks.Schema.Shape,
            Synthetic = tracks.Synthetic,
            Label = tracks.Schema.Label,
            Cleaning = tracks.Cleaning,
            Columns = counts,
            RepeatedRows = repeated,
            Rows = rows,
            GenreCount = sizes.Length,
            GenreEntropy = entropy,
            Genres = [.. shown.Select(genre => new GenreSize(tracks.LabelNames[genre], sizes[genre]))],
            Features = features,
            Ranking = [.. features.Where(feature => feature.Separation is not null).OrderByDescending(feature => feature.Separation!.MutualInformation).Select(feature => feature.Name)],
            Correlations = Correlation.Of([.. features.Select(feature => feature.Name)], columns, ranks, options),
            Map = PrincipalComponents.Map(standardized, tracks, shownGenres, means, options),
            Similarity = shown.Length >= 2 && standardized.Names.Length > 0 ? AverageLinkage.Of(means) : null,
            Audit = audit,
        };
    }

    private static ExploredFeature Explore(
        Feature feature, double[] values, GroupedValues grouped, int[] genres, int[] sizes, int[] shown, double entropy, int points) => new(
            feature.Name, feature.Column, feature.Kind,
            ValueStatistics.Of(grouped.Sorted, values.Length),
            [.. shown.Select(genre => ValueStatistics.Of(grouped.Of(genre), sizes[genre]))],
            sizes.Length < 2 ? null : GenreSeparation.Of(feature.Kind, values, grouped, genres, entropy),
            FeatureDistribution.Of(feature.Kind, grouped, shown, points));

    /// <summary>The values with those beyond reckoning taken for missing, as learning takes them.</summary>
    private static double[] Values(NumberColumn column)
    {
        var values = column.Values.ToArray();
        foreach (ref var value in values.AsSpan())
            if (!(Math.Abs(value) <= Preprocessor.LargestValue)) value = double.NaN;
        return values;
    }

    private static (List<ColumnCount> Columns, int RepeatedRows) Count(Table file, Schema schema)
    {
        var columns = new List<ColumnCount>();
        foreach (var column in file.Columns)
        {
            var missing = 0;
            for (var row = 0; row < column.Count; row++)
                if (column.IsMissing(row)) missing++;
            // Each missing value is a group of its own.
            RowGroups.ByColumn(column, out var groups);
            columns.Add(new ColumnCount(column.Name, schema.Roles.GetValueOrDefault(column.Name, ColumnRole.Other), missing, groups - missing));
        }
        RowGroups.ByValues([.. file.Columns.Where(column => schema.Roles.GetValueOrDefault(column.Name, ColumnRole.Other) != ColumnRole.Index)], file.RowCount, out var different);
        return (columns, file.RowCount - different);
    }

    private static double Entropy(int[] sizes)
    {
        var total = (double)sizes.Sum();
        return -sizes.Where(size => size > 0).Sum(size => size / total * Math.Log(size / total));
    }
}
