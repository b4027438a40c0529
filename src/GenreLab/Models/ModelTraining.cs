using System.Diagnostics;
using System.Reflection;
using GenreLab.Data;
using GenreLab.Evaluation;
using GenreLab.Preprocessing;

namespace GenreLab.Models;

/// <summary>Trains a model from a table: preprocessing, learning and scoring, each learnt from training rows only.</summary>
public static class ModelTraining
{
    /// <summary>Trains one model and scores it on the validation and test rows.</summary>
    /// <param name="table">The cleaned table.</param>
    /// <param name="split">Which of its rows train, validate and test.</param>
    /// <param name="trainer">The learner.</param>
    /// <param name="preprocessing">How features and texts become inputs; null for what the learner likes. <see cref="Imputation.Learn"/> is
    /// <see cref="Imputation.Median"/> to a learner that does not learn from missing values; without <see cref="PreprocessingOptions.Text"/> one that
    /// reads texts gets all that the table has but the artist. A training that starts from a model takes over that model's.</param>
    /// <param name="context">Seed, threads, cancellation, progress, checkpoints and the model to start from; null for the defaults.</param>
    /// <exception cref="OptionException">An option of the trainer is outside its range, it cannot be resumed where checkpoints are wanted, it does not read the texts
    /// asked for, or it, its options or the preprocessing do not fit the model it is to start from.</exception>
    /// <exception cref="TrainingException">Training came to nothing, for example because the loss is no longer a number.</exception>
    /// <exception cref="ModelFileException">The checkpoint to resume from is damaged or of another training.</exception>
    /// <exception cref="DataException">The rows cannot be learnt from, for example because they are all of one genre.</exception>
    public static TrainingRun Run(
        GenreTable table, Split split, IClassifierTrainer trainer, PreprocessingOptions? preprocessing = null, TrainingContext? context = null)
    {
        trainer.Validate();
        context ??= new TrainingContext();
        if (context.Checkpoints is not null) Checkpointing.RequireResumable(trainer);
        var from = context.From;
        from?.Require(trainer);
        var clock = Stopwatch.StartNew();
        var labels = table.Labels(table.LabelNames);
        var labelNames = GenresOf(split, labels, table.LabelNames);
        RequireTwoGenres(split, labels, table.Table.Name);
        labels = table.Labels(labelNames);
        var preprocessor = from?.Preprocessor(preprocessing)
            ?? Preprocessor.Fit(table.Table, table.Schema, split.Train, Suited(preprocessing ?? trainer.DefaultPreprocessing, trainer), context.Threads, context.Seed);
        Dataset Prepare(int[] rows) =>
            new(preprocessor.Inputs(table.Table, table.Schema, rows, context.MostHeldInputs, context.Threads), Array.ConvertAll(rows, row => labels[row]), labelNames, preprocessor.OutputNames)
            {
                CategoryColumns = preprocessor.CategoryOutputs,
                Texts = preprocessor.Texts,
            };
        var train = Prepare(split.Train);
        var validation = split.Validation.Length == 0 ? null : Prepare(split.Validation);
        var prepareSeconds = clock.Elapsed.TotalSeconds;

        clock.Restart();
        var epochs = new List<EpochRecord>();
        var trainingWarnings = new List<string>();
        var classifier = trainer.Fit(train, validation, context with
        {
            Progress = epoch =>
            {
                epochs.Add(epoch);
                context.Progress?.Invoke(epoch);
            },
            Warning = warning =>
            {
                trainingWarnings.Add(warning);
                context.Warning?.Invoke(warning);
            },
        });
        var cancelled = context.Cancellation.IsCancellationRequested;
        // A resumed training tells of the epochs before it too.
        var fitSeconds = Math.Max(clock.Elapsed.TotalSeconds, epochs.Sum(epoch => epoch.Seconds));

        clock.Restart();
        var warnings = Warnings(table, split, preprocessor);
        var leaks = new List<string>();
        var tracks = TrackGroups.ByTrack(table.Table, table.Schema, out _);
        (EvaluationResult? Result, RowPredictions? Rows) Score(int[] rows, Dataset? prepared, string fold)
        {
            if (rows.Length == 0) return (null, null);
            // What is not prepared is prepared chunk by chunk: test rows may be millions.
            var truth = Array.ConvertAll(rows, row => labels[row]);
            var probabilities = prepared is null
                ? GenreModel.Probabilities(preprocessor, classifier, table.Table, table.Schema, rows, context.Threads)
                : GenreModel.Probabilities(classifier, prepared.Inputs, context.Threads);
            var leak = from?.Leak(table, rows, fold, probabilities, truth);
            if (leak is not null) leaks.Add(leak);
            var groups = Array.ConvertAll(rows, row => tracks[row]);
            var options = new EvaluationOptions { Seed = context.Seed, Threads = context.Threads, Groups = groups, Warnings = leak is null ? warnings : [.. warnings, leak] };
            return (Evaluator.Evaluate(probabilities, truth, labelNames, options), RowPredictions.Of(probabilities, truth, groups));
        }
        var validated = Score(split.Validation, validation, "validation");
        var tested = Score(split.Test, null, "test");
        var provenance = new Provenance
        {
            ToolVersion = ToolVersion,
            Data = Path.GetFileName(table.Table.Name),
            Shape = table.Schema.Shape,
            Label = table.Schema.Label,
            Synthetic = table.Synthetic,
            Cleaning = table.Cleaning.Steps,
            Merge = table.Cleaning.Merge,
            Split = split.Description,
            Rows = new FoldRows(split.Train.Length, split.Validation.Length, split.Test.Length),
            Seed = context.Seed,
            Trainer = TrainerOptions.ToJson(trainer),
            From = from?.Remembered(),
            Validation = validated.Result,
            Test = tested.Result,
            Warnings = [.. warnings, .. leaks],
        };
        // What the starting model was trained on, its successor has learnt from too.
        var fingerprints = (from?.Model.TrainingRows ?? TrainingFingerprints.None).With(preprocessor.Fingerprints(table, split.Train));
        return new TrainingRun
        {
            Model = new GenreModel(preprocessor, classifier, labelNames, provenance, fingerprints),
            Trainer = trainer,
            Epochs = epochs,
            Seconds = new TrainingSeconds(prepareSeconds, fitSeconds, clock.Elapsed.TotalSeconds),
            Cancelled = cancelled,
            Warnings = trainingWarnings,
            ValidationPredictions = validated.Rows,
            TestPredictions = tested.Rows,
        };
    }

    /// <summary>What every result on synthetic tracks is accompanied by.</summary>
    public const string SyntheticWarning = "The tracks are synthetic: GenreLab's generator drew them, so the numbers say nothing about real music.";

    /// <summary>This library's version, for example <c>0.1.0</c>.</summary>
    public static string ToolVersion { get; } =
        typeof(ModelTraining).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static PreprocessingOptions Suited(PreprocessingOptions options, IClassifierTrainer trainer)
    {
        if (options.Text?.Vectors is not null && !trainer.LearnsFromVectors) throw ModelKinds.UselessVectors(trainer);
        if (options.Imputation == Imputation.Learn && !trainer.LearnsFromMissing) options = options with { Imputation = Imputation.Median };
        if (trainer.LearnsFromText) return options.Text is null ? options with { Text = new TextOptions() } : options;
        ModelKinds.RequireReader(trainer, options.Text is { IsNone: false });
        return options;
    }

    private static string[] GenresOf(Split split, int[] labels, IReadOnlyList<string> names)
    {
        var present = new bool[names.Count];
        foreach (var rows in (int[][])[split.Train, split.Validation, split.Test])
            foreach (var row in rows) present[labels[row]] = true;
        return [.. names.Where((_, label) => present[label])];
    }

    private static void RequireTwoGenres(Split split, int[] labels, string tableName)
    {
        if (split.Train.Length == 0) throw new DataException($"The split leaves no rows of {tableName} to train on; make the test and validation shares smaller.");
        if (Array.TrueForAll(split.Train, row => labels[row] == labels[split.Train[0]]))
            throw new DataException($"All {split.Train.Length:N0} training rows of {tableName} are of one genre, so there is nothing to tell apart; choose at least two genres.");
    }

    private static List<string> Warnings(GenreTable table, Split split, Preprocessor preprocessor)
    {
        var warnings = new List<string>();
        if (table.Synthetic) warnings.Add(SyntheticWarning);
        if (table.Schema.Forced.Count > 0)
            warnings.Add($"{string.Join(", ", table.Schema.Forced.Select(column => column.Length == 0 ? "the unnamed column" : Quoted.From(column)))} was forced in as a feature although it is an index, identifier or give-away column: the numbers are not to be believed.");
        if (preprocessor.Texts.Any(text => text.Name == TextSource.Artist) && Auditor.AuditArtistAsText(table, split) is { } artists) warnings.Add($"{artists.Message} {artists.Action}");
        if (preprocessor.Options.Statistics is { } given)
            warnings.Add($"Features are scaled by statistics given for {given.Rows:N0} rows, not learnt from the training rows: if test rows were among them, scores on those are a little too good.");
        return warnings;
    }
}
