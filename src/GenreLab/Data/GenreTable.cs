namespace GenreLab.Data;

/// <summary>A cleaned table of tracks with the description of its columns: what models are trained and evaluated on. Immutable.</summary>
/// <example><code>var tracks = GenreTable.Load("dataset.csv");</code></example>
public sealed class GenreTable
{
    private readonly TextColumn? labels;

    /// <summary>Puts cleaned parts together.</summary>
    /// <param name="table">A table whose feature columns hold numbers and whose label column holds text.</param>
    /// <param name="schema">Its description.</param>
    /// <param name="cleaning">What cleaning did.</param>
    /// <param name="synthetic">Whether the tracks were drawn by a generator.</param>
    /// <exception cref="DataException">The table lacks the label column or a feature.</exception>
    public GenreTable(Table table, Schema schema, CleaningSummary cleaning, bool synthetic = false)
    {
        Table = table;
        Schema = schema;
        Cleaning = cleaning;
        Synthetic = synthetic;
        foreach (var feature in schema.Features)
            if (table[feature.Column] is not NumberColumn) throw new DataException($"Column {Quoted.From(feature.Column)} of {table.Name} holds text where a feature must hold numbers; clean the table first.");
        if (schema.Label is not { } label) return;
        labels = table[label] as TextColumn ?? throw new DataException($"The label column {Quoted.From(label)} of {table.Name} holds numbers; clean the table first.");
    }

    /// <summary>The rows and columns.</summary>
    public Table Table { get; }

    /// <summary>Which column is what.</summary>
    public Schema Schema { get; }

    /// <summary>What cleaning did.</summary>
    public CleaningSummary Cleaning { get; }

    /// <summary>Whether the tracks were drawn by GenreLab's generator and are not real.</summary>
    public bool Synthetic { get; }

    /// <summary>The genres that occur, in ordinal order; empty without a label column.</summary>
    public IReadOnlyList<string> LabelNames => field ??= PresentLabels();

    /// <summary>Reads a file, finds out what its columns are, and cleans it.</summary>
    /// <exception cref="DataException">The file or its content cannot be used.</exception>
    /// <exception cref="OptionException">An option does not fit the table.</exception>
    public static GenreTable Load(string path, LoadOptions? options = null)
    {
        options ??= new LoadOptions();
        return From(TableReader.ReadFile(path, options.Reading), options);
    }

    /// <summary>Finds out what a table's columns are, and cleans it.</summary>
    /// <inheritdoc cref="Load"/>
    public static GenreTable From(Table table, LoadOptions? options = null)
    {
        options ??= new LoadOptions();
        var schema = SchemaDetector.Detect(table, options.Schema);
        var (cleaned, summary) = Cleaner.Clean(table, schema, options.Cleaning);
        return new GenreTable(cleaned, schema, summary, options.Synthetic);
    }

    /// <summary>For each row the index of its genre in <paramref name="labelNames"/>; −1 when it is not among them or missing.</summary>
    public int[] Labels(IReadOnlyList<string> labelNames)
    {
        var indexes = new int[Table.RowCount];
        if (labels is null)
        {
            Array.Fill(indexes, -1);
            return indexes;
        }
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var label = 0; label < labelNames.Count; label++) known.TryAdd(labelNames[label], label);
        var ofCode = new int[labels.Distinct.Length];
        for (var code = 0; code < ofCode.Length; code++) ofCode[code] = known.GetValueOrDefault(labels.Distinct[code], -1);
        for (var row = 0; row < indexes.Length; row++) indexes[row] = labels.Codes[row] < 0 ? -1 : ofCode[labels.Codes[row]];
        return indexes;
    }

    /// <summary>The fingerprints of the chosen rows over this table's features, or over its texts where it has none; see <see cref="RowFingerprint"/>.</summary>
    public ulong[] Fingerprints(ReadOnlySpan<int> rows) => RowFingerprint.Compute(Table, Schema.Features, Schema.Features.Count > 0 ? [] : Schema.Texts, rows);

    /// <summary>The fingerprints of the chosen rows over the features and texts of those canonical names (a model's), so that further
    /// columns of this table do not matter.</summary>
    /// <exception cref="DataException">The table lacks one of them.</exception>
    public ulong[] Fingerprints(ReadOnlySpan<int> rows, IEnumerable<string> featureNames, IEnumerable<string>? textNames = null) => RowFingerprint.Compute(
        Table,
        [.. featureNames.Select(name => Schema.Features.FirstOrDefault(feature => feature.Name == name)
            ?? throw new DataException($"{Table.Name} lacks the feature {Quoted.From(name)}; its features are {string.Join(", ", Schema.Features.Select(feature => feature.Name))}."))],
        [.. (textNames ?? []).Select(name => Schema.Texts.FirstOrDefault(text => text.Name == name)
            ?? throw new DataException($"{Table.Name} lacks the text {Quoted.From(name)}, which the model reads."))],
        rows);

    /// <summary>Refuses a table without features for work that goes by them.</summary>
    /// <exception cref="DataException">There are none.</exception>
    internal void RequireFeatures()
    {
        if (Schema.Features.Count == 0) throw new DataException($"{Table.Name} has no column that can serve as a feature; its columns are {SchemaDetector.Listed(Table)}.");
    }

    /// <summary>A new table of the chosen rows, in the order given.</summary>
    public GenreTable Select(ReadOnlySpan<int> rows) => new(Table.Select(rows), Schema, Cleaning, Synthetic);

    /// <summary>The same rows with fewer features.</summary>
    /// <param name="names">Canonical names of the features to leave out.</param>
    /// <exception cref="OptionException">One is no feature.</exception>
    public GenreTable WithoutFeatures(IReadOnlyCollection<string> names)
    {
        if (names.Count == 0) return this;
        var features = Schema.Features.Select(feature => feature.Name);
        if (names.FirstOrDefault(name => !features.Contains(name)) is { } unknown)
            throw new OptionException($"{Quoted.From(unknown)} is to be left out but is no feature of {Table.Name}; the features are {string.Join(", ", Spelling.ByCloseness(unknown, features))}.");
        return new GenreTable(Table, Schema with { Features = [.. Schema.Features.Where(feature => !names.Contains(feature.Name))] }, Cleaning, Synthetic);
    }

    /// <summary>The same rows with their genres merged, so that one split serves both.</summary>
    /// <exception cref="DataException">There is no label column, the genres are merged already, or the merge was made for other genres or leaves fewer than two.</exception>
    public GenreTable Merged(GenreMerge merge)
    {
        if (Schema.Label is not { } label) throw new DataException($"{Table.Name} has no label column, so there are no genres to merge.");
        if (Cleaning.Merge is { } already) throw new DataException($"The genres of {Table.Name} are merged already ({already.Name}); merge once, with a file that does both.");
        var steps = new List<string>();
        var merged = Cleaner.Merged(Table, label, [.. Enumerable.Range(0, Table.RowCount)], merge, new CleaningOptions(), steps);
        return new GenreTable(merged, Schema, Cleaning with { Merge = merge, Steps = [.. Cleaning.Steps, .. steps] }, Synthetic);
    }

    private List<string> PresentLabels()
    {
        if (labels is null) return [];
        var present = new bool[labels.Distinct.Length];
        foreach (var code in labels.Codes)
            if (code >= 0) present[code] = true;
        var names = new List<string>();
        for (var code = 0; code < present.Length; code++)
            if (present[code]) names.Add(labels.Distinct[code]);
        names.Sort(StringComparer.Ordinal);
        return names;
    }
}
