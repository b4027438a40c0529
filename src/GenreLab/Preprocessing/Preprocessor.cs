using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Numerics;
using GenreLab.Preprocessing.Selection;

namespace GenreLab.Preprocessing;

/// <summary>Turns a table's features into a model's inputs, with everything it knows learnt from training rows. Immutable and thread-safe.</summary>
public sealed class Preprocessor
{
    /// <summary>Magnitudes beyond this (and infinities) count as missing: their squares would overflow single precision's range of sums.</summary>
    internal const double LargestValue = 1e18;

    private const int ChunkRows = 1024;

    private readonly FittedFeature[] fitted;

    internal Preprocessor(PreprocessingOptions options, FittedFeature[] fitted)
    {
        this.fitted = fitted;
        Options = options;
        Features = [.. fitted.Select(f => f.Feature)];
        OutputNames = [.. fitted.SelectMany(f => f.OutputNames)];
        var outputs = new Range[fitted.Length];
        var first = 0;
        for (var i = 0; i < outputs.Length; i++) outputs[i] = first..(first += fitted[i].Width);
        FeatureOutputs = outputs;
        CategoryOutputs = [.. outputs.Where((_, i) => fitted[i].IsBareCategory).Select(range => range.Start.Value)];
    }

    /// <summary>The options it was fitted with.</summary>
    public PreprocessingOptions Options { get; }

    /// <summary>The features it reads: those selected.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>What each output column is: <c>tempo</c>; <c>key=5</c> for a one-hot column; <c>tempo[3]</c> for the third bin of a piecewise-linear encoding.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>For each of <see cref="Features"/> the output columns that tell of it, side by side.</summary>
    public IReadOnlyList<Range> FeatureOutputs { get; }

    /// <summary>The output columns that carry a category feature's values as they are: numbers that are names without an order.</summary>
    public IReadOnlyList<int> CategoryOutputs { get; }

    /// <summary>Whether missing values stay missing, for a classifier that has learnt from them; otherwise something stands in for them.</summary>
    public bool KeepsMissing => Options.Imputation == Imputation.Learn;

    internal IReadOnlyList<FittedFeature> Fitted => fitted;

    /// <summary>
    /// Learns which features to keep, scales, bins, categories and imputation values from the training rows. Scales are learnt from the values
    /// that are there; the values that stand in for missing ones do not count.
    /// </summary>
    /// <param name="table">A cleaned table: feature columns are numbers.</param>
    /// <param name="schema">Names its features.</param>
    /// <param name="trainRows">Positions in the table of the rows to learn from.</param>
    /// <param name="options">What to do.</param>
    /// <param name="threads">Threads to use, null for all processors; it never changes the result.</param>
    /// <exception cref="OptionException">An option is outside its range, <see cref="PreprocessingOptions.Raw"/> names no feature, or more features are to be selected than there are.</exception>
    /// <exception cref="DataException">There are no training rows, no features, or a feature has no value in them (which is no hindrance where missing values stay missing).</exception>
    public static Preprocessor Fit(Table table, Schema schema, ReadOnlySpan<int> trainRows, PreprocessingOptions options, int? threads = null)
    {
        options.Validate(schema.Features);
        if (trainRows.IsEmpty) throw new DataException($"{table.Name} has no training rows; give the training fold a larger share.");
        if (schema.Features.Count == 0) throw new DataException($"{table.Name} has no features to learn from; name some of its columns as features.");

        var rows = trainRows.ToArray();
        var all = FeatureColumns.Find(table, schema, schema.Features);
        var kept = FeatureSelector.Select(table, schema, all, rows, options.Select, threads);
        Feature[] features = [.. kept.Select(i => schema.Features[i])];
        NumberColumn[] columns = [.. kept.Select(i => all[i])];
        var fitted = new FittedFeature[columns.Length];
        try
        {
            Parallel.For(0, columns.Length, new ParallelOptions { MaxDegreeOfParallelism = threads ?? -1 }, i => fitted[i] = FittedFeature.Fit(features[i], columns[i], rows, options));
        }
        catch (AggregateException several) when (several.InnerExceptions.All(cause => cause is DataException))
        {
            throw new DataException(several.InnerExceptions.Select(cause => cause.Message).Min(StringComparer.Ordinal)!);
        }
        return new Preprocessor(options, fitted);
    }

    /// <summary>The inputs of the chosen rows: rows × <see cref="OutputNames"/>. Features are found in the table by canonical name
    /// through <paramref name="schema"/>; missing values are imputed or, where <see cref="KeepsMissing"/>, NaN. Uses up to <paramref name="threads"/> threads (null for all
    /// processors), which never changes the result.</summary>
    /// <exception cref="DataException">The table lacks a feature; the message names it.</exception>
    public Matrix Transform(Table table, Schema schema, ReadOnlySpan<int> rows, int? threads = null)
    {
        var destination = new Matrix(rows.Length, OutputNames.Count);
        Transform(FeatureColumns.Find(table, schema, Features), rows.ToArray(), 0, destination, threads);
        return destination;
    }

    /// <summary>The inputs of all rows: rows × <see cref="OutputNames"/>.</summary>
    /// <exception cref="DataException">The table lacks a feature; the message names it.</exception>
    public Matrix Transform(Table table, Schema schema)
    {
        var destination = new Matrix(table.RowCount, OutputNames.Count);
        Transform(table, schema, 0, destination);
        return destination;
    }

    /// <summary>Fills <paramref name="destination"/> (any number of rows × <see cref="OutputNames"/>) with the inputs of as many rows of
    /// the table, from <paramref name="firstRow"/> on, without allocating a matrix.</summary>
    /// <exception cref="DataException">The table lacks a feature; the message names it.</exception>
    /// <exception cref="ArgumentException">The rows are not in the table, or the matrix has another number of columns.</exception>
    public void Transform(Table table, Schema schema, int firstRow, Matrix destination)
    {
        if (destination.Columns != OutputNames.Count) throw new ArgumentException($"The matrix has {destination.Columns} columns; {OutputNames.Count} are made.", nameof(destination));
        if (firstRow < 0 || firstRow > table.RowCount - destination.Rows) throw new ArgumentException($"Rows {firstRow} to {firstRow + destination.Rows - 1} are not all in a table of {table.RowCount}.", nameof(firstRow));
        for (var row = 0; row < destination.Rows; row++) destination.Row(row).Clear();
        Transform(FeatureColumns.Find(table, schema, Features), null, firstRow, destination, null);
    }

    /// <summary>Takes it apart for storage.</summary>
    public StoredState Export() => PreprocessorState.Export(this);

    /// <summary>Puts it together again; its outputs are the same to the bit.</summary>
    /// <exception cref="ModelFileException">The state is incomplete or impossible.</exception>
    public static Preprocessor Import(StoredState state) => PreprocessorState.Import(state);

    private void Transform(NumberColumn[] columns, int[]? rows, int firstRow, Matrix destination, int? threads) =>
        Parallel.For(0, (destination.Rows + ChunkRows - 1) / ChunkRows, new ParallelOptions { MaxDegreeOfParallelism = threads ?? -1 }, chunk =>
        {
            Span<double> values = stackalloc double[ChunkRows];
            var first = chunk * ChunkRows;
            var count = Math.Min(ChunkRows, destination.Rows - first);
            var output = 0;
            for (var i = 0; i < fitted.Length; i++)
            {
                fitted[i].Gather(columns[i], rows is null ? default : rows.AsSpan(first, count), firstRow + first, values[..count]);
                output += fitted[i].Encode(values[..count], destination, first, output);
            }
        });
}
