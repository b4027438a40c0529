using System.Text.Json;
using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Numerics;
using GenreLab.Preprocessing;

namespace GenreLab.Models;

/// <summary>
/// Everything needed to tell a track's genre from a table's row: preprocessor, classifier, genre names, and how they
/// came to be. Immutable and thread-safe; saved and loaded as one file (docs/MODEL-FORMAT.md).
/// </summary>
public sealed class GenreModel
{
    // Fixed, so that the number of threads cannot change which rows share a matrix.
    private const int ChunkRows = 4096;

    private const string PreprocessorPrefix = "preprocessor.";
    private const string ClassifierPrefix = "classifier.";
    /// <summary>Puts a model together.</summary>
    /// <param name="preprocessor">Turns rows into inputs.</param>
    /// <param name="classifier">Turns inputs into probabilities.</param>
    /// <param name="labelNames">The genres in the order of the probabilities; distinct.</param>
    /// <param name="provenance">How it was made; null when unknown.</param>
    /// <param name="fingerprints">The training rows' fingerprints (see <see cref="RowFingerprint"/>) in any order.</param>
    /// <exception cref="ModelFileException">The parts do not fit each other.</exception>
    public GenreModel(
        Preprocessor preprocessor, IClassifier classifier, IReadOnlyList<string> labelNames,
        Provenance? provenance = null, ReadOnlySpan<ulong> fingerprints = default)
        : this(preprocessor, classifier, labelNames, provenance, TrainingFingerprints.Of(fingerprints))
    {
    }

    internal GenreModel(Preprocessor preprocessor, IClassifier classifier, IReadOnlyList<string> labelNames, Provenance? provenance, TrainingFingerprints trainingRows)
    {
        if (classifier.FeatureCount != preprocessor.OutputNames.Count)
            throw new ModelFileException($"The model does not fit together: its preprocessor gives {preprocessor.OutputNames.Count} inputs, its classifier takes {classifier.FeatureCount}.");
        if (classifier.LabelCount != labelNames.Count)
            throw new ModelFileException($"The model does not fit together: it names {labelNames.Count} genres, its classifier tells {classifier.LabelCount} apart.");
        if (labelNames.Distinct(StringComparer.Ordinal).Count() != labelNames.Count)
            throw new ModelFileException("The model names a genre twice.");
        Preprocessor = preprocessor;
        Classifier = classifier;
        LabelNames = labelNames;
        Provenance = provenance ?? new Provenance();
        TrainingRows = trainingRows;
    }

    /// <summary>Turns a table's rows into the classifier's inputs.</summary>
    public Preprocessor Preprocessor { get; }

    /// <summary>Turns inputs into probabilities.</summary>
    public IClassifier Classifier { get; }

    /// <summary>The genres, in the order of the probabilities.</summary>
    public IReadOnlyList<string> LabelNames { get; }

    /// <summary>How the model was made.</summary>
    public Provenance Provenance { get; }

    /// <summary>The training rows' fingerprints, ascending; empty when unknown. Of more than a million only the first bits are known, the others being 0.</summary>
    public ReadOnlySpan<ulong> Fingerprints => TrainingRows.Values;

    internal TrainingFingerprints TrainingRows { get; }

    /// <summary>Trains a model; see <see cref="ModelTraining.Run"/>, which also tells how training went.</summary>
    /// <inheritdoc cref="ModelTraining.Run"/>
    public static GenreModel Train(
        GenreTable table, Split split, IClassifierTrainer trainer, PreprocessingOptions? preprocessing = null, TrainingContext? context = null) =>
        ModelTraining.Run(table, split, trainer, preprocessing, context).Model;

    /// <summary>The genres' probabilities for chosen rows of a table.</summary>
    /// <param name="table">A table that has the model's features; missing values are served as the model learnt to.</param>
    /// <param name="schema">Says which column is which feature.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="threads">Threads to use, null for all processors; it never changes the result.</param>
    /// <returns>Rows × genres, each row summing to one.</returns>
    /// <exception cref="DataException">The table lacks a feature; the message names it.</exception>
    public Matrix PredictProbabilities(Table table, Schema schema, ReadOnlyMemory<int> rows, int? threads = null) =>
        Probabilities(Preprocessor, Classifier, table, schema, rows, threads);

    /// <inheritdoc cref="PredictProbabilities(Table, Schema, ReadOnlyMemory{int}, int?)"/>
    public Matrix PredictProbabilities(GenreTable table, ReadOnlyMemory<int> rows, int? threads = null) =>
        PredictProbabilities(table.Table, table.Schema, rows, threads);

    /// <summary>Tells what each feature contributed to the score of one genre a row: exact Shapley values (see <see cref="IExplainableClassifier"/>).
    /// What a feature's several inputs contributed, such as a category's one-hot columns, is added up.</summary>
    /// <param name="table">A table that has the model's features.</param>
    /// <param name="schema">Says which column is which feature.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="labels">For each of these rows the genre to explain, as an index of <see cref="LabelNames"/>.</param>
    /// <param name="threads">Threads to use, null for all processors; it never changes the result.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="OptionException">The model's kind cannot explain; the message names kinds that can.</exception>
    /// <exception cref="DataException">The table lacks a feature; the message names it.</exception>
    /// <exception cref="ArgumentException">There is not one genre a row, or there is no such genre.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public Explanations Explain(
        Table table, Schema schema, ReadOnlyMemory<int> rows, ReadOnlyMemory<int> labels, int? threads = null, CancellationToken cancellation = default) =>
        ModelExplanation.Of(this, table, schema, rows, labels, threads, cancellation);

    /// <inheritdoc cref="Explain(Table, Schema, ReadOnlyMemory{int}, ReadOnlyMemory{int}, int?, CancellationToken)"/>
    public Explanations Explain(
        GenreTable table, ReadOnlyMemory<int> rows, ReadOnlyMemory<int> labels, int? threads = null, CancellationToken cancellation = default) =>
        Explain(table.Table, table.Schema, rows, labels, threads, cancellation);

    /// <summary>The words that speak most for each genre; none of a model that reads no words or cannot tell.</summary>
    /// <param name="count">Words a genre, at most.</param>
    public IReadOnlyList<GenreWords> TellingWords(int count = 10)
    {
        if (Classifier is not ITextClassifier classifier || !Preprocessor.Texts.Any(text => text.Ordered)) return [];
        GenreWords[] words =
        [
            .. LabelNames.Select((genre, label) => new GenreWords(genre,
                [.. classifier.Strongest(label, count).Select(one => new WeightedWord(string.Join(' ', one.Tokens.Select(token => Preprocessor.WordOf(one.Text, token) ?? "?")), one.Weight))])),
        ];
        return Array.TrueForAll(words, genre => genre.Words.Count == 0) ? [] : words;
    }

    /// <summary>The classifier as one that explains itself.</summary>
    /// <exception cref="OptionException">It cannot; the message names kinds that can.</exception>
    public IExplainableClassifier RequireExplainable() => Classifier as IExplainableClassifier ?? throw new OptionException(
        $"A model of kind {Classifier.Kind} cannot explain its predictions; kinds that can are {string.Join(", ", ModelKinds.All.Where(kind => kind.Explains).Select(kind => kind.Word))}.");

    /// <summary>
    /// Scores the model on rows whose genre is known. Rows of genres the model does not know are left out and counted in
    /// a warning; rows it was trained on are noticed by their fingerprints, and a warning gives the accuracy without them.
    /// </summary>
    /// <param name="table">The cleaned table. If its genres were merged (<see cref="CleaningOptions.Merge"/>), the model's are merged in the
    /// same way: the probabilities of genres that count as one are added up.</param>
    /// <param name="rows">Its rows to score; null for all.</param>
    /// <param name="unseenOnly">Whether to leave out rows the model was trained on.</param>
    /// <param name="threads">Threads to use, null for all processors; it never changes the result.</param>
    /// <exception cref="DataException">No row is left to score, or the table lacks a feature or the label.</exception>
    public EvaluationResult Evaluate(GenreTable table, int[]? rows = null, bool unseenOnly = false, int? threads = null)
    {
        rows ??= [.. Enumerable.Range(0, table.Table.RowCount)];
        var merged = MergedGenres.Of(LabelNames, table.Cleaning.Merge);
        var labels = table.Labels(merged.Names);
        var warnings = new List<string>(Provenance.Warnings);
        var known = Array.FindAll(rows, row => labels[row] >= 0);
        if (known.Length < rows.Length) warnings.Add(UnknownGenres(table, rows, labels, known.Length));
        if (known.Length == 0)
            throw new DataException($"No row of {table.Table.Name} is of a genre the model knows; it knows {Some(merged.Names)}, the table has {Some(table.LabelNames)}.");

        var seen = Seen(table, known);
        var seenCount = seen.Count(one => one);
        if (unseenOnly)
        {
            known = [.. known.Where((_, i) => !seen[i])];
            if (known.Length == 0) throw new DataException($"The model was trained on every row of {table.Table.Name}, so no unseen row is left to score; use a table it has not seen.");
            if (seenCount > 0) warnings.Add($"{Share(seenCount, seenCount + known.Length)} were used to train the model and were left out.");
        }
        var probabilities = merged.AddUp(PredictProbabilities(table, known, threads));
        var truth = Array.ConvertAll(known, row => labels[row]);
        if (!unseenOnly && seenCount > 0) warnings.Add(SeenRows(seen, seenCount, "rows", "the model, so these numbers", probabilities, truth));
        var tracks = TrackGroups.ByTrack(table.Table, table.Schema, out _);
        var options = new EvaluationOptions { Groups = Array.ConvertAll(known, row => tracks[row]), Warnings = warnings };
        return Evaluator.Evaluate(probabilities, truth, merged.Names, threads is { } count ? options with { Threads = count } : options);
    }

    /// <summary>
    /// Measures for every feature how much accuracy falls when its values are shuffled among the rows: what the model owes to
    /// it (see <see cref="PermutationOptions"/>). Inputs that are made from one feature are shuffled together.
    /// </summary>
    /// <param name="table">The cleaned table.</param>
    /// <param name="rows">Its rows to score, which should not be training rows; null for all. Rows of genres the model does not know are left out.</param>
    /// <param name="options">How to measure; null takes the defaults.</param>
    /// <returns>The fall in accuracy (0.05 is five points) by feature, in the order of the preprocessor's feature names, a text being one feature; about 0 or a
    /// little below it for a feature the model does not need.</returns>
    /// <exception cref="DataException">No row is of a genre the model knows, or the table lacks a feature or the label.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IReadOnlyList<FeatureImportance> MeasureImportance(GenreTable table, int[]? rows = null, PermutationOptions? options = null)
    {
        options ??= new PermutationOptions();
        rows ??= [.. Enumerable.Range(0, table.Table.RowCount)];
        var labels = table.Labels(LabelNames);
        rows = Array.FindAll(rows, row => labels[row] >= 0);
        if (rows.Length == 0) throw new DataException($"No row of {table.Table.Name} is of a genre the model knows; it knows {Some(LabelNames)}.");
        rows = PermutationImportance.Draw(rows, options);
        var tracks = TrackGroups.ByTrack(table.Table, table.Schema, out _);
        return PermutationImportance.Measure(
            Classifier.PredictProbabilities,
            Preprocessor.Transform(table.Table, table.Schema, rows, options.Threads),
            Array.ConvertAll(rows, row => labels[row]),
            LabelNames.Count,
            [.. Preprocessor.FeatureNames.Select((name, i) => (name, Preprocessor.FeatureOutputs[i]))],
            Array.ConvertAll(rows, row => tracks[row]),
            options);
    }

    /// <summary>Measures what each text and the numbers are worth to a model that reads texts: how accurate it is when one of them says nothing (see <see cref="BranchStudy"/>).</summary>
    /// <param name="table">The cleaned table.</param>
    /// <param name="trainRows">The rows the model learnt from; numbers that are muted take their mean over these.</param>
    /// <param name="rows">The rows to score, which should not be training rows. Rows of genres the model does not know are left out.</param>
    /// <param name="seed">The bootstrap's draws follow from it.</param>
    /// <param name="threads">Threads to use, null for all processors; it never changes the result.</param>
    /// <returns>Empty for a model that has a single kind of input, which cannot be muted.</returns>
    /// <exception cref="DataException">No row is of a genre the model knows, or the table lacks a feature, a text or the label.</exception>
    public IReadOnlyList<BranchWorth> MeasureBranches(GenreTable table, int[] trainRows, int[] rows, ulong seed = 1, int? threads = null)
    {
        var texts = Preprocessor.Texts;
        if (texts.Count == 0) return [];
        var labels = table.Labels(LabelNames);
        rows = Array.FindAll(rows, row => labels[row] >= 0);
        var tracks = TrackGroups.ByTrack(table.Table, table.Schema, out _);
        Dataset Prepare(int[] of) => new(Preprocessor.Transform(table.Table, table.Schema, of, threads), Array.ConvertAll(of, row => labels[row]), LabelNames, Preprocessor.OutputNames) { Texts = texts };
        var worths = BranchStudy.Measure(Classifier, Prepare(trainRows), Prepare(rows), Array.ConvertAll(rows, row => tracks[row]), seed, threads: threads ?? Environment.ProcessorCount);
        return worths.Count > 1 ? worths : [];
    }

    /// <summary>Saves the model to a path, whole or not at all.</summary>
    /// <exception cref="ModelFileException">A weight is not a finite number.</exception>
    /// <exception cref="GenreLabException">The place cannot be written to.</exception>
    public void Save(string path) => ToFile().Save(path);

    /// <summary>Writes the model file to a seekable stream and leaves it open.</summary>
    /// <exception cref="ModelFileException">A weight is not a finite number.</exception>
    public void Save(Stream destination) => ToFile().Write(destination);

    /// <summary>Loads a model file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="kinds">The kinds of classifier to accept; null for <see cref="ModelKinds.All"/>.</param>
    /// <exception cref="ModelFileException">There is no such file, or it is damaged, hostile or of another format version.</exception>
    public static GenreModel Load(string path, IReadOnlyList<ModelKind>? kinds = null) =>
        FromFile(ModelFile.Load(path), Path.GetFileName(path), kinds);

    /// <summary>Loads a model file from a seekable stream.</summary>
    /// <param name="source">The stream; left open.</param>
    /// <param name="name">What messages call the file.</param>
    /// <param name="kinds">The kinds of classifier to accept; null for <see cref="ModelKinds.All"/>.</param>
    /// <exception cref="ModelFileException">It is damaged, hostile or of another format version.</exception>
    public static GenreModel Load(Stream source, string name, IReadOnlyList<ModelKind>? kinds = null) =>
        FromFile(ModelFile.Read(source, name), name, kinds);

    /// <summary>Probabilities of rows that are prepared chunk by chunk, over several threads.</summary>
    internal static Matrix Probabilities(Preprocessor preprocessor, IClassifier classifier, Table table, Schema schema, ReadOnlyMemory<int> rows, int? threads)
    {
        var probabilities = new Matrix(rows.Length, classifier.LabelCount);
        ForChunks(rows.Length, ChunkRows, threads, (first, count) => classifier.PredictProbabilities(
            preprocessor.Transform(table, schema, rows.Span.Slice(first, count), threads: 1), probabilities.SliceRows(first, count)));
        return probabilities;
    }

    /// <summary>Probabilities of prepared rows, in fixed chunks over several threads.</summary>
    internal static Matrix Probabilities(IClassifier classifier, InputRows inputs, int? threads)
    {
        var probabilities = new Matrix(inputs.Count, classifier.LabelCount);
        ForChunks(inputs.Count, ChunkRows, threads, (first, count) =>
        {
            Matrix? room = null;
            classifier.PredictProbabilities(inputs.Take(first, count, ref room), probabilities.SliceRows(first, count));
        });
        return probabilities;
    }

    /// <summary>Does work (first row, number of rows) on fixed chunks of rows over several threads.</summary>
    internal static void ForChunks(int rows, int chunkRows, int? threads, Action<int, int> work, CancellationToken cancellation = default)
    {
        var chunks = (rows + chunkRows - 1) / chunkRows;
        void Chunk(int chunk) => work(chunk * chunkRows, Math.Min(chunkRows, rows - chunk * chunkRows));
        cancellation.ThrowIfCancellationRequested();
        if (chunks == 1)
        {
            Chunk(0);
            return;
        }
        try
        {
            Parallel.For(0, chunks, new ParallelOptions { MaxDegreeOfParallelism = threads ?? Environment.ProcessorCount, CancellationToken = cancellation }, Chunk);
        }
        catch (AggregateException failures) when (failures.InnerExceptions.OfType<GenreLabException>().FirstOrDefault() is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>For each row whether the model was trained on it.</summary>
    /// <exception cref="DataException">The table lacks a feature.</exception>
    internal bool[] Seen(GenreTable table, int[] rows) => Fingerprints.IsEmpty
        ? new bool[rows.Length]
        : Array.ConvertAll(Preprocessor.Fingerprints(table, rows), TrainingRows.Contains);

    /// <summary>Says how many rows were trained on, and how accurate the probabilities are on the others.</summary>
    internal static string SeenRows(bool[] seen, int seenCount, string rows, string use, Matrix probabilities, int[] truth)
    {
        var trained = $"{Share(seenCount, seen.Length, rows)} were used to train {use} flatter it";
        if (seenCount == seen.Length) return trained + "; no row is unseen.";
        var right = 0;
        for (var i = 0; i < seen.Length; i++)
            if (!seen[i] && Best(probabilities.Row(i)) == truth[i]) right++;
        return $"{trained}; on the {seen.Length - seenCount:N0} unseen rows its accuracy is {(double)right / (seen.Length - seenCount):0.0000}.";
    }

    private static int Best(ReadOnlySpan<float> probabilities)
    {
        var best = 0;
        for (var label = 1; label < probabilities.Length; label++)
            if (probabilities[label] > probabilities[best]) best = label;
        return best;
    }

    private static string UnknownGenres(GenreTable table, int[] rows, int[] labels, int known)
    {
        var own = table.Labels(table.LabelNames);
        var unknown = rows.Where(row => labels[row] < 0).Select(row => own[row]).Distinct().Order().Select(label => table.LabelNames[label]).ToList();
        return $"{Share(rows.Length - known, rows.Length)} are of {(unknown.Count == 1 ? "a genre" : $"{unknown.Count} genres")} the model does not know ({Some(unknown)}) and were left out.";
    }

    private static string Share(int part, int whole, string rows = "rows") => $"{part:N0} of {whole:N0} {rows} ({(double)part / whole * 100:0.0} %)";

    private static string Some(IReadOnlyList<string> names) =>
        string.Join(", ", names.Take(8)) + (names.Count > 8 ? $" and {names.Count - 8} more" : "");

    private ModelFile ToFile()
    {
        var preprocessor = Preprocessor.Export();
        var classifier = Classifier.Export();
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        foreach (var (name, tensor) in preprocessor.Tensors) tensors.Add(PreprocessorPrefix + name, tensor);
        foreach (var (name, tensor) in classifier.Tensors) tensors.Add(ClassifierPrefix + name, tensor);
        var document = new JsonObject
        {
            ["labels"] = JsonSerializer.SerializeToNode(LabelNames, GenreLabJson.Options),
            ["preprocessor"] = preprocessor.Settings.DeepClone(),
            ["classifier"] = new JsonObject { ["kind"] = Classifier.Kind, ["settings"] = classifier.Settings.DeepClone() },
            ["provenance"] = JsonSerializer.SerializeToNode(Provenance, GenreLabJson.Options),
        };
        TrainingRows.Export(document, tensors);
        return new ModelFile(document, tensors);
    }

    private static GenreModel FromFile(ModelFile file, string name, IReadOnlyList<ModelKind>? kinds)
    {
        var member = "labels";
        try
        {
            var labels = file.Document["labels"].Deserialize<string[]>(GenreLabJson.Options) ?? throw new JsonException();
            if (Array.Exists(labels, label => label is null)) throw new JsonException();
            member = "preprocessor";
            var preprocessor = Preprocessor.Import(new StoredState(file.Document["preprocessor"]!.AsObject(), Under(file.Tensors, PreprocessorPrefix)));
            member = "classifier";
            var classifier = file.Document["classifier"]!;
            var word = classifier["kind"]!.GetValue<string>();
            var kind = (kinds ?? ModelKinds.All).FirstOrDefault(one => one.Word == word)
                ?? throw new ModelFileException($"{name} holds a model of kind {Quoted.From(word)}, which this program does not know; use a newer version.");
            if (preprocessor.KeepsMissing && !kind.DefaultTrainer.LearnsFromMissing)
                throw new ModelFileException($"{name} leaves missing values to a model of kind {Quoted.From(word)}, which cannot use them; with \"imputation\": \"median\" in model.json and the tensor preprocessor.imputation it can.");
            if (preprocessor.Texts.Count > 0 && !kind.DefaultTrainer.LearnsFromText)
                throw new ModelFileException($"{name} gives texts to a model of kind {Quoted.From(word)}, which does not read them; the file is damaged.");
            var imported = kind.Import(new StoredState(classifier["settings"]!.AsObject(), Under(file.Tensors, ClassifierPrefix)));
            member = "provenance";
            var provenance = file.Document["provenance"].Deserialize<Provenance>(GenreLabJson.Options);
            member = "fingerprints";
            return new GenreModel(preprocessor, imported, labels, provenance, TrainingFingerprints.Import(file.Document, file.Tensors));
        }
        catch (Exception failure) when (failure is not (GenreLabException or OutOfMemoryException))
        {
            // Whatever a part makes of impossible settings, the reader of the message needs to know which part it was.
            throw new ModelFileException($"{name} is damaged: \"{member}\" in model.json is missing or is not what docs/MODEL-FORMAT.md prescribes; get the file again or train anew.", failure);
        }
    }

    private static Dictionary<string, Tensor> Under(IReadOnlyDictionary<string, Tensor> tensors, string prefix) => tensors
        .Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal))
        .ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value, StringComparer.Ordinal);
}
