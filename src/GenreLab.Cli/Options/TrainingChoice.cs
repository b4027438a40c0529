using System.CommandLine;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Cli.Options;

/// <summary>All options of training that <c>train</c> and <c>run</c> share: the table, how long a model may take, and what is found out about it.</summary>
internal sealed class TrainingChoice
{
    private readonly TrainingTable table = new();
    private readonly Option<double?> maxMinutes = new Option<double?>("--max-minutes")
    {
        Description = "Stop training a model after so many minutes; the best so far is kept.",
        HelpName = "minutes",
    }.Within(0.001, 60_000);
    private readonly StudyChoice study = new();

    public void AddTo(Command command)
    {
        table.AddTo(command);
        command.Options.Add(maxMinutes);
        study.AddTo(command);
    }

    public TrainingContext Context(ParseResult parsed, CancellationToken cancellation) => table.Context(parsed, cancellation);

    /// <inheritdoc cref="TextChoice.Require"/>
    public void RequireReaders(ParseResult parsed, IReadOnlyList<IClassifierTrainer> trainers) => table.RequireReaders(parsed, trainers);

    /// <summary>Has a table read, cleaned and split, and tells what was done to it.</summary>
    public (GenreTable Table, Split Split) Load(ParseResult parsed, Terminal terminal, Func<LoadOptions, GenreTable> load, TrainingContext surroundings)
    {
        var (tracks, folds) = table.Load(parsed, load, surroundings);
        TrainingTable.Announce(terminal, tracks, folds);
        study.Check(parsed, tracks, folds);
        return (tracks, folds);
    }

    /// <summary>Trains one model and shows how it goes.</summary>
    /// <returns>The training; null when it was stopped before there was a model to keep.</returns>
    public TrainingRun? Train(
        ParseResult parsed, Terminal terminal, IClassifierTrainer trainer, GenreTable tracks, Split folds, TrainingContext surroundings, CheckpointFile? checkpoint = null)
    {
        using var wanted = CancellationTokenSource.CreateLinkedTokenSource(surroundings.Cancellation);
        if (parsed.GetValue(maxMinutes) is { } minutes) wanted.CancelAfter(TimeSpan.FromMinutes(minutes));
        using var stop = surroundings.Ranks.Agree(wanted.Token);
        var run = new TrainingProgress(terminal).Watch(trainer, told => ModelTraining.Run(
            tracks, folds, trainer, table.Preprocessing(parsed, trainer, surroundings.From),
            surroundings with { Cancellation = stop.Token, Progress = told, Warning = terminal.Warn, Checkpoints = checkpoint?.Checkpointing }));
        return run.Cancelled && run.Epochs.Count == 0 ? null : run;
    }

    /// <summary>What is to be said when a training did not come to its end; null when it did.</summary>
    public string? WhyUnfinished(ParseResult parsed, IClassifierTrainer trainer, TrainingRun? run, CancellationToken cancellation)
    {
        if (run is { Cancelled: false }) return null;
        var why = cancellation.IsCancellationRequested ? "was cancelled" : $"was stopped after {parsed.GetValue(maxMinutes)} min";
        return run is null
            ? $"Training of {trainer.Kind} {why}, before there was a model to keep; give it more time with --max-minutes."
            : $"Training {(cancellation.IsCancellationRequested ? why : $"of {trainer.Kind} {why},")} after {trainer.LearningStep} {run.Epochs[^1].Epoch}; the model is the best so far.";
    }

    /// <inheritdoc cref="TrainingTable.SplitBy"/>
    public Split SplitBy(ParseResult parsed, GenreTable tracks, SplitMethod method, TrainingContext surroundings) => table.SplitBy(parsed, tracks, method, surroundings);

    /// <inheritdoc cref="StudyChoice.Study"/>
    public ModelStudy Study(ParseResult parsed, Terminal terminal, GenreTable tracks, Split folds, TrainingRun run, TrainingContext surroundings) =>
        study.Study(parsed, terminal, tracks, folds, run, surroundings);
}
