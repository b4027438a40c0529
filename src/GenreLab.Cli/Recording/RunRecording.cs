using GenreLab.Data;
using GenreLab.Models;
using GenreLab.Records;

namespace GenreLab.Cli.Recording;

/// <summary>
/// Records one run while it goes. What could not be written is tried again with the next change; what still is not at the end
/// is told in one warning, for a run never fails because of its record.
/// </summary>
internal sealed class RunRecording(Terminal terminal, string? folder, string command, IReadOnlyList<string> words)
{
    // While it runs there will be another chance.
    private static readonly TimeSpan ShortWait = TimeSpan.FromSeconds(1);

    private readonly List<(RecordedModel Model, TestSet? Rows, Evaluation.RowPredictions? Predictions)> models = [];
    private RunRecord? run;
    private int written;
    private string? failure;

    /// <summary>The run's number; null while it is not recorded.</summary>
    public long? Id => run is { Id: > 0 } ? run.Id : null;

    /// <summary>Records that it begins, once its data are read.</summary>
    /// <param name="table">The cleaned table.</param>
    /// <param name="split">Its split.</param>
    /// <param name="paths">Its files; none when the tracks were drawn.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="warnings">Why its numbers are not to be believed; usually nothing.</param>
    /// <param name="experiment">Name and hash of the experiment; null when it is none.</param>
    public void Begin(GenreTable table, Split split, IReadOnlyList<string> paths, ulong seed, IEnumerable<string> warnings, (string Name, string Hash)? experiment = null)
    {
        if (folder is null) return;
        List<string> objections = [.. warnings];
        if (objections.Count == 0 && table.Schema.Forced.Count > 0) objections.Add("An index, identifier or give-away column was forced in as a feature: the numbers are not to be believed.");
        try
        {
            run = new RunRecord
            {
                Started = DateTimeOffset.UtcNow,
                Command = command,
                Words = words,
                ToolVersion = ModelTraining.ToolVersion,
                Process = RunProcess.Current,
                Experiment = experiment?.Name,
                ExperimentHash = experiment?.Hash,
                Seed = seed,
                Warnings = objections,
                Data = new RecordedData
                {
                    Name = table.Table.Name,
                    Path = paths.Count == 0 ? null : Path.GetFullPath(paths[0]) + (paths.Count == 1 ? "" : $" and {paths.Count - 1} more"),
                    Hash = DataHash.Of(paths, table),
                    Synthetic = table.Synthetic,
                    Rows = table.Table.RowCount,
                    Genres = table.LabelNames.Count,
                    Label = table.Schema.Label,
                    Features = [.. table.Schema.Features.Select(feature => feature.Column)],
                    Cleaning = table.Cleaning.Steps,
                    Split = split.Description,
                    Folds = new FoldRows(split.Train.Length, split.Validation.Length, split.Test.Length),
                },
            };
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            failure = unreadable.Message;
            return;
        }
        Write();
    }

    /// <summary>Records a trained model.</summary>
    /// <param name="training">How it was trained.</param>
    /// <param name="table">The table.</param>
    /// <param name="split">Its split.</param>
    /// <param name="file">The file it was saved to, or null.</param>
    public void Add(TrainingRun training, GenreTable table, Split split, string? file) =>
        Add(training, table, split.Test, training.Test, training.TestPredictions, file);

    /// <summary>Records a trained model that was scored on other rows than its split's test rows.</summary>
    public void Add(TrainingRun training, GenreTable table, int[] rows, Evaluation.EvaluationResult? test, Evaluation.RowPredictions? predictions, string? file)
    {
        if (run is null) return;
        var numbers = table.Table.RowNumbers;
        var rowNumbers = new int[rows.Length];
        for (var i = 0; i < rows.Length; i++) rowNumbers[i] = numbers[rows[i]];
        models.Add((
            new RecordedModel
            {
                Kind = training.Trainer.Kind,
                Trainer = TrainerOptions.ToJson(training.Trainer),
                Preprocessing = CliJson.From(training.Model.Preprocessor.Options),
                Validation = RecordedScores.Of(training.Validation),
                Test = RecordedScores.Of(test),
                Seconds = new Dictionary<string, double> { ["prepare"] = training.Seconds.Prepare, ["fit"] = training.Seconds.Fit, ["evaluate"] = training.Seconds.Evaluate },
                Steps = training.Epochs.Count,
                Cancelled = training.Cancelled,
                File = file is null ? null : Path.GetFullPath(file),
            },
            predictions is null ? null : new TestSet { Genres = training.Model.LabelNames, Rows = rowNumbers, Labels = predictions.Actual, Tracks = predictions.Groups ?? rowNumbers },
            predictions));
        Write();
    }

    /// <summary>Remembers files that were written beside the models.</summary>
    public void Files(params string[] files)
    {
        if (run is not null) run = run with { Files = [.. run.Files, .. files.Select(Path.GetFullPath)] };
    }

    /// <summary>Remembers the trials of a search so far; written when the run ends.</summary>
    public void Trials(IReadOnlyList<RecordedTrial> trials)
    {
        if (run is not null) run = run with { Trials = trials };
    }

    /// <summary>Records how it ended.</summary>
    public void End(RunStatus status, string? message = null)
    {
        if (run is not null)
        {
            run = run with { Status = status, Failure = message, Finished = DateTimeOffset.UtcNow };
            Write();
        }
        if (failure is not null) terminal.Warn($"This run is not recorded: {failure}");
        failure = null;
    }

    private void Write()
    {
        try
        {
            using var database = RunDatabase.Open(folder!, run!.Status == RunStatus.Running ? ShortWait : RecordsFolder.Wait);
            if (run.Id == 0) run = database.Begin(run);
            for (; written < models.Count; written++)
                database.Add(run.Id, models[written].Model, run.Data.Hash, models[written].Rows, models[written].Predictions);
            if (run.Status != RunStatus.Running) database.Update(run);
            failure = null;
        }
        catch (RecordsException unwritten)
        {
            // After damaged records were put aside, everything goes into new ones.
            if (unwritten.PutAside && failure is null)
            {
                terminal.Warn(unwritten.Message);
                (run, written, failure) = (run! with { Id = 0 }, 0, unwritten.Message);
                Write();
            }
            else
            {
                failure = unwritten.Message;
            }
        }
    }
}
