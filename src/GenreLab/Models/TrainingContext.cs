using GenreLab.Distributed;
using GenreLab.Numerics;

namespace GenreLab.Models;

/// <summary>What surrounds a training run; nothing in the library reads a global instead.</summary>
public sealed record TrainingContext
{
    /// <summary>Every random choice follows from it. The same seed, data and options give the same bits.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Threads to use, 1 or more. It never changes a result.</summary>
    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>Processes that share the work, of one training or of many; every one of them calls the same with the same data and gets the same bits. It never changes a
    /// result.</summary>
    public ICommunicator Ranks { get; init; } = SingleProcess.Instance;

    /// <summary>Stops training early; the best state so far is kept. Where several ranks train, it is one they agree upon (<see cref="ICommunicator.Agree"/>).</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>Most bytes of prepared inputs that are held in memory, of the training rows and of the validation rows each; inputs that would take more are made again a batch at a time, which
    /// most learners are content with. It never changes a result.</summary>
    public long MostHeldInputs { get; init; } = 256L << 20;

    /// <summary>Vector width of the kernels; it never changes a result.</summary>
    public InstructionSet Instructions { get; init; } = Simd.Widest;

    /// <summary>Told after every epoch (or round, or tree), on the training thread; when a training is resumed, first of the epochs done before.</summary>
    public Action<EpochRecord>? Progress { get; init; }

    /// <summary>Told, one sentence each, what went wrong without ending the training; called on the training thread.</summary>
    public Action<string>? Warning { get; init; }

    /// <summary>Makes the training resumable; null when nobody wants to go on later.</summary>
    public Checkpointing? Checkpoints { get; init; }

    /// <summary>A trained model to start from; null trains from scratch.</summary>
    public Transfer? From { get; init; }
}

/// <summary>One line of a learning curve.</summary>
/// <param name="Epoch">1-based number of the epoch, round or tree (<see cref="IClassifierTrainer.LearningStep"/>).</param>
/// <param name="Epochs">How many are planned.</param>
/// <param name="TrainLoss">Mean training loss over the epoch (with regularising noise such as dropout), in nats; null when the learner
/// does not measure it: a forest's loss on rows it has memorised says nothing.</param>
/// <param name="TrainAccuracy">Share of training rows predicted rightly during the epoch, or null as above.</param>
/// <param name="ValidationLoss">Mean log-loss on the validation rows, or null without them.</param>
/// <param name="ValidationAccuracy">Accuracy on the validation rows, or null without them.</param>
/// <param name="LearningRate">Learning rate at the epoch's end.</param>
/// <param name="Seconds">Wall time of the epoch, validation included.</param>
public sealed record EpochRecord(
    int Epoch, int Epochs, double? TrainLoss, double? TrainAccuracy,
    double? ValidationLoss, double? ValidationAccuracy, double LearningRate, double Seconds);
