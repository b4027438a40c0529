namespace GenreLab.Models;

/// <summary>What a host provides so that a training that is interrupted can go on later. The host decides when it is time and where
/// checkpoints are kept; a trainer opens no file and reads no clock.</summary>
public sealed record Checkpointing
{
    /// <summary>Where to go on from; null begins anew.</summary>
    public TrainingCheckpoint? Resume { get; init; }

    /// <summary>Asked after every epoch whether a checkpoint is wanted now. One is given unasked when training ends or is stopped.</summary>
    public Func<EpochRecord, bool> IsDue { get; init; } = _ => false;

    /// <summary>Keeps a checkpoint. When it throws an <see cref="IOException"/>, <see cref="UnauthorizedAccessException"/> or
    /// <see cref="GenreLabException"/>, training says so once as a warning and goes on.</summary>
    public required Action<TrainingCheckpoint> Keep { get; init; }

    /// <summary>Refuses trainers that cannot be interrupted and resumed.</summary>
    /// <exception cref="OptionException">It is one; the message names kinds that can be.</exception>
    public static void RequireResumable(IClassifierTrainer trainer)
    {
        if (trainer.CanResume) return;
        throw new OptionException(
            $"Training of {trainer.Kind} cannot be interrupted and resumed, so it takes no checkpoints; kinds that can be are {string.Join(", ", ModelKinds.All.Where(kind => kind.DefaultTrainer.CanResume).Select(kind => kind.Word))}.");
    }
}
