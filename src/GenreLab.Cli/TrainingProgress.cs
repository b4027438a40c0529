using System.Diagnostics;
using GenreLab.Models;
using Spectre.Console;

namespace GenreLab.Cli;

/// <summary>Shows how training goes: a live bar on a terminal, plain lines (at most one a second, and the last) elsewhere.</summary>
internal sealed class TrainingProgress(Terminal terminal)
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    /// <summary>Runs <paramref name="train"/> and shows the epochs (or rounds, or trees) it tells of.</summary>
    public T Watch<T>(IClassifierTrainer trainer, Func<Action<EpochRecord>, T> train)
    {
        if (terminal.Quiet) return train(_ => { });
        return terminal.Live ? WatchLive(trainer, train) : WatchLines(trainer, train);
    }

    private T WatchLive<T>(IClassifierTrainer trainer, Func<Action<EpochRecord>, T> train) => terminal.Progress.Progress()
        .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
        .Start(display =>
        {
            var task = display.AddTask(Markup.Escape(trainer.Kind));
            var trained = train(epoch =>
            {
                task.MaxValue = epoch.Epochs;
                task.Value = epoch.Epoch;
                task.Description = Markup.Escape($"{trainer.Kind}  {trainer.LearningStep} {Line(epoch)}");
            });
            // Early stopping ends before the planned number of epochs.
            task.Value = task.MaxValue;
            return trained;
        });

    private T WatchLines<T>(IClassifierTrainer trainer, Func<Action<EpochRecord>, T> train)
    {
        var clock = Stopwatch.StartNew();
        var said = TimeSpan.Zero;
        var secondsTaken = 0.0;
        EpochRecord? last = null, lastSaid = null;
        void Say(EpochRecord epoch)
        {
            var left = TimeSpan.FromSeconds(secondsTaken / epoch.Epoch * (epoch.Epochs - epoch.Epoch));
            terminal.Say($"{trainer.Kind}: {trainer.LearningStep} {Line(epoch)}{(left > TimeSpan.Zero ? $", at most {Formats.Duration(left)} left" : "")}");
            (said, lastSaid) = (clock.Elapsed, epoch);
        }
        var trained = train(epoch =>
        {
            last = epoch;
            secondsTaken += epoch.Seconds;
            if (clock.Elapsed - said >= LeastPause) Say(epoch);
        });
        if (last is not null && last != lastSaid) Say(last);
        return trained;
    }

    private static string Line(EpochRecord epoch) =>
        $"{epoch.Epoch}/{epoch.Epochs}"
        + (epoch.TrainLoss is { } trainLoss ? $", loss {trainLoss:0.0000}" : "")
        + (epoch.ValidationLoss is { } loss ? $", validation loss {loss:0.0000}" : "")
        + (epoch.ValidationAccuracy is { } accuracy ? $", validation accuracy {accuracy * 100:0.00} %" : "");
}
