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
    private readonly FittedText[] texts;

    internal Preprocessor(PreprocessingOptions options, FittedFeature[] fitted, FittedText[] texts)
    {
        this.fitted = fitted;
        this.texts = texts;
        Options = options;
        Features = [.. fitted.Select(f => f.Feature)];
        FittedText[] shaped = [.. texts.Where(text => text.Shape is not null)];
        FeatureNames = [.. Features.Select(feature => feature.Name), .. shaped.Select(text => text.ShapeName), .. texts.Select(text => text.Source.Name)];
        OutputNames =
        [
            .. fitted.SelectMany(f => f.OutputNames),
            .. shaped.SelectMany(text => text.Shape!.Names.Select(name => $"{text.Source.Name}: {name}")),
            .. texts.SelectMany(text => Enumerable.Range(0, text.Encoder.Length).Select(place => $"{text.Source.Name}[{place}]")),
        ];
        int[] widths = [.. fitted.Select(f => f.Width), .. shaped.Select(text => text.ShapeWidth), .. texts.Select(text => text.Encoder.Length)];
        var outputs = new Range[widths.Length];
        var first = 0;
        for (var i = 0; i < outputs.Length; i++) outputs[i] = first..(first += widths[i]);
        FeatureOutputs = outputs;
        CategoryOutputs = [.. outputs.Take(fitted.Length).Where((_, i) => fitted[i].IsBareCategory).Select(range => range.Start.Value)];
        Texts = [.. texts.Select((text, i) => new TextInputs(text.Source.Name, outputs[outputs.Length - texts.Length + i], text.Encoder.TokenCount, text.Encoder.Ordered) { Vectors = text.Vectors })];
    }

    /// <summary>The options it was fitted with.</summary>
    public PreprocessingOptions Options { get; }

    /// <summary>The features it reads: those selected.</summary>
    public IReadOnlyList<Feature> Features { get; }

    /// <summary>What each output column is: <c>tempo</c>; <c>key=5</c> for a one-hot column; <c>tempo[3]</c> for the third bin of a piecewise-linear encoding;
    /// <c>lyrics[3]</c> for the token in the fourth place of a text.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>The texts it reads, as a learner gets them; their word vectors are there after fitting, not after loading.</summary>
    public IReadOnlyList<TextInputs> Texts { get; }

    /// <summary>What it learnt about the texts, in the order of <see cref="Texts"/>.</summary>
    public IReadOnlyList<TextSummary> TextSummaries => [.. texts.Select(text => text.Summary)];

    /// <summary>What outputs tell of: the names of <see cref="Features"/>, then of the texts' shapes (<c>lyrics shape</c>) and of the texts.</summary>
    public IReadOnlyList<string> FeatureNames { get; }

    /// <summary>For each of <see cref="FeatureNames"/> the output columns that tell of it, side by side.</summary>
    public IReadOnlyList<Range> FeatureOutputs { get; }

    /// <summary>The output columns that carry a category feature's values as they are: numbers that are names without an order.</summary>
    public IReadOnlyList<int> CategoryOutputs { get; }

    /// <summary>Whether missing values stay missing, for a classifier that has learnt from them; otherwise something stands in for them.</summary>
    public bool KeepsMissing => Options.Imputation == Imputation.Learn;

    internal IReadOnlyList<FittedFeature> Fitted => fitted;

    internal IReadOnlyList<FittedText> FittedTexts => texts;

    /// <summary>
    /// Learns which features to keep, scales, bins, categories and imputation values from the training rows. Scales are learnt from the values
    /// that are there; the values that stand in for missing ones do not count.
    /// </summary>
    /// <param name="table">A cleaned table: feature columns are numbers.</param>
    /// <param name="schema">Names its features.</param>
    /// <param name="trainRows">Positions in the table of the rows to learn from.</param>
    /// <param name="options">What to do.</param>
    /// <param name="threads">Threads to use, null for all processors; it never changes the result.</param>
    /// <param name="seed">The vectors of words that a file of word vectors lacks follow from it.</param>
    /// <exception cref="OptionException">An option is outside its range, <see cref="PreprocessingOptions.Raw"/> names no feature, or more features are to be selected than there are.</exception>
    /// <exception cref="DataException">There are no training rows, nothing to learn from, a feature has no value in them (which is no hindrance where missing values stay missing), a
    /// text asked for is missing, or the file of word vectors cannot be used.</exception>
    public static Preprocessor Fit(Table table, Schema schema, ReadOnlySpan<int> trainRows, PreprocessingOptions options, int? threads = null, ulong seed = 1)
    {
        options.Validate(schema.Features);
        if (trainRows.IsEmpty) throw new DataException($"{table.Name} has no training rows; give the training fold a larger share.");

        var rows = trainRows.ToArray();
        var texts = options.Text is { IsNone: false } wanted ? FittedText.FitAll(table, schema, rows, wanted, seed) : [];
        if (!options.Audio) schema = schema with { Features = [.. schema.Features.Where(feature => feature.IsRelease)] };
        if (schema.Features.Count + texts.Length == 0) throw NothingToLearnFrom(table, schema, options);

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
        return new Preprocessor(options, fitted, texts);
    }

    /// <summary>The inputs of the chosen rows: rows × <see cref="OutputNames"/>. Features are found in the table by canonical name
    /// through <paramref name="schema"/>; missing values are imputed or, where <see cref="KeepsMissing"/>, NaN. Uses up to <paramref name="threads"/> threads (null for all
    /// processors), which never changes the result.</summary>
    /// <exception cref="DataException">The table lacks a feature; the message names it.</exception>
    public Matrix Transform(Table table, Schema schema, ReadOnlySpan<int> rows, int? threads = null)
    {
        var destination = new Matrix(rows.Length, OutputNames.Count);
        Transform(FeatureColumns.Find(table, schema, Features), TextColumns(table, schema), rows.ToArray(), 0, destination, threads);
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
        Transform(FeatureColumns.Find(table, schema, Features), TextColumns(table, schema), null, firstRow, destination, null);
    }

    /// <summary>The inputs of the chosen rows as <see cref="Transform(Table, Schema, ReadOnlySpan{int}, int?)"/> makes them: held in a matrix when that takes up to <paramref name="mostHeld"/> bytes or
    /// there are texts among them, else made whenever they are asked for.</summary>
    /// <exception cref="DataException">The table lacks a feature; the message names it.</exception>
    internal InputRows Inputs(Table table, Schema schema, int[] rows, long mostHeld, int? threads = null) =>
        texts.Length > 0 || (long)rows.Length * Matrix.PaddedLength(OutputNames.Count) * sizeof(float) <= mostHeld
            ? InputRows.Of(Transform(table, schema, rows, threads))
            : new EncodedInputs(fitted, FeatureColumns.Find(table, schema, Features), rows);

    /// <summary>The word that a token of a text stands for; null for an unknown word, a hashed part, or a text that is not read.</summary>
    public string? WordOf(string text, int token) => Array.Find(texts, one => one.Source.Name == text)?.Encoder.WordOf(token);

    /// <summary>Takes it apart for storage.</summary>
    public StoredState Export() => PreprocessorState.Export(this);

    /// <summary>Puts it together again; its outputs are the same to the bit.</summary>
    /// <exception cref="ModelFileException">The state is incomplete or impossible.</exception>
    public static Preprocessor Import(StoredState state) => PreprocessorState.Import(state);

    /// <summary>The fingerprints of a table's rows over what is read of them (see <see cref="RowFingerprint"/>).</summary>
    /// <exception cref="DataException">The table lacks something of it.</exception>
    internal ulong[] Fingerprints(GenreTable table, ReadOnlySpan<int> rows) =>
        table.Fingerprints(rows, Features.Select(feature => feature.Name), texts.Select(text => text.Source.Name));

    private static DataException NothingToLearnFrom(Table table, Schema schema, PreprocessingOptions options) => new(
        options.Text is { IsNone: false } ? $"{table.Name} has no lyrics and no names of tracks or albums to read; its columns are {SchemaDetector.Listed(table)}."
        : schema.Texts.Count > 0 ? $"{table.Name} has no features to learn from, but texts ({string.Join(", ", schema.Texts.Select(text => text.Name))}): choose a model that reads texts, or name some of its columns as features."
        : $"{table.Name} has no features to learn from; name some of its columns as features.");

    private Column[] TextColumns(Table table, Schema schema) => Array.ConvertAll(texts, text => text.Find(table, schema));

    private void Transform(NumberColumn[] columns, Column[] textColumns, int[]? rows, int firstRow, Matrix destination, int? threads) =>
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
            if (texts.Length > 0) EncodeTexts(textColumns, rows is null ? default : rows.AsSpan(first, count), firstRow + first, destination.SliceRows(first, count), output);
        });

    // The shapes of all texts, which are numbers, stand before the tokens of all texts.
    private void EncodeTexts(Column[] columns, ReadOnlySpan<int> rows, int firstRow, Matrix destination, int output)
    {
        var token = output + texts.Sum(text => text.ShapeWidth);
        var chunk = new string?[destination.Rows];
        for (var i = 0; i < texts.Length; i++)
        {
            for (var row = 0; row < chunk.Length; row++) chunk[row] = FittedText.TextOf(columns[i], rows.IsEmpty ? firstRow + row : rows[row]);
            texts[i].Shape?.Encode(chunk, destination, 0, output);
            texts[i].Encoder.Encode(chunk, destination, 0, token);
            output += texts[i].ShapeWidth;
            token += texts[i].Encoder.Length;
        }
    }
}
