using System.Text.Json.Nodes;
using GenreLab.Data;
using GenreLab.Models;

namespace GenreLab.Neural.Checkpoints;

/// <summary>Turns a training of one network or several into checkpoints for the host to keep, and puts it back to where a checkpoint was.</summary>
internal sealed class NetworkCheckpoints
{
    private const int NumbersAnEpoch = 8;

    private readonly Checkpointing host;
    private readonly TrainingContext context;
    private readonly Network network;
    private readonly NetworkTrainer trainer;
    private readonly TrainingIdentity identity;
    private readonly List<NetworkWeights> finished;
    private readonly List<EpochRecord> epochs = [];
    private bool failed, restored;

    /// <summary>Prepares to keep a training; if the host wants to resume, goes back to where it was.</summary>
    /// <param name="host">Where checkpoints go and come from.</param>
    /// <param name="trainer">The options.</param>
    /// <param name="network">The network.</param>
    /// <param name="train">The training rows.</param>
    /// <param name="validation">The validation rows, if any.</param>
    /// <param name="context">What surrounds the whole training.</param>
    /// <param name="finished">The networks that are done; filled from the checkpoint, and read whenever one is made.</param>
    /// <exception cref="ModelFileException">The checkpoint is of another training or damaged.</exception>
    public NetworkCheckpoints(
        Checkpointing host, NetworkTrainer trainer, Network network, Dataset train, Dataset? validation, TrainingContext context, List<NetworkWeights> finished)
    {
        (this.host, this.trainer, this.network, this.context, this.finished) = (host, trainer, network, context, finished);
        identity = TrainingIdentity.Of(trainer, context.Seed, train, validation, context.From);
        if (host.Resume is not { } checkpoint) return;
        if (checkpoint.Identity.Differences(identity) is { Count: > 0 } differences)
            throw new ModelFileException($"{checkpoint.Name} is of another training, with {Listed(differences)}; resume it as it was begun, or train anew without it.");
        Understand(checkpoint, () =>
        {
            Member = (int)StoredNumbers.Count(checkpoint.State.Settings, "member", trainer.Members);
            var count = (int)StoredNumbers.Count(checkpoint.State.Settings, "finished", Member);
            for (var member = 0; member < count; member++)
            {
                var weights = network.CreateWeights();
                StoredNumbers.Read<float>(checkpoint.State.Tensors, $"finished.{member}.parameters", weights.Parameters);
                StoredNumbers.Read<float>(checkpoint.State.Tensors, $"finished.{member}.state", weights.State);
                finished.Add(weights);
            }
            epochs.AddRange(ReadEpochs(checkpoint.State.Tensors));
        });
        foreach (var epoch in epochs) context.Progress?.Invoke(epoch);
    }

    /// <summary>Which of the networks is being trained; as many as there are when all are done.</summary>
    public int Member { get; set; }

    /// <summary>Puts the training of the network that was interrupted back to where it was; the networks after it begin anew.</summary>
    /// <exception cref="ModelFileException">The checkpoint is damaged.</exception>
    public void Restore(NetworkTraining training)
    {
        if (restored || host.Resume is not { } checkpoint) return;
        restored = true;
        Understand(checkpoint, () =>
        {
            var current = checkpoint.State.Settings["current"] as JsonObject ?? throw new InvalidDataException("it lacks the state of the network that was being trained");
            training.State.Import(current, checkpoint.State.Tensors, trainer.Epochs);
            if (training.Best is not { } best) return;
            StoredNumbers.Read<float>(checkpoint.State.Tensors, "best.parameters", best.Parameters);
            StoredNumbers.Read<float>(checkpoint.State.Tensors, "best.state", best.State);
        });
    }

    /// <summary>Takes note of an epoch, and makes a checkpoint when the host wants one.</summary>
    public void EpochEnded(EpochRecord epoch, NetworkTraining training)
    {
        epochs.Add(epoch);
        if (host.IsDue(epoch)) Keep(training);
    }

    /// <summary>Gives the host a checkpoint.</summary>
    /// <param name="training">The network being trained, between two epochs; null when all are done.</param>
    public void Keep(NetworkTraining? training)
    {
        if (epochs.Count == 0) return;
        var tensors = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        for (var member = 0; member < finished.Count; member++)
        {
            tensors[$"finished.{member}.parameters"] = Tensor.From<float>(finished[member].Parameters);
            tensors[$"finished.{member}.state"] = Tensor.From<float>(finished[member].State);
        }
        tensors["epochs"] = Tensor.From<double>([.. epochs.SelectMany(Numbers)], epochs.Count, NumbersAnEpoch);
        var settings = new JsonObject { ["member"] = Member, ["finished"] = finished.Count };
        if (training is not null)
        {
            settings["current"] = training.Kept.Export(tensors);
            if (training.Best is { } best)
            {
                tensors["best.parameters"] = Tensor.From<float>(best.Parameters);
                tensors["best.state"] = Tensor.From<float>(best.State);
            }
        }
        try
        {
            host.Keep(new TrainingCheckpoint(identity, new StoredState(settings, tensors)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or GenreLabException)
        {
            // Said once: training goes on, and so do the attempts.
            if (!failed) context.Warning?.Invoke($"The checkpoint could not be kept; training goes on without it. {failure.Message}");
            failed = true;
        }
    }

    private static void Understand(TrainingCheckpoint checkpoint, Action read)
    {
        try
        {
            read();
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Whatever a part makes of impossible content, the reader of the message needs to know which file it was.
            throw new ModelFileException($"{checkpoint.Name} is damaged: {(failure is InvalidDataException ? failure.Message : "it does not hold the state of this training")}; {StoredFileKind.Checkpoint.Remedy}.", failure);
        }
    }

    private static IEnumerable<EpochRecord> ReadEpochs(IReadOnlyDictionary<string, Tensor> tensors)
    {
        if (!tensors.TryGetValue("epochs", out var stored)) throw new InvalidDataException("it lacks the epochs done");
        var numbers = stored.Read<double>().ToArray();
        if (numbers.Length % NumbersAnEpoch != 0) throw new InvalidDataException("its epochs are cut off");
        return numbers.Chunk(NumbersAnEpoch).Select(one => new EpochRecord(
            (int)one[0], (int)one[1], Optional(one[2]), Optional(one[3]), Optional(one[4]), Optional(one[5]), one[6], one[7]));
    }

    private static double[] Numbers(EpochRecord epoch) =>
    [
        epoch.Epoch, epoch.Epochs, epoch.TrainLoss ?? double.NaN, epoch.TrainAccuracy ?? double.NaN,
        epoch.ValidationLoss ?? double.NaN, epoch.ValidationAccuracy ?? double.NaN, epoch.LearningRate, epoch.Seconds,
    ];

    private static double? Optional(double number) => double.IsNaN(number) ? null : number;

    private static string Listed(IReadOnlyList<string> parts) => parts.Count == 1 ? parts[0] : string.Join(", ", parts.SkipLast(1)) + " and " + parts[^1];
}
